// SPDX-License-Identifier: Apache-2.0
#include "inspect/inspect.h"

#include <fstream>
#include <sstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/text.h"
#include "net/fake_dialer.h"
#include "net/run_task.h"

namespace vigie::inspect {
namespace {

using base::ByteString;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

std::string fixture(const std::string& protocol, const std::string& name) {
    const std::string path =
        std::string(VIGIE_SOURCE_DIR) + "/src/protocols/" + protocol + "/fixtures/" + name + ".bin";
    std::ifstream file(path, std::ios::binary);
    std::ostringstream bytes;
    bytes << file.rdbuf();
    EXPECT_TRUE(file) << path;
    return bytes.str();
}

class InspectTest : public ::testing::Test {
protected:
    InspectTest() {
        model::Perimeter perimeter;
        perimeter.addresses = {*model::CidrBlock::parse("192.0.2.0/28")};
        perimeter.domains = {"ch-exemple.fr"};
        scope_ = model::Scope(perimeter);
        tools_.domains = perimeter.domains;
    }

    Subject subject(const char* where, const char* protocol) {
        Subject out;
        out.service.endpoint = *model::Endpoint::parse(where);
        out.service.protocol = protocol;
        return out;
    }

    void serve(const Subject& at, std::function<std::string(const std::string&)> responder) {
        dialer_.answer(at.service.endpoint, std::move(responder));
    }

    void review(net::Task<void> (*what)(Tools&, Subject&), Subject& at) { net::run(what(tools_, at)); }

    static const model::Attempt* attempt(const Subject& at, const std::string& check) {
        for (const model::Attempt& one : at.service.attempts)
            if (one.check == check) return &one;
        return nullptr;
    }

    base::FixedClock clock_{*base::parse_instant("2026-11-21T12:00:00Z")};
    net::FakeDialer dialer_;
    model::Scope scope_;
    Tools tools_{dialer_, clock_, scope_};
};

// A DNS reply to `question`: the same id and question, these flags, and so many A records for the asked name, the
// first and last of type SOA when it is a transfer.
std::string dns_reply(const std::string& question, std::uint16_t flags, unsigned answers, bool transfer) {
    const base::Bytes asked = base::as_bytes(question);
    base::Writer out;
    out.bytes(asked.first(2)).u16(flags).u16(1).u16(static_cast<std::uint16_t>(answers)).u16(0).u16(0);
    const base::Bytes body = asked.subspan(12);
    std::size_t end = 0;
    while (end < body.size() && body[end] != 0) end += body[end] + 1U;
    out.bytes(body.first(end + 5));
    for (unsigned i = 0; i < answers; ++i) {
        const bool soa = transfer && (i == 0 || i + 1 == answers);
        out.u16(0xC00C).u16(soa ? 6 : 1).u16(1).u32(300);
        if (soa)
            out.u16(22).u8(0).u8(0).u32(1).u32(2).u32(3).u32(4).u32(5);
        else
            out.u16(4).u32(0xC0000201U + i);
    }
    return std::string(base::as_text(out.take()));
}

std::string framed(const std::string& message) {
    base::Writer out;
    out.u16(static_cast<std::uint16_t>(message.size())).text(message);
    return std::string(base::as_text(out.take()));
}

TEST_F(InspectTest, RecursionIsProvedByAnAnswerForAForeignName) {
    Subject at = subject("192.0.2.5:53/udp", "dns");
    serve(at, [](const std::string& sent) { return sent.empty() ? "" : dns_reply(sent, 0x8180, 1, false); });

    review(review_dns, at);

    EXPECT_EQ(at.service.facts.flag("dns.recursion"), true);
    ASSERT_EQ(at.evidence.size(), 1U);
    EXPECT_THAT(at.evidence[0].reply, HasSubstr("example.com"));
}

TEST_F(InspectTest, AServerThatOnlyClaimsRecursionIsNotCalledOpen) {
    Subject claims = subject("192.0.2.5:53/udp", "dns");
    serve(claims, [](const std::string& sent) { return sent.empty() ? "" : dns_reply(sent, 0x8180, 0, false); });
    Subject refuses = subject("192.0.2.6:53/udp", "dns");
    serve(refuses, [](const std::string& sent) { return sent.empty() ? "" : dns_reply(sent, 0x8105, 0, false); });

    review(review_dns, claims);
    review(review_dns, refuses);

    EXPECT_EQ(claims.service.facts.flag("dns.recursion"), false);
    EXPECT_EQ(refuses.service.facts.flag("dns.recursion"), false);
}

TEST_F(InspectTest, ASilentNameServerLeavesRecursionUnknown) {
    Subject at = subject("192.0.2.5:53/udp", "dns");
    serve(at, [](const std::string&) { return std::string(); });

    review(review_dns, at);

    EXPECT_FALSE(at.service.facts.has("dns.recursion"));
    ASSERT_NE(attempt(at, "dns.recursion"), nullptr);
    EXPECT_EQ(attempt(at, "dns.recursion")->outcome, model::Attempt::Outcome::failed);
}

TEST_F(InspectTest, AnNtpServerThatAnswersControlQuestionsNamesItsSoftware) {
    Subject at = subject("192.0.2.5:123/udp", "ntp");
    serve(at, [](const std::string& sent) {
        const std::string text = "version=\"ntpd 4.2.8p15\"";
        return sent.empty() ? std::string() : std::string("\x16\x82\x76\x67\x06\x15\0\0\0\0\0\x17", 12) + text;
    });

    review(review_ntp, at);

    EXPECT_EQ(at.service.facts.flag("ntp.control"), true);
    EXPECT_EQ(at.service.facts.text("ntp.software"), "ntpd 4.2.8p15");
    EXPECT_EQ(at.evidence.size(), 1U);
}

TEST_F(InspectTest, ASilentNtpServerLeavesTheControlModeUnknown) {
    Subject at = subject("192.0.2.6:123/udp", "ntp");
    serve(at, [](const std::string&) { return std::string(); });

    review(review_ntp, at);

    EXPECT_FALSE(at.service.facts.has("ntp.control"));
}

TEST_F(InspectTest, AZoneGivenToAnybodyIsCountedAndNotKept) {
    Subject at = subject("192.0.2.5:53/tcp", "dns");
    serve(at, [](const std::string& sent) {
        if (sent.size() < 3) return std::string();
        const std::string question = sent.substr(2);
        const bool transfer = question.find("ch-exemple") != std::string::npos;
        return framed(dns_reply(question, transfer ? 0x8400 : 0x8105, transfer ? 5 : 0, transfer));
    });

    review(review_dns, at);

    EXPECT_THAT(at.service.facts.list("dns.zone_transfer"), ElementsAre("ch-exemple.fr"));
    EXPECT_EQ(at.service.facts.number("dns.zone_records"), 5);
    for (const model::Evidence& evidence : at.evidence) EXPECT_THAT(evidence.reply, Not(HasSubstr("192.0.2.2")));
}

TEST_F(InspectTest, ARefusedTransferIsAnEmptyListAndNotAnUnknown) {
    Subject at = subject("192.0.2.5:53/tcp", "dns");
    serve(at, [](const std::string& sent) {
        return sent.size() < 3 ? std::string() : framed(dns_reply(sent.substr(2), 0x8105, 0, false));
    });

    review(review_dns, at);

    ASSERT_TRUE(at.service.facts.has("dns.zone_transfer"));
    EXPECT_THAT(at.service.facts.list("dns.zone_transfer"), IsEmpty());
}

std::string web_page(const std::string& head, const std::string& body) {
    return "HTTP/1.1 " + head + "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
}

std::string orthanc(const std::string& sent, bool open) {
    if (sent.empty()) return "";
    if (!open) return web_page("401 Unauthorized\r\nWWW-Authenticate: Basic realm=\"Orthanc Secure Area\"\r\n", "");
    if (sent.find("GET /system ") == 0)
        return web_page("200 OK\r\nContent-Type: application/json\r\n",
                        R"({"ApiVersion":15,"DicomAet":"PACS","DicomPort":4242,"Name":"x","Version":"1.10.1"})");
    if (sent.find("GET /app/explorer.html ") == 0) return web_page("200 OK\r\n", "<title>Orthanc Explorer</title>");
    return web_page("301 Moved Permanently\r\nLocation: app/explorer.html\r\n", "");
}

TEST_F(InspectTest, AnOpenOrthancTellsItsVersionAndDicomPortAndNoPatientIsAskedFor) {
    Subject at = subject("192.0.2.7:8042/tcp", "http");
    std::vector<std::string> asked;
    serve(at, [&](const std::string& sent) {
        if (!sent.empty()) asked.push_back(sent.substr(0, sent.find(" HTTP")));
        return orthanc(sent, true);
    });

    review(review_http, at);

    EXPECT_EQ(at.service.facts.flag("orthanc.unauthenticated"), true);
    EXPECT_EQ(at.service.facts.text("orthanc.version"), "1.10.1");
    EXPECT_EQ(at.service.facts.number("orthanc.dicom_port"), 4242);
    EXPECT_THAT(asked, ElementsAre("GET /", "GET /app/explorer.html", "GET /system"));
}

TEST_F(InspectTest, AnOrthancBehindAPasswordIsSaidToBe) {
    Subject at = subject("192.0.2.7:8042/tcp", "http");
    serve(at, [](const std::string& sent) { return orthanc(sent, false); });

    review(review_http, at);

    EXPECT_EQ(at.service.facts.flag("orthanc.unauthenticated"), false);
    EXPECT_FALSE(at.service.facts.has("orthanc.version"));
}

TEST_F(InspectTest, ARedirectionToAnotherServerIsNotFollowed) {
    Subject at = subject("192.0.2.7:80/tcp", "http");
    int requests = 0;
    serve(at, [&](const std::string& sent) {
        if (sent.empty()) return std::string();
        ++requests;
        return web_page("302 Found\r\nLocation: https://ailleurs.example/login\r\n", "");
    });

    review(review_http, at);

    EXPECT_EQ(requests, 1);
    for (const model::Endpoint& endpoint : dialer_.dialled()) EXPECT_EQ(endpoint, at.service.endpoint);
}

TEST_F(InspectTest, PostgresqlThatAsksForAPasswordInClearIsUnencrypted) {
    Subject at = subject("192.0.2.8:5432/tcp", "postgresql");
    const std::string reply = fixture("postgresql", "postgresql-15-scram");
    serve(at, [&](const std::string& sent) { return sent.empty() ? std::string() : reply; });

    review(review_postgresql, at);

    EXPECT_EQ(at.service.facts.flag("postgresql.unencrypted"), true);
    EXPECT_EQ(at.service.facts.text("postgresql.auth"), "scram-sha-256");
}

TEST_F(InspectTest, PostgresqlThatRejectsUsIsNotCalledUnencrypted) {
    Subject at = subject("192.0.2.8:5432/tcp", "postgresql");
    const std::string reply = fixture("postgresql", "postgresql-15-no-entry");
    serve(at, [&](const std::string& sent) { return sent.empty() ? std::string() : reply; });

    review(review_postgresql, at);

    EXPECT_EQ(at.service.facts.flag("postgresql.unencrypted"), false);
}

TEST_F(InspectTest, ADicomServerThatAcceptsAnUnknownStationIsSeenAsSuch) {
    Subject at = subject("192.0.2.9:104/tcp", "dicom");
    const std::string accept = fixture("dicom", "orthanc-1.10.1-accepts");
    serve(at, [&](const std::string& sent) { return !sent.empty() && sent[0] == 1 ? accept : std::string(); });

    review(review_dicom, at);

    EXPECT_EQ(at.service.facts.flag("dicom.accepted"), true);
    EXPECT_EQ(at.service.facts.flag("dicom.any_ae_title"), true);
    EXPECT_FALSE(at.service.facts.has("dicom.echo")) << "no answer to the echo is not a refusal";
}

TEST_F(InspectTest, ADicomServerThatChecksTitlesIsNot) {
    Subject at = subject("192.0.2.9:104/tcp", "dicom");
    const std::string reject = fixture("dicom", "orthanc-1.10.1-checks-called-title");
    serve(at, [&](const std::string& sent) { return !sent.empty() && sent[0] == 1 ? reject : std::string(); });

    review(review_dicom, at);

    EXPECT_EQ(at.service.facts.flag("dicom.accepted"), false);
    EXPECT_EQ(at.service.facts.flag("dicom.any_ae_title"), false);
}

TEST_F(InspectTest, SambaWithoutSmb1IsReadFromItsRealReplies) {
    Subject at = subject("192.0.2.10:445/tcp", "smb");
    dialer_.script(at.service.endpoint, net::Transcript()
                                            .expect_any()
                                            .reply(fixture("smb", "samba-4.17-negotiate-3.1.1"))
                                            .expect_any()
                                            .reply(fixture("smb", "samba-4.17-challenge")));
    dialer_.script(at.service.endpoint, net::Transcript().expect_any().close());

    review(review_smb, at);

    EXPECT_EQ(at.service.facts.text("smb.dialect"), "3.1.1");
    EXPECT_EQ(at.service.facts.flag("smb.smb1"), false);
    EXPECT_TRUE(at.service.facts.has("smb.os_build"));
    EXPECT_THAT(dialer_.surprises(), IsEmpty());
}

TEST_F(InspectTest, RdpThatDemandsNlaIsToldFromRdpThatShowsAPrompt) {
    Subject strict = subject("192.0.2.11:3389/tcp", "rdp");
    serve(strict, [&](const std::string& sent) {
        if (sent.empty()) return std::string();
        const bool offers_nla = base::as_bytes(sent).size() > 15 && (base::as_bytes(sent)[15] & 2U) != 0;
        return fixture("rdp", offers_nla ? "ms-rdpbcgr-nla-selected" : "ms-rdpbcgr-nla-required");
    });
    Subject open = subject("192.0.2.12:3389/tcp", "rdp");
    serve(open,
          [&](const std::string& sent) { return sent.empty() ? std::string() : fixture("rdp", "xrdp-0.9.21-tls"); });

    review(review_rdp, strict);
    review(review_rdp, open);

    EXPECT_THAT(strict.service.facts.list("rdp.security"), ElementsAre("nla"));
    EXPECT_EQ(strict.service.facts.flag("rdp.nla_required"), true);
    EXPECT_EQ(open.service.facts.flag("rdp.nla_required"), false);
}

TEST_F(InspectTest, RdpWithNlaTellsItsBuildInsideTls) {
    Subject at = subject("192.0.2.11:3389/tcp", "rdp");
    for (int layer = 0; layer < 2; ++layer)
        dialer_.script(at.service.endpoint,
                       net::Transcript().expect_any().reply(fixture("rdp", "ms-rdpbcgr-nla-required")));
    dialer_.script(at.service.endpoint,
                   net::Transcript().expect_any().reply(fixture("rdp", "ms-rdpbcgr-nla-selected")));
    std::ifstream file(std::string(VIGIE_SOURCE_DIR) + "/fuzz/parsers/rdp-challenge", std::ios::binary);
    const std::string seed((std::istreambuf_iterator<char>(file)), {});
    ASSERT_GT(seed.size(), 1U);
    dialer_.script(at.service.endpoint, net::Transcript()
                                            .expect_any()
                                            .reply(fixture("rdp", "ms-rdpbcgr-nla-selected"))
                                            .tls({})
                                            .expect_any()
                                            .reply(seed.substr(1)));

    review(review_rdp, at);

    EXPECT_EQ(at.service.facts.text("rdp.os_build"), "6.1.7601");
    EXPECT_EQ(at.service.facts.text("rdp.dns_host"), "vm");
    ASSERT_NE(attempt(at, "rdp.build"), nullptr);
    EXPECT_EQ(attempt(at, "rdp.build")->outcome, model::Attempt::Outcome::done);
    EXPECT_THAT(dialer_.surprises(), IsEmpty());
}

TEST_F(InspectTest, SmbOneIntroducesItselfByName) {
    Subject at = subject("192.0.2.10:445/tcp", "smb");
    std::ifstream file(std::string(VIGIE_SOURCE_DIR) + "/src/protocols/smb/fixtures/smb1-session-samba-4.17.bytes",
                       std::ios::binary);
    const std::string names((std::istreambuf_iterator<char>(file)), {});
    dialer_.script(at.service.endpoint, net::Transcript()
                                            .expect_any()
                                            .reply(fixture("smb", "samba-4.17-negotiate-3.1.1"))
                                            .expect_any()
                                            .reply(fixture("smb", "samba-4.17-challenge")));
    dialer_.script(at.service.endpoint,
                   net::Transcript().expect_any().reply(fixture("smb", "samba-4.17-smb1")).expect_any().reply(names));

    review(review_smb, at);

    EXPECT_EQ(at.service.facts.flag("smb.smb1"), true);
    EXPECT_EQ(at.service.facts.text("smb.native_lan_manager"), "Samba 4.17.12-Debian");
    EXPECT_THAT(dialer_.surprises(), IsEmpty());
}

TEST_F(InspectTest, TlsVersionsThatGetNoClearAnswerAreInconclusiveAndNotAbsent) {
    Subject at = subject("192.0.2.13:443/tcp", "tls");
    at.service.tls = true;
    serve(at, [](const std::string&) { return std::string(); });

    review(review_tls, at);

    EXPECT_FALSE(at.service.facts.has("tls.versions"));
    EXPECT_THAT(at.service.facts.list("tls.versions_inconclusive"),
                ElementsAre("SSLv3", "TLS 1.0", "TLS 1.1", "TLS 1.2", "TLS 1.3"));
    ASSERT_NE(attempt(at, "tls.versions"), nullptr);
    EXPECT_EQ(attempt(at, "tls.versions")->outcome, model::Attempt::Outcome::failed);
}

TEST_F(InspectTest, AReviewOfAnotherProtocolSendsNothing) {
    Subject at = subject("192.0.2.14:22/tcp", "ssh");

    for (const auto what :
         {review_tls, review_dns, review_http, review_smb, review_rdp, review_dicom, review_postgresql, review_ftp})
        review(what, at);

    EXPECT_THAT(dialer_.dialled(), IsEmpty());
    EXPECT_TRUE(at.service.facts.empty());
}

}  // namespace
}  // namespace vigie::inspect
