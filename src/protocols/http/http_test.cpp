// SPDX-License-Identifier: Apache-2.0
#include "protocols/http/http.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "protocols/http/page.h"

namespace vigie::protocols::http {
namespace {

using base::as_bytes;
using testing::ElementsAre;

TEST(HttpRequest, NamesItsHostAndItsAuthor) {
    EXPECT_EQ(base::as_text(request("GET /system", "www.ch-exemple.fr", "vigie/0.1")),
              "GET /system HTTP/1.1\r\nHost: www.ch-exemple.fr\r\nUser-Agent: vigie/0.1\r\nAccept: */*\r\n"
              "Connection: close\r\n\r\n");
}

TEST(HttpRequest, UsesANameNobodyHasWhenTheHostIsUnknown) {
    EXPECT_THAT(std::string(base::as_text(request("GET /", "", "x"))),
                testing::HasSubstr("\r\nHost: vigie.invalid\r\n"));
}

TEST(HttpResponse, GivesLowerCaseNamesAndJoinsFoldedLines) {
    const auto response = parse_response(as_bytes("HTTP/1.0 200\r\nX-Long: one\r\n  two\r\nSERVER:  a b \r\n\r\nbody"));

    ASSERT_TRUE(response);
    EXPECT_EQ(response->status, 200);
    EXPECT_EQ(response->header("x-long"), "one two");
    EXPECT_EQ(response->header("server"), "a b");
    EXPECT_EQ(response->body, "body");
    EXPECT_FALSE(response->complete);
}

TEST(HttpFacts, ReadHowLongHttpsIsPromised) {
    const auto promised = [](std::string_view header) {
        const std::string text = "HTTP/1.1 200 OK\r\n" + std::string(header) + "Content-Length: 0\r\n\r\n";
        return protocol.parse(base::as_bytes(text))->number("http.hsts_max_age");
    };
    EXPECT_EQ(promised("Strict-Transport-Security: max-age=63072000; includeSubDomains\r\n"), 63072000);
    EXPECT_EQ(promised("Strict-Transport-Security: includeSubDomains; Max-Age=\"300\"\r\n"), 300);
    EXPECT_EQ(promised("Strict-Transport-Security: yes\r\n"), 0);
    EXPECT_EQ(promised("Strict-Transport-Security: max-age=99999999999999999999\r\n"), 0) << "not a number of seconds";
    EXPECT_FALSE(promised("").has_value());
}

TEST(HttpResponse, JoinsChunksAndIgnoresTheirExtensions) {
    const auto response = parse_response(
        as_bytes("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4;a=b\r\nWiki\r\n5\r\npedia\r\n0\r\n\r\n"));

    ASSERT_TRUE(response);
    EXPECT_EQ(response->body, "Wikipedia");
    EXPECT_TRUE(response->complete);
}

TEST(HttpResponse, StopsAtAChunkThatLiesAboutItsSize) {
    const auto response =
        parse_response(as_bytes("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nfffffff\r\nshort"));

    ASSERT_TRUE(response);
    EXPECT_EQ(response->body, "short");
    EXPECT_FALSE(response->complete);
}

TEST(HttpResponse, SkipsAnInterimAnswer) {
    const auto response =
        parse_response(as_bytes("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"));

    ASSERT_TRUE(response);
    EXPECT_EQ(response->status, 404);
    EXPECT_TRUE(response->complete);
}

TEST(HttpResponse, KeepsAtMost128Headers) {
    std::string text = "HTTP/1.1 200 OK\r\n";
    for (int i = 0; i < 300; ++i) text += "x: y\r\n";

    const auto response = parse_response(as_bytes(text + "\r\n"));

    ASSERT_TRUE(response);
    EXPECT_EQ(response->headers.size(), 128U);
}

TEST(HttpResponse, IsNotSpokenByOtherServers) {
    EXPECT_EQ(parse_response(as_bytes("SSH-2.0-OpenSSH_9.2\r\n")).error().code, base::Errc::not_spoken);
    EXPECT_EQ(parse_response(as_bytes("HTTP/1.1 abc\r\n\r\n")).error().code, base::Errc::malformed);
}

TEST(HttpRecognise, IsSureOfAStatusLineOnly) {
    EXPECT_EQ(protocol.recognise(as_bytes("HTTP/1.1 302 Found\r\nLocation: /\r\n\r\n")), Match::sure);
    EXPECT_EQ(protocol.recognise(as_bytes("HTTP/1.1 3")), Match::maybe);
    EXPECT_EQ(protocol.recognise(as_bytes("<!DOCTYPE html><title>x</title>")), Match::maybe);
    EXPECT_EQ(protocol.recognise(as_bytes("RTSP/1.0 400 Bad Request\r\n\r\n")), Match::no);
    EXPECT_EQ(protocol.recognise(as_bytes("HTTP/1.1 200 OK\r\nST: upnp:rootdevice\r\nUSN: uuid:1\r\n\r\n")),
              Match::maybe);
}

TEST(HttpFacts, GiveTheNamesOfCookiesAndNeverTheirValues) {
    const auto facts = protocol.parse(
        as_bytes("HTTP/1.1 200 OK\r\nSet-Cookie: JSESSIONID=0123; Path=/\r\nSet-Cookie: lang=fr\r\n\r\n"));

    ASSERT_TRUE(facts);
    EXPECT_THAT(facts->list("http.cookies"), ElementsAre("JSESSIONID", "lang"));
}

TEST(HttpFacts, DoNotDenyWhatACutPageMayStillHold) {
    const auto facts = protocol.parse(
        as_bytes("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 900\r\n\r\n<html><title>A"));

    ASSERT_TRUE(facts);
    EXPECT_FALSE(facts->has("http.login_form"));
    EXPECT_FALSE(facts->has("http.directory_listing"));
    EXPECT_EQ(facts->text("http.title"), "A");
}

TEST(HttpFacts, TellWhenGoOrTomcatWantTls) {
    const auto go =
        protocol.parse(as_bytes("HTTP/1.0 400 Bad Request\r\n\r\nClient sent an HTTP request to an HTTPS server.\n"));

    ASSERT_TRUE(go);
    EXPECT_EQ(go->flag("http.tls_required"), true);
}

TEST(HttpPage, ReadsATitleWithEntitiesAndLineBreaks) {
    EXPECT_EQ(title_of("<html><head><TITLE lang=fr>\r\n  D&eacute;p&#244;t &amp; acc&#xE8;s\n\n</TITLE>"),
              "Dépôt & accès");
    EXPECT_EQ(title_of("<title>&unknown; &#0; &#xD800;</title>"), "&unknown; &#0; &#xD800;");
    EXPECT_EQ(title_of("<p>none</p>"), "");
}

TEST(HttpPage, ReadsALatin1Title) {
    EXPECT_EQ(title_of("<title>H\xF4pital</title>"), "Hôpital");
}

TEST(HttpPage, FindsAPasswordFieldHoweverItIsWritten) {
    EXPECT_TRUE(asks_password("<input type=password>"));
    EXPECT_TRUE(asks_password("<INPUT\n name='a > b' TYPE = \"Password\" />"));
    EXPECT_FALSE(asks_password("<input type=text name=password>"));
    EXPECT_FALSE(asks_password("<p>type=password</p>"));
}

TEST(HttpPage, ReadsAnIisListing) {
    // From the form IIS documents and shows; no such server runs on Debian.
    const auto listing = listing_of(
        "<html><head><title>intranet.example - /export/</title></head><body><H1>intranet.example - "
        "/export/</H1><hr>\r\n\r\n"
        "<pre><A HREF=\"/\">[To Parent Directory]</A><br><br> 1/2/2026  9:00 AM        &lt;dir&gt; "
        "<A HREF=\"/export/old/\">old</A><br> 1/2/2026  9:00 AM     1 <A HREF=\"/export/liste%20patients.xlsx\">liste "
        "patients.xlsx</A><br></pre><hr></body></html>");

    ASSERT_TRUE(listing);
    EXPECT_EQ(listing->entries, 2U);
    EXPECT_THAT(listing->sensitive, ElementsAre("export"));
}

TEST(HttpPage, DoesNotTakeAnArticleAboutListingsForOne) {
    EXPECT_FALSE(listing_of("<title>Index of /</title><h1>How to stop nginx from showing it</h1><a href=x>x</a>"));
    EXPECT_FALSE(listing_of("<title>Accueil - /</title><h1>Accueil - /</h1><a href=x>x</a>"));
}

TEST(HttpPage, ClassifiesFileNames) {
    EXPECT_EQ(sensitive_kind("IM0001.DCM"), "dicom");
    EXPECT_EQ(sensitive_kind("DICOMDIR"), "dicom");
    EXPECT_EQ(sensitive_kind("oru.hl7"), "hl7");
    EXPECT_EQ(sensitive_kind("base.sql.gz"), "export");
    EXPECT_EQ(sensitive_kind("resultats.csv"), "export");
    EXPECT_EQ(sensitive_kind("id_rsa"), "key");
    EXPECT_EQ(sensitive_kind("sauvegardes/"), "backup");
    EXPECT_EQ(sensitive_kind("srv1.vbk"), "backup");
    EXPECT_EQ(sensitive_kind("menu.csv"), "");
    EXPECT_EQ(sensitive_kind("photo.jpg"), "");
    EXPECT_EQ(sensitive_kind("id_rsa.pub"), "");
    EXPECT_EQ(sensitive_kind("fullchain.pem"), "");
}

TEST(HttpPage, KnowsAdministrationInterfacesByTitleRedirectionOrRealm) {
    EXPECT_TRUE(is_admin_interface("phpMyAdmin 5.2.1", "", ""));
    EXPECT_TRUE(is_admin_interface("", "https://192.0.2.1/admin/login.php", ""));
    EXPECT_TRUE(is_admin_interface("", "", "Basic realm=\"Tomcat Manager Application\""));
    EXPECT_FALSE(is_admin_interface("", "/administratif/accueil", ""));
    EXPECT_FALSE(is_admin_interface("Centre hospitalier", "https://www.ch-exemple.fr/", ""));
}

TEST(HttpPage, SurvivesTagsThatNeverEnd) {
    const std::string open(200000, '<');
    std::string quotes;
    for (int i = 0; i < 20000; ++i) quotes += "<a href=\"";

    EXPECT_FALSE(asks_password(open));
    EXPECT_FALSE(asks_password(quotes));
    EXPECT_EQ(title_of(quotes), "");
}

}  // namespace
}  // namespace vigie::protocols::http
