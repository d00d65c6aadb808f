// SPDX-License-Identifier: Apache-2.0
#include "catalog/web.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "inspect/inspect.h"
#include "inspect/web/fronts.h"
#include "inspect/web/paths.h"
#include "inspect/web/redirects.h"
#include "inspect/web/shipped.h"
#include "inspect/web/storage.h"
#include "net/fake_dialer.h"
#include "net/run_task.h"

namespace vigie::inspect {
namespace {

using ::testing::AnyOf;
using ::testing::Contains;
using ::testing::Each;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::StartsWith;
using ::testing::UnorderedElementsAre;

std::string page(const std::string& status, const std::string& headers, const std::string& body) {
    return "HTTP/1.1 " + status + "\r\n" + headers + "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" +
           body;
}

const std::string kHtml = "Content-Type: text/html\r\n";

class WebTest : public ::testing::Test {
protected:
    WebTest() {
        model::Perimeter perimeter;
        perimeter.addresses = {*model::CidrBlock::parse("192.0.2.0/28")};
        perimeter.domains = {"ch-exemple.fr"};
        perimeter.fragile = {*model::CidrBlock::parse("192.0.2.9")};
        scope_ = model::Scope(perimeter);
        tools_.web = &shipped();
        at_ = subject("192.0.2.2:80/tcp");
    }

    static Subject subject(const char* where) {
        Subject out;
        out.service.endpoint = *model::Endpoint::parse(where);
        out.service.protocol = "http";
        return out;
    }

    // path -> reply; whatever else is a 404. Each request line is remembered.
    void serve(std::map<std::string, std::string> pages) {
        if (!pages.contains("/")) pages["/"] = page("200 OK", kHtml, "<title>CH</title>");
        serve_with([pages](const std::string& path) {
            const auto found = pages.find(path);
            return found == pages.end() ? page("404 Not Found", kHtml, "<h1>Not Found</h1>") : found->second;
        });
    }

    void serve_with(std::function<std::string(const std::string& path)> reply) {
        dialer_.answer(at_.service.endpoint, [this, reply = std::move(reply)](const std::string& sent) {
            if (sent.empty()) return std::string();
            const std::string line = sent.substr(0, sent.find(" HTTP/"));
            asked_.push_back(line);
            return reply(line.substr(line.find(' ') + 1));
        });
    }

    void review() { net::run(review_http(tools_, at_)); }

    const model::Attempt* attempt(const std::string& check) const {
        for (const model::Attempt& one : at_.service.attempts)
            if (one.check == check) return &one;
        return nullptr;
    }

    const model::Facts& facts() const { return at_.service.facts; }

    base::FixedClock clock_{*base::parse_instant("2026-11-21T12:00:00Z")};
    net::FakeDialer dialer_;
    model::Scope scope_;
    Tools tools_{dialer_, clock_, scope_};
    Subject at_;
    std::vector<std::string> asked_;
};

TEST_F(WebTest, AServerWithNothingButItsPageShowsNoneOfThePaths) {
    serve({});

    review();

    ASSERT_TRUE(facts().has("web.found"));
    EXPECT_THAT(facts().list("web.found"), IsEmpty());
    EXPECT_FALSE(facts().has("web.found_incomplete"));
    EXPECT_EQ(attempt("web.found")->outcome, model::Attempt::Outcome::done);
    EXPECT_THAT(asked_, Each(AnyOf(StartsWith("GET /"), StartsWith("HEAD /"))));
}

TEST_F(WebTest, ASiteUnderANameOfItsOwnIsAServiceOfItsOwn) {
    at_.service.names = {"www.ch-exemple.fr", "dpi.ch-exemple.fr", "autre.example"};
    std::vector<std::string> hosts;
    dialer_.answer(at_.service.endpoint, [&](const std::string& sent) {
        if (sent.empty()) return std::string();
        const auto begin = sent.find("Host: ") + 6;
        hosts.push_back(sent.substr(begin, sent.find('\r', begin) - begin));
        if (sent.find(" / HTTP/") == std::string::npos) return page("404 Not Found", kHtml, "<h1>Not Found</h1>");
        if (hosts.back() == "dpi.ch-exemple.fr")
            return page("200 OK", kHtml + "X-Powered-By: PHP/8.2.7\r\n", "<title>Dossier patient</title>");
        return page("200 OK", kHtml,
                    "<title>CH</title> token " + std::to_string(hosts.size()) +
                        "<link href=/theme.css><script src=/site.js></script>");
    });

    review();

    EXPECT_EQ(facts().text("http.title"), "CH");
    EXPECT_FALSE(facts().has("http.powered_by"));
    EXPECT_FALSE(facts().has("service.site"));
    ASSERT_EQ(at_.sites.size(), 1U);  // www shows what the default site shows, but for a token
    const model::Service& site = at_.sites[0].service;
    EXPECT_EQ(site.endpoint, at_.service.endpoint);
    EXPECT_EQ(site.facts.text("service.site"), "dpi.ch-exemple.fr");
    EXPECT_EQ(site.facts.text("http.title"), "Dossier patient");
    EXPECT_THAT(site.names, ElementsAre("dpi.ch-exemple.fr"));
    EXPECT_THAT(hosts, Not(Contains("autre.example")));
    EXPECT_THAT(hosts, Contains("www.ch-exemple.fr"));
}

TEST_F(WebTest, WithoutADefaultSiteTheFirstNamedOneSpeaksForTheEndpoint) {
    at_.service.names = {"www.ch-exemple.fr"};
    dialer_.answer(at_.service.endpoint, [&](const std::string& sent) {
        if (sent.find("Host: www.ch-exemple.fr\r\n") == std::string::npos) return std::string();  // silence
        return page("200 OK", kHtml, "<title>CH</title>");
    });

    review();

    EXPECT_EQ(facts().text("http.title"), "CH");
    EXPECT_FALSE(facts().has("service.site"));
    EXPECT_THAT(at_.sites, IsEmpty());
}

TEST_F(WebTest, AServerThatSaysYesToEverythingHasNoFinding) {
    serve_with([](const std::string&) {
        return page("200 OK", kHtml, "<title>Index of /</title>ref: refs/heads/main Apache Server Status for x");
    });

    review();

    EXPECT_THAT(facts().list("web.found"), IsEmpty());
}

TEST_F(WebTest, AServerThatEchoesWhatIsWantedForEveryPathHasNoFinding) {
    serve_with([](const std::string&) {
        return page("200 OK", "Content-Type: application/fhir+json\r\nServer: Docker/24\r\n",
                    "ref: refs/heads/main\n{\"openapi\":\"3.0\"}");
    });

    review();

    EXPECT_THAT(facts().list("web.found"), IsEmpty());
}

TEST_F(WebTest, ARepositoryIsFoundAndOnlyItsMarkIsKept) {
    serve({{"/.git/HEAD", page("200 OK", "", "ref: refs/heads/main\n")}});

    review();

    EXPECT_THAT(facts().list("web.found"), ElementsAre("git_head"));
    EXPECT_THAT(facts().list("web.found_paths"), ElementsAre("/.git/HEAD"));
}

TEST_F(WebTest, ASearchThatAnswersIsProofAndItsBodyIsDropped) {
    serve({{"/fhir/Patient?_summary=count",
            page("200 OK", "Content-Type: application/fhir+json\r\n", "{\"total\":1843,\"name\":\"Dupont\"}")}});

    review();

    EXPECT_THAT(facts().list("web.found"), ElementsAre("fhir_search"));
    EXPECT_EQ(facts().text("data.access"), "open");
    EXPECT_THAT(facts().list("data.kinds"), ElementsAre("health"));
    for (const model::Evidence& evidence : at_.evidence) {
        EXPECT_THAT(evidence.reply, Not(HasSubstr("Dupont")));
        EXPECT_THAT(evidence.reply, Not(HasSubstr("1843")));
    }
}

TEST_F(WebTest, NamesOfIndicesAreCountedJudgedAndForgotten) {
    serve({{"/", page("200 OK", "X-elastic-product: Elasticsearch\r\nContent-Type: application/json\r\n",
                      "{\"tagline\":\"You Know, for Search\"}")},
           {"/_cat/indices?h=index", page("200 OK", "Content-Type: text/plain\r\n", "patients-2024\nrh\nlogs\n")}});

    review();

    EXPECT_THAT(facts().list("web.found"), ElementsAre("elasticsearch_indices"));
    EXPECT_EQ(facts().number("data.names"), 3);
    EXPECT_THAT(facts().list("data.kinds"), UnorderedElementsAre("technical", "health", "personal"));
    for (const model::Evidence& evidence : at_.evidence) EXPECT_THAT(evidence.reply, Not(HasSubstr("patients")));
}

TEST_F(WebTest, AnIndexListIsNotAskedOfAServerThatIsNoSearchEngine) {
    serve({});

    review();

    EXPECT_THAT(asked_, Not(Contains(HasSubstr("_cat"))));
}

TEST_F(WebTest, ABlockPageIsNoAnswerOfTheSite) {
    at_.service.facts.set("http.login_form", false);
    at_.service.facts.set("http.title", "Request");
    serve_with(
        [](const std::string&) { return page("200 OK", kHtml, "Request unsuccessful. Incapsula incident ID: 1-2"); });

    review();

    EXPECT_EQ(facts().flag("web.blocked"), true);
    EXPECT_THAT(facts().list("web.fronts"), ElementsAre("Imperva"));
    EXPECT_FALSE(facts().has("http.login_form"));
    EXPECT_FALSE(facts().has("web.found"));
    EXPECT_EQ(attempt("http.page")->outcome, model::Attempt::Outcome::failed);
    EXPECT_EQ(asked_.size(), 1U);
}

TEST_F(WebTest, AFirewallThatWakesUpOnTheWayEndsTheWalk) {
    serve_with([](const std::string& path) {
        if (path == "/") return page("200 OK", kHtml, "<title>CH</title>");
        return page("403 Forbidden", kHtml, "<title>Attention Required! | Cloudflare</title>");
    });

    review();

    EXPECT_EQ(facts().flag("web.found_incomplete"), true);
    EXPECT_EQ(facts().flag("web.blocked"), true);
    EXPECT_THAT(attempt("web.found")->why, HasSubstr("Cloudflare"));
    EXPECT_LE(asked_.size(), 3U);
}

TEST_F(WebTest, ABanAfterSomeConnectionsIsToldAndNotTakenForAbsence) {
    int connections = 0;
    serve_with([&connections](const std::string& path) {
        if (++connections > 6) return page("403 Forbidden", kHtml, "<h1>Forbidden</h1>");
        return path == "/" ? page("200 OK", kHtml, "<title>CH</title>") : page("404 Not Found", kHtml, "");
    });

    review();

    EXPECT_EQ(facts().flag("web.found_incomplete"), true);
    EXPECT_EQ(attempt("web.found")->outcome, model::Attempt::Outcome::failed);
    EXPECT_THAT(attempt("web.found")->why, HasSubstr("403"));
}

TEST_F(WebTest, AServerThatFallsSilentIsLeftAloneAfterThreeQuestions) {
    serve_with([](const std::string& path) {
        return path == "/" ? page("200 OK", kHtml, "<title>CH</title>") : std::string();
    });

    review();

    EXPECT_EQ(asked_.size(), 4U);
    EXPECT_EQ(facts().flag("web.found_incomplete"), true);
    EXPECT_EQ(attempt("web.found")->outcome, model::Attempt::Outcome::failed);
}

TEST_F(WebTest, AFloodAndALieAboutTheLengthStayWithinTheCap) {
    const std::string flood(2U << 20U, 'a');
    serve_with([&flood](const std::string& path) {
        if (path == "/") return page("200 OK", kHtml, "<title>CH</title>");
        return "HTTP/1.1 200 OK\r\nContent-Length: 99999999999\r\n\r\n" + flood;
    });

    review();

    EXPECT_THAT(facts().list("web.found"), IsEmpty());
    EXPECT_NE(attempt("web.found"), nullptr);
    for (const model::Evidence& evidence : at_.evidence) EXPECT_LE(evidence.reply.size(), model::kEvidenceLimit);
}

TEST_F(WebTest, ARedirectionElsewhereIsWrittenDownAndNotFollowed) {
    serve({{"/", page("302 Found", "Location: https://rdv.prestataire.example/ch?jeton=123\r\n", "")}});

    review();

    EXPECT_THAT(facts().list("web.redirects"), ElementsAre("http://192.0.2.2/ -> https://rdv.prestataire.example"));
    EXPECT_THAT(facts().list("web.redirects_outside"), ElementsAre("rdv.prestataire.example"));
    EXPECT_THAT(dialer_.dialled(), Each(at_.service.endpoint));
}

TEST_F(WebTest, ARedirectionToHttpsOfADeclaredNameIsNotOutside) {
    serve({{"/", page("301 Moved", "Location: https://www.ch-exemple.fr/\r\n", "")}});

    review();

    EXPECT_THAT(facts().list("web.redirects"), ElementsAre("http://192.0.2.2/ -> https://www.ch-exemple.fr"));
    EXPECT_FALSE(facts().has("web.redirects_outside"));
}

TEST_F(WebTest, AFragileHostIsNotAskedTheList) {
    at_ = subject("192.0.2.9:80/tcp");
    serve({});

    review();

    EXPECT_THAT(asked_, ElementsAre("GET /"));
    EXPECT_EQ(attempt("web.found")->outcome, model::Attempt::Outcome::not_tried);
}

TEST_F(WebTest, ThePauseComesAfterEachRequest) {
    tools_.web_pause = base::Millis{1000};
    serve({});

    review();

    EXPECT_GE(dialer_.elapsed(), base::Millis{1000} * asked_.size());
    EXPECT_TRUE(tools_.web_busy.empty());
}

TEST(WebNeighbourTest, TheNeighbourHasTheSamePlaceAndKind) {
    EXPECT_EQ(neighbour_of("/.git/HEAD", "zz"), "/.git/zzHEAD");
    EXPECT_EQ(neighbour_of("/backup.zip", "zz"), "/zzbackup.zip");
    EXPECT_EQ(neighbour_of("/backup/", "zz"), "/zzbackup/");
    EXPECT_EQ(neighbour_of("/fhir/Patient?_summary=count", "zz"), "/fhir/zzPatient?_summary=count");
    EXPECT_EQ(neighbour_of("/v2/keys/?quorum=false", "zz"), "/v2/zzkeys/?quorum=false");
}

TEST(WebRedirectTest, ATargetIsTakenApart) {
    const Redirect absolute = parse_redirect("HTTPS://User@Www.CH-Exemple.fr:8443/a?b#c", "/", false);
    EXPECT_TRUE(absolute.usable);
    EXPECT_EQ(absolute.scheme, "https");
    EXPECT_EQ(absolute.host, "www.ch-exemple.fr");
    EXPECT_EQ(absolute.port, 8443);
    EXPECT_EQ(absolute.path, "/a?b");
    EXPECT_EQ(parse_redirect("login", "/app/", true).path, "/app/login");
    EXPECT_EQ(parse_redirect("//x.example", "/", true).host, "x.example");
    EXPECT_EQ(parse_redirect("/a", "/", true).host, "");
    EXPECT_EQ(parse_redirect("http://[2001:db8::1]/", "/", true).host, "2001:db8::1");
}

TEST(WebRedirectTest, WhatABrowserWouldNotFollowIsNoRedirect) {
    EXPECT_FALSE(parse_redirect("", "/", true).usable);
    EXPECT_FALSE(parse_redirect("javascript://x/%0aalert", "/", true).usable);
    EXPECT_FALSE(parse_redirect("https://x:99999/", "/", true).usable);
    EXPECT_FALSE(parse_redirect("https:///x", "/", true).usable);
    EXPECT_FALSE(parse_redirect("https://a b/", "/", true).usable);
    EXPECT_FALSE(parse_redirect(std::string(5000, 'a'), "/", true).usable);
}

TEST(WebHeadersTest, ASessionCookieWithoutSecureIsNamedAndALanguageIsNot) {
    const auto response = protocols::http::parse_response(
        base::as_bytes("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nSet-Cookie: PHPSESSID=secret; path=/\r\n"
                       "Set-Cookie: lang=fr\r\nSet-Cookie: authToken=x; Secure; HttpOnly\r\nX-Frame-Options: DENY\r\n"
                       "Access-Control-Allow-Origin: *\r\nContent-Length: 0\r\n\r\n"));
    WebPage shown;
    shown.response = *response;
    model::Facts facts;

    note_headers(shown, true, facts);

    EXPECT_THAT(facts.list("web.weak_cookies"), ElementsAre("PHPSESSID"));
    EXPECT_THAT(facts.list("web.headers_missing"),
                ElementsAre("content-security-policy", "x-content-type-options", "referrer-policy"));
    EXPECT_EQ(facts.flag("web.any_origin"), false);
}

TEST(CloudStorageTest, TheReplyToTheListingQuestionIsReadOrCalledUnclear) {
    EXPECT_EQ(read_storage(200, "<?xml?><ListBucketResult xmlns=\"x\"><Name>b</Name>"), StorageAnswer::listed);
    EXPECT_EQ(read_storage(200, "<?xml?><EnumerationResults ContainerName=\"x\">"), StorageAnswer::listed);
    EXPECT_EQ(read_storage(403, "<Error><Code>AccessDenied</Code>"), StorageAnswer::closed);
    EXPECT_EQ(read_storage(409, "<Code>PublicAccessNotPermitted</Code>"), StorageAnswer::closed);
    EXPECT_EQ(read_storage(404, "<Code>NoSuchBucket</Code>"), StorageAnswer::missing);
    EXPECT_EQ(read_storage(200, "<html>Bienvenue</html>"), StorageAnswer::unclear);
}

TEST_F(WebTest, StorageThatListsItselfIsOpenAndSilentStorageIsNotJudged) {
    const auto address = *model::IpAddress::parse("192.0.2.3");
    const model::Endpoint endpoint{address, 443, model::Transport::tcp};
    net::Transcript listed;
    listed.tls({})
        .expect_any()
        .reply(page("200 OK", "", "<ListBucketResult><Name>x</Name></ListBucketResult>"))
        .close();
    dialer_.script(endpoint, listed);
    model::Facts facts;
    EXPECT_TRUE(net::run(review_storage(tools_, "x.s3.amazonaws.com", "/?max-keys=1", address, facts)).has_value());
    EXPECT_EQ(facts.flag("cloud.listing"), true);
    EXPECT_EQ(facts.flag("cloud.unclaimed"), false);

    net::Transcript silent;
    silent.tls({}).expect_any().silence();
    dialer_.script(endpoint, silent);
    model::Facts none;
    EXPECT_FALSE(net::run(review_storage(tools_, "x.s3.amazonaws.com", "/?max-keys=1", address, none)).has_value());
    EXPECT_TRUE(none.empty());
}

}  // namespace
}  // namespace vigie::inspect
