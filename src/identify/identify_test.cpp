// SPDX-License-Identifier: Apache-2.0
#include "identify/identify.h"

#include <algorithm>
#include <set>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "identify/candidates.h"
#include "identify/shipped.h"
#include "net/fake_dialer.h"
#include "net/run_task.h"
#include "protocols/read_fixture.h"

namespace vigie::identify {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

class IdentifyTest : public ::testing::Test {
protected:
    Identified identify(const char* where, Options options = {}) {
        return net::run(identify_tcp(dialer_, fingerprints_, clock_, *model::Endpoint::parse(where), {}, options));
    }

    const catalog::Fingerprints& fingerprints_ = shipped_fingerprints();
    base::FixedClock clock_{*base::parse_instant("2026-11-21T12:00:00Z")};
    net::FakeDialer dialer_;
};

std::string fixture(const std::string& protocol, const std::string& name) {
    const base::ByteString bytes = protocols::read_fixture(protocol, name);
    return {bytes.begin(), bytes.end()};
}

std::string ssh_server(const std::string& sent) {
    return sent.empty() ? "SSH-2.0-OpenSSH_9.2p1 Debian-2+deb12u3\r\n" : "";
}

std::string http_server(const std::string& sent) {
    if (sent.empty()) return "";
    if (sent.substr(0, 4) != "GET ")
        return "HTTP/1.1 400 Bad Request\r\nServer: nginx/1.22.1\r\nContent-Length: 0\r\n\r\n";
    return "HTTP/1.1 200 OK\r\nServer: nginx/1.22.1\r\nContent-Length: 32\r\n\r\n<html><title>Portail</title></ht>";
}

std::string redis_server(const std::string& sent) {
    if (sent.empty()) return "";
    if (sent.substr(0, 4) == "INFO") return "$43\r\n# Server\r\nredis_version:7.0.15\r\nos:Linux\r\n\r\n\r\n";
    return "-ERR unknown command 'GET', with args beginning with: '/' \r\n";
}

TEST_F(IdentifyTest, NamesAnSshServerByItsGreetingOnAnyPort) {
    dialer_.answer(*model::Endpoint::parse("192.0.2.1:8443"), ssh_server);

    const Identified found = identify("192.0.2.1:8443");

    EXPECT_EQ(found.service.protocol, "ssh");
    EXPECT_EQ(found.service.product, "OpenSSH");
    EXPECT_EQ(found.service.version, "9.2p1");
    EXPECT_EQ(found.service.cpe, "cpe:2.3:a:openbsd:openssh:9.2:p1:*:*:*:*:*:*");
    EXPECT_TRUE(found.confirmed);
    ASSERT_EQ(found.evidence.size(), 1U);
    EXPECT_EQ(found.service.evidence, found.evidence.front().id);
    EXPECT_THAT(found.evidence.front().reply, HasSubstr("OpenSSH_9.2p1"));
}

TEST_F(IdentifyTest, NamesAWebServerOnAPortThatIsNotTheWebs) {
    dialer_.answer(*model::Endpoint::parse("192.0.2.1:2222"), http_server);

    const Identified found = identify("192.0.2.1:2222");

    EXPECT_EQ(found.service.protocol, "http");
    EXPECT_EQ(found.service.product, "nginx");
    EXPECT_EQ(found.service.version, "1.22.1");
    EXPECT_EQ(found.service.facts.text("http.title"), "Portail");
}

TEST_F(IdentifyTest, AWebRequestIsFollowedByThePauseAndGivesTheAddressBack) {
    std::size_t requests = 0;
    dialer_.answer(*model::Endpoint::parse("192.0.2.1:80"), [&](const std::string& sent) {
        if (!sent.empty()) ++requests;
        return http_server(sent);
    });
    net::BusyAddresses busy;
    Options options;
    options.page_pause = base::Millis{1000};
    options.web_busy = &busy;

    (void)identify("192.0.2.1:80", options);

    EXPECT_GE(requests, 1U);
    EXPECT_GE(dialer_.elapsed(), base::Millis{1000} * requests);
    EXPECT_TRUE(busy.empty());
}

TEST_F(IdentifyTest, RecognisesRedisByItsComplaintAboutAnotherQuestionThenAsksItsOwn) {
    dialer_.answer(*model::Endpoint::parse("192.0.2.1:9999"), redis_server);

    const Identified found = identify("192.0.2.1:9999");

    EXPECT_EQ(found.service.protocol, "redis");
    EXPECT_EQ(found.service.version, "7.0.15");
    EXPECT_EQ(found.service.facts.flag("redis.unauthenticated"), true);
}

TEST_F(IdentifyTest, AsksOnInTheSameConversationWhatTheProtocolDerivesFromTheAnswers) {
    const std::string all = fixture("s7", "snap7-1.4-cpu315.bin");
    net::Transcript talk;
    talk.expect_any().reply(all.substr(0, 22)).expect_any().reply(all.substr(22, 27));
    talk.expect_any().reply(all.substr(49, 153)).expect_any().reply(all.substr(202));
    dialer_.script(*model::Endpoint::parse("192.0.2.1:102"), talk);

    const Identified found = identify("192.0.2.1:102");

    EXPECT_EQ(found.service.protocol, "s7");
    EXPECT_EQ(found.service.product, "SIMATIC 6ES7 315-2EH14-0AB0");
    EXPECT_EQ(found.service.version, "3.2.6");
    EXPECT_THAT(dialer_.surprises(), ElementsAre());
    EXPECT_EQ(dialer_.dialled().size(), 1U) << "one connection for all questions";
    ASSERT_EQ(found.evidence.size(), 1U);
    EXPECT_THAT(found.evidence.front().reply, HasSubstr("SNAP7-SERVER"));
}

TEST_F(IdentifyTest, AQuestionThatIsNotAnsweredLeavesWhatWasHeardBefore) {
    net::Transcript talk;
    talk.expect_any().reply(fixture("s7", "snap7-1.4-cpu315.bin").substr(0, 22)).expect_any().close();
    dialer_.script(*model::Endpoint::parse("192.0.2.1:102"), talk);

    const Identified found = identify("192.0.2.1:102");

    EXPECT_EQ(found.service.protocol, "s7");
    EXPECT_EQ(found.service.version, "");
    EXPECT_FALSE(found.service.facts.has("s7.order_number"));
}

TEST_F(IdentifyTest, RemoteManagementInsideHttpIsAProtocolOfItsOwn) {
    const std::string both = fixture("winrm", "dsp0226-windows-2022.bin");
    const std::size_t second = both.find("HTTP/1.1 401");
    dialer_.answer(*model::Endpoint::parse("192.0.2.1:5985"), [&](const std::string& sent) {
        if (sent.find("POST /wsman") == std::string::npos) return std::string();
        return sent.find("Negotiate") == std::string::npos ? both.substr(0, second) : both.substr(second);
    });

    const Identified found = identify("192.0.2.1:5985");

    EXPECT_EQ(found.service.protocol, "winrm");
    EXPECT_EQ(found.service.facts.text("winrm.os_build"), "10.0.20348");
}

TEST_F(IdentifyTest, ASilentPortStaysUnnamedAndSaysWhatWasTried) {
    dialer_.answer(*model::Endpoint::parse("192.0.2.1:4444"), [](const std::string&) { return std::string(); });

    const Identified found = identify("192.0.2.1:4444");

    EXPECT_EQ(found.service.protocol, "");
    EXPECT_EQ(found.service.product, "");
    EXPECT_TRUE(found.confirmed);
    ASSERT_FALSE(found.service.attempts.empty());
    for (const model::Attempt& attempt : found.service.attempts)
        EXPECT_EQ(attempt.outcome, model::Attempt::Outcome::failed) << attempt.check;
}

TEST_F(IdentifyTest, TheNumberOfAPortAloneNamesNothing) {
    std::set<model::Port> numbers;
    for (const protocols::Protocol* protocol : protocols::all())
        numbers.insert(protocol->usual_ports.begin(), protocol->usual_ports.end());
    ASSERT_GT(numbers.size(), 100U);
    for (const model::Port number : numbers) {
        const std::string place = "192.0.2.1:" + std::to_string(number);
        dialer_.answer(*model::Endpoint::parse(place),
                       [](const std::string& sent) { return std::string(sent.empty() ? "" : "zqx\r\n"); });

        const model::Service service = identify(place.c_str()).service;

        EXPECT_EQ(service.protocol + service.vendor + service.product + service.version + service.cpe, "") << place;
    }
}

TEST_F(IdentifyTest, AClosedPortIsNotAService) {
    const Identified found = identify("192.0.2.1:4445");

    EXPECT_FALSE(found.confirmed);
    EXPECT_EQ(found.service.protocol, "");
    EXPECT_LE(dialer_.dialled().size(), 4U) << "a port that refuses is not knocked at again and again";
}

TEST_F(IdentifyTest, SendsNotOneByteToAPortThatMayBeAPrinter) {
    const Identified found = identify("192.0.2.1:9100");

    EXPECT_TRUE(dialer_.dialled().empty());
    ASSERT_EQ(found.service.attempts.size(), 1U);
    EXPECT_EQ(found.service.attempts[0].outcome, model::Attempt::Outcome::not_tried);
}

TEST_F(IdentifyTest, GreetingOfAnUnknownProtocolIsKeptPrintable) {
    dialer_.answer(*model::Endpoint::parse("192.0.2.1:5555"), [](const std::string& sent) {
        return sent.empty() ? std::string("hello \x1b[2J device\n") : std::string();
    });

    const Identified found = identify("192.0.2.1:5555");

    EXPECT_EQ(found.service.protocol, "");
    EXPECT_EQ(found.service.facts.text("service.greeting"), "hello \xEF\xBF\xBD[2J device\n");
}

TEST_F(IdentifyTest, AnAnswerThatDripsIsOverWhenItsTimeIs) {
    net::Transcript drips;
    for (int i = 0; i < 1000; ++i) drips.reply("z");
    dialer_.script(*model::Endpoint::parse("192.0.2.1:4449"), drips);
    const auto read = [&](base::Millis longest) -> net::Task<base::Result<base::ByteString>> {
        auto session = co_await dialer_.dial(*model::Endpoint::parse("192.0.2.1:4449"), base::Millis{1000});
        co_return co_await net::receive_all(
            **session, [](base::Bytes) { return false; }, 4096, base::Millis{1000}, longest);
    };

    const auto heard = net::run(read(base::Millis{0}));

    ASSERT_TRUE(heard);
    EXPECT_EQ(heard->size(), 1U);
}

TEST_F(IdentifyTest, AnEchoServerIsCalledThatAndNothingElse) {
    dialer_.answer(*model::Endpoint::parse("192.0.2.1:4446"), [](const std::string& sent) { return sent; });

    const Identified found = identify("192.0.2.1:4446");

    EXPECT_EQ(found.service.protocol, "");
    EXPECT_EQ(found.service.facts.text("service.behaviour"), "echo");
    EXPECT_LE(dialer_.dialled().size(), 3U);
}

TEST_F(IdentifyTest, AServerThatLetsOnlyOthersInIsLeftAlone) {
    const auto place = *model::Endpoint::parse("192.0.2.1:4450");
    dialer_.script(place, net::Transcript().close());
    for (int i = 0; i < 3; ++i) dialer_.script(place, net::Transcript().expect_any().close());
    dialer_.script(place, net::Transcript().close());

    const Identified found = identify("192.0.2.1:4450");

    EXPECT_EQ(found.service.protocol, "");
    EXPECT_EQ(found.service.facts.text("service.behaviour"), "closes");
    EXPECT_LE(dialer_.dialled().size(), 5U);
}

TEST_F(IdentifyTest, ASilentPortIsCalledSilent) {
    dialer_.answer(*model::Endpoint::parse("192.0.2.1:4447"), [](const std::string&) { return std::string(); });

    EXPECT_EQ(identify("192.0.2.1:4447").service.facts.text("service.behaviour"), "silent");
}

TEST_F(IdentifyTest, AServerThatAnswersRubbishToEverythingIsGivenUpSoon) {
    dialer_.answer(*model::Endpoint::parse("192.0.2.1:4448"),
                   [](const std::string& sent) { return sent.empty() ? std::string() : std::string("zqx\r\n"); });

    const Identified found = identify("192.0.2.1:4448");

    EXPECT_EQ(found.service.protocol, "");
    EXPECT_EQ(found.service.facts.text("service.behaviour"), "slow");
    EXPECT_LE(dialer_.dialled().size(), 16U);
}

TEST_F(IdentifyTest, AsksThePageThatTellsTheVersionOfASuspectedProduct) {
    dialer_.answer(*model::Endpoint::parse("192.0.2.1:3000"), [](const std::string& sent) -> std::string {
        if (sent.starts_with("GET /login "))
            return "HTTP/1.1 200 OK\r\nContent-Length: 43\r\n\r\n<html><title>Grafana</title><body></html>   ";
        if (sent.starts_with("GET /api/health "))
            return "HTTP/1.1 200 OK\r\nContent-Length: 37\r\n\r\n{\"database\": \"ok\",\"version\":\"9.5.21\"}";
        if (sent.starts_with("GET / ")) return "HTTP/1.1 302 Found\r\nLocation: /login\r\nContent-Length: 0\r\n\r\n";
        return sent.empty() ? "" : "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n";
    });

    const Identified found = identify("192.0.2.1:3000");

    EXPECT_EQ(found.service.product, "Grafana");
    EXPECT_EQ(found.service.version, "9.5.21");
    EXPECT_GE(found.evidence.size(), 3U);
}

TEST_F(IdentifyTest, AServerThatNamesNothingAtItsFirstPageIsAskedWhereItWould) {
    dialer_.answer(*model::Endpoint::parse("192.0.2.1:2379"), [](const std::string& sent) -> std::string {
        if (sent.starts_with("GET /version "))
            return "HTTP/1.1 200 OK\r\nContent-Length: 45\r\n\r\n{\"etcdserver\":\"3.4.23\",\"etcdcluster\":\"3.4.0\"}";
        return sent.empty() ? "" : "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n";
    });

    const Identified found = identify("192.0.2.1:2379");

    EXPECT_EQ(found.service.product, "etcd");
    EXPECT_EQ(found.service.version, "3.4.23");
    EXPECT_THAT(found.service.facts.list("service.suspected"), testing::IsEmpty());
}

TEST(Candidates, ThoseUsualOnThePortComeFirstThenTheWebAndTls) {
    std::vector<std::string_view> names;
    for (const protocols::Protocol* protocol : candidates(model::Transport::tcp, 6379, false))
        names.push_back(protocol->name);

    EXPECT_THAT(names, ElementsAre("redis", "http", "tls"));
}

TEST(Candidates, FragileEquipmentIsNotAskedEverything) {
    EXPECT_LT(candidates(model::Transport::tcp, 12345, false).size(),
              candidates(model::Transport::tcp, 12345, true).size());
}

TEST(Candidates, ControllersAreAskedOnTheirOwnPortOnly) {
    const auto asks_modbus = [](model::Port port) {
        const auto tries = candidates(model::Transport::tcp, port, true);
        return std::any_of(tries.begin(), tries.end(),
                           [](const protocols::Protocol* protocol) { return protocol->name == "modbus"; });
    };

    EXPECT_TRUE(asks_modbus(502));
    EXPECT_FALSE(asks_modbus(12345));
}

TEST(IdentifyUdp, KnowsMemcachedByTheFrameOfItsDatagram) {
    const catalog::Fingerprints& fingerprints = shipped_fingerprints();
    const base::FixedClock clock{*base::parse_instant("2026-11-21T12:00:00Z")};
    const base::ByteString reply = base::from_hex("7667 0000 0001 0000 56455253494f4e20312e362e31380d0a");

    const Identified found = identify_udp(fingerprints, clock, *model::Endpoint::parse("192.0.2.1:11211/udp"),
                                          *protocols::find("memcached"), {}, reply);

    EXPECT_EQ(found.service.protocol, "memcached");
    EXPECT_EQ(found.service.facts.text("memcached.version"), "1.6.18");
}

TEST(IdentifyUdp, ReadsTheReplyThatTheScanBrought) {
    const catalog::Fingerprints& fingerprints = shipped_fingerprints();
    const base::FixedClock clock{*base::parse_instant("2026-11-21T12:00:00Z")};
    const protocols::Protocol* ntp = protocols::find("ntp");
    ASSERT_NE(ntp, nullptr);

    const Identified wrong = identify_udp(fingerprints, clock, *model::Endpoint::parse("192.0.2.1:123/udp"), *ntp, {},
                                          base::as_bytes("nonsense"));

    EXPECT_EQ(wrong.service.protocol, "");
    ASSERT_EQ(wrong.service.attempts.size(), 1U);
    EXPECT_THAT(wrong.service.attempts[0].why, HasSubstr("not_spoken"));
}

}  // namespace
}  // namespace vigie::identify
