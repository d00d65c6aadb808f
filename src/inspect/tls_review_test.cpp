// SPDX-License-Identifier: Apache-2.0
// The review against a scripted TLS server that chooses as real ones do: what is concluded, with how many
// conversations, and what is recorded when the server bans, lies, floods or has no TLS. Real servers:
// tests/live/tls_test.py.
#include <algorithm>
#include <functional>
#include <set>

#include <gmock/gmock.h>

#include "base/text.h"
#include "inspect/inspect.h"
#include "inspect/tls_suites.h"
#include "net/fake_dialer.h"
#include "net/run_task.h"
#include "protocols/tls/version.h"

namespace vigie::inspect {
namespace {

using protocols::tls::Version;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::IsSupersetOf;
using testing::Not;

struct Server {
    std::vector<std::uint16_t> suites{0xC030, 0xC02F, 0x002F};  // of TLS 1.2, its preference
    bool own_order = true;
    std::size_t longest_hello = 1000;  // suites; more get no answer
    std::size_t bans_after = 100000;   // conversations; silence from then on
    std::size_t hellos = 0;
};

std::vector<std::uint16_t> offered_suites(base::Bytes hello) {
    base::Reader reader(hello);
    reader.skip(5 + 4 + 2 + 32);
    reader.skip(reader.u8());
    base::Reader list(reader.bytes(reader.u16()));
    std::vector<std::uint16_t> out;
    while (list.ok() && !list.empty()) out.push_back(list.u16());
    return out;
}

std::string alert(std::uint8_t description) {
    base::Writer out;
    out.u8(21).u16(0x0303).u16(2).u8(2).u8(description);
    return std::string(base::as_text(out.take()));
}

std::string server_hello(std::uint16_t suite) {
    base::Writer out;
    // Record, message, version, random, no session, suite, no compression, renegotiation_info.
    out.u8(22).u16(0x0303).u16(4 + 38 + 7).u8(2).u24(38 + 7).u16(0x0303).fill(32, 7).u8(0).u16(suite).u8(0);
    out.u16(5).u16(0xFF01).u16(1).u8(0);
    return std::string(base::as_text(out.take()));
}

// A server of TLS 1.2 alone.
std::string respond(Server& server, const std::string& sent) {
    if (sent.size() < 44 || sent[0] != 22) return sent.empty() ? "" : alert(10);
    const base::Bytes hello = base::as_bytes(sent);
    if (++server.hellos > server.bans_after) return "";
    const std::vector<std::uint16_t> offered = offered_suites(hello);
    if (offered.size() > server.longest_hello) return "";
    const bool has_tls12 = hello[9] == 3 && hello[10] == 3;
    if (!has_tls12) return alert(70);
    const auto has = [](const std::vector<std::uint16_t>& list, std::uint16_t suite) {
        return std::find(list.begin(), list.end(), suite) != list.end();
    };
    for (const std::uint16_t suite : server.own_order ? server.suites : offered)
        if (has(offered, suite) && has(server.suites, suite)) return server_hello(suite);
    return alert(40);
}

class TlsReviewTest : public ::testing::Test {
protected:
    Subject review(const char* protocol, std::function<std::string(const std::string&)> responder) {
        Subject at;
        at.service.endpoint = *model::Endpoint::parse("192.0.2.5:443/tcp");
        at.service.protocol = protocol;
        at.service.tls = std::string_view(protocol) == "tls";
        dialer_.answer(at.service.endpoint, std::move(responder));
        net::run(review_tls(tools_, at));
        return at;
    }
    Subject review(Server& server) {
        return review("tls", [&](const std::string& sent) { return respond(server, sent); });
    }
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

TEST_F(TlsReviewTest, ListsTheSuitesInTheServersOrder) {
    Server server;
    const Subject at = review(server);

    EXPECT_THAT(at.service.facts.list("tls.versions"), ElementsAre("TLS 1.2"));
    EXPECT_THAT(at.service.facts.list("tls.suites"),
                ElementsAre("TLS 1.2 TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
                            "TLS 1.2 TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256", "TLS 1.2 TLS_RSA_WITH_AES_128_CBC_SHA"));
    EXPECT_THAT(at.service.facts.list("tls.order"), ElementsAre("TLS 1.2 server"));
    EXPECT_THAT(at.service.facts.list("tls.order_faults"), IsEmpty());
    EXPECT_THAT(at.service.facts.list("tls.weaknesses"), IsSupersetOf({"no_forward_secrecy", "cbc_without_etm"}));
    EXPECT_EQ(at.service.facts.flag("tls.secure_renegotiation"), true);
    EXPECT_EQ(attempt(at, "tls.suites")->outcome, model::Attempt::Outcome::done);
}

TEST_F(TlsReviewTest, TellsAServerWithoutAnOrderOfItsOwn) {
    Server server;
    server.own_order = false;
    const Subject at = review(server);

    EXPECT_THAT(at.service.facts.list("tls.order"), ElementsAre("TLS 1.2 client"));
    EXPECT_THAT(at.service.facts.list("tls.suites"), testing::SizeIs(3));
    EXPECT_THAT(at.service.facts.list("tls.order_faults"), IsEmpty()) << "the order is ours, not its fault";
}

TEST_F(TlsReviewTest, AnOrderThatPutsWeakSuitesFirstIsAFault) {
    Server server;
    server.suites = {0x0005, 0x002F, 0xC030};
    const Subject at = review(server);

    EXPECT_THAT(at.service.facts.list("tls.order_faults"),
                ElementsAre("TLS 1.2 TLS_RSA_WITH_AES_128_CBC_SHA", "TLS 1.2 TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384"));
    EXPECT_THAT(at.service.facts.list("tls.weak_suites"), ElementsAre("TLS 1.2 TLS_RSA_WITH_RC4_128_SHA"));
    EXPECT_THAT(at.service.facts.list("tls.weaknesses"), Contains("rc4"));
}

TEST_F(TlsReviewTest, SuitesOfSeveralHellosAreBroughtIntoOneOrder) {
    Server server;
    server.suites = {0x008C, 0xC030, 0xC04C};  // a pre-shared key suite and a rare one before a usual one
    const Subject at = review(server);

    EXPECT_THAT(at.service.facts.list("tls.suites"),
                ElementsAre("TLS 1.2 TLS_PSK_WITH_AES_128_CBC_SHA", "TLS 1.2 TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
                            "TLS 1.2 TLS_ECDHE_RSA_WITH_ARIA_128_CBC_SHA256"));
}

TEST_F(TlsReviewTest, AServerThatChokesOnLongHellosIsAskedInShortOnes) {
    Server server;
    server.longest_hello = 64;
    const Subject at = review(server);

    EXPECT_THAT(at.service.facts.list("tls.suites"), testing::SizeIs(3));
    EXPECT_EQ(at.service.facts.flag("tls.short_hellos"), true);
}

TEST_F(TlsReviewTest, ABanInTheMiddleMakesTheResultInconclusiveAndEndsTheQuestions) {
    Server server;
    server.bans_after = 6;
    const Subject at = review(server);

    EXPECT_THAT(at.service.facts.list("tls.inconclusive"), Not(IsEmpty()));
    EXPECT_THAT(at.service.facts.list("tls.versions"), ElementsAre("TLS 1.2")) << "what was seen stays seen";
    EXPECT_THAT(at.service.facts.list("tls.versions_inconclusive"), Contains("TLS 1.0"));
    EXPECT_EQ(attempt(at, "tls.suites")->outcome, model::Attempt::Outcome::failed);
    EXPECT_LT(dialer_.dialled().size(), 20U);
    EXPECT_LT(dialer_.elapsed(), base::Millis(60000));
}

TEST_F(TlsReviewTest, SilenceIsNotARefusal) {
    const Subject at = review("tls", [](const std::string&) { return std::string(); });

    EXPECT_FALSE(at.service.facts.has("tls.versions"));
    EXPECT_THAT(at.service.facts.list("tls.versions_inconclusive"),
                ElementsAre("SSLv3", "TLS 1.0", "TLS 1.1", "TLS 1.2", "TLS 1.3"));
    EXPECT_EQ(attempt(at, "tls.versions")->outcome, model::Attempt::Outcome::failed);
    EXPECT_LE(dialer_.dialled().size(), 7U);
}

TEST_F(TlsReviewTest, LyingLengthsAndFloodsAreRecordedAndLeft) {
    const std::string lies = server_hello(0xC02F).replace(43, 1, "\xFF");
    const Subject liar = review("tls", [&](const std::string& sent) { return sent.empty() ? "" : lies; });
    EXPECT_FALSE(liar.service.facts.has("tls.suites"));
    EXPECT_THAT(attempt(liar, "tls.versions")->why, HasSubstr("no clear answer"));

    const std::string much(400000, '\x16');
    const Subject flood = review("tls", [&](const std::string& sent) { return sent.empty() ? "" : much; });
    EXPECT_FALSE(flood.service.facts.has("tls.suites"));
    EXPECT_EQ(attempt(flood, "tls.versions")->outcome, model::Attempt::Outcome::failed);
}

TEST_F(TlsReviewTest, AFragileDeviceIsAskedLess) {
    model::Perimeter perimeter;
    perimeter.addresses = {*model::CidrBlock::parse("192.0.2.0/28")};
    perimeter.fragile = perimeter.addresses;
    scope_ = model::Scope(perimeter);
    Server server;
    const Subject at = review(server);

    EXPECT_THAT(at.service.facts.list("tls.suites"), testing::SizeIs(3));
    EXPECT_FALSE(at.service.facts.has("tls.compression"));
    EXPECT_EQ(attempt(at, "tls.options")->outcome, model::Attempt::Outcome::not_tried);
    EXPECT_LE(dialer_.dialled().size(), 20U);
}

TEST_F(TlsReviewTest, BehindStarttlsTheSameListAppears) {
    Server server;
    std::string heard;
    const Subject at = review("smtp", [&](const std::string& sent) -> std::string {
        if (sent.empty()) return "220 mail ESMTP\r\n";
        if (sent.starts_with("EHLO")) return "250-mail\r\n250 STARTTLS\r\n";
        if (sent.starts_with("STARTTLS")) return "220 go ahead\r\n";
        heard += sent[0];
        return respond(server, sent);
    });

    EXPECT_EQ(at.service.facts.flag("tls.starttls"), true);
    EXPECT_THAT(at.service.facts.list("tls.suites"), testing::SizeIs(3));
    EXPECT_THAT(heard, HasSubstr("\x16"));
}

TEST_F(TlsReviewTest, WithoutStarttlsNothingIsSaidOfTls) {
    const Subject at = review("smtp", [&](const std::string& sent) -> std::string {
        return sent.empty() ? "220 mail ESMTP\r\n" : "250-mail\r\n250 HELP\r\n";
    });

    EXPECT_EQ(at.service.facts.flag("tls.starttls"), false);
    EXPECT_FALSE(at.service.facts.has("tls.versions"));
    EXPECT_FALSE(at.service.facts.has("tls.versions_inconclusive"));
    EXPECT_EQ(dialer_.dialled().size(), 1U);
}

TEST_F(TlsReviewTest, AStarttlsThatLeadsNowhereIsAFailedCheckAndNotARefusal) {
    const Subject at = review("ftp", [&](const std::string& sent) -> std::string {
        return sent.empty() ? "421 Too many connections.\r\n" : "";
    });

    EXPECT_FALSE(at.service.facts.has("tls.starttls"));
    EXPECT_FALSE(at.service.facts.has("tls.versions_inconclusive"));
    EXPECT_EQ(attempt(at, "tls.starttls")->outcome, model::Attempt::Outcome::failed);
}

TEST_F(TlsReviewTest, AnUnknownPortIsNamedOnlyByTheWordsItAnswers) {
    const auto at_143 = [&](std::function<std::string(const std::string&)> responder) {
        Subject at;
        at.service.endpoint = *model::Endpoint::parse("192.0.2.5:143/tcp");
        dialer_.answer(at.service.endpoint, std::move(responder));
        net::run(review_tls(tools_, at));
        return at;
    };
    Server server;
    const Subject mailbox = at_143([&](const std::string& sent) -> std::string {
        if (sent.empty()) return "* OK ready\r\n";
        return sent.starts_with("a1 STARTTLS") ? "a1 OK begin\r\n" : respond(server, sent);
    });
    const Subject other = at_143(
        [](const std::string& sent) -> std::string { return sent.empty() ? "hello, this is something else\r\n" : ""; });

    EXPECT_EQ(mailbox.service.protocol, "imap");
    EXPECT_THAT(mailbox.service.facts.list("tls.suites"), testing::SizeIs(3));
    EXPECT_EQ(other.service.protocol, "");
    EXPECT_TRUE(other.service.facts.empty());
}

TEST(SuiteClass, RisesFromBrokenToForwardSecret) {
    EXPECT_EQ(class_of_suite(0x0005), 0);  // RC4
    EXPECT_EQ(class_of_suite(0x000A), 0);  // 3DES
    EXPECT_EQ(class_of_suite(0x009C), 1);  // RSA key exchange, AES-GCM
    EXPECT_EQ(class_of_suite(0xC013), 2);  // ECDHE, AES-CBC
    EXPECT_EQ(class_of_suite(0xC02F), 3);
}

}  // namespace
}  // namespace vigie::inspect
