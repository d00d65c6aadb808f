// SPDX-License-Identifier: Apache-2.0
#include "discover/dns_client.h"

#include <deque>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "discover/fake_dns.h"
#include "net/run_task.h"

namespace vigie::discover {
namespace {

using base::Errc;
using base::Millis;
using base::Result;
using dns::Message;
using model::IpAddress;
using testing::ElementsAre;

const IpAddress kServer = *IpAddress::parse("192.0.2.53");
const IpAddress kOther = *IpAddress::parse("192.0.2.54");
// The scripted network keeps no datagram boundaries: one question under way.
constexpr DnsClientOptions kOneByOne{Millis{1000}, Millis{0}, 1};

FakeDns small_zone() {
    FakeDns server({"ch-exemple.fr"});
    server.record("ch-exemple.fr", RecordType::soa, "ns1.ch-exemple.fr")
        .record("ch-exemple.fr", RecordType::ns, "ns1.ch-exemple.fr")
        .record("www.ch-exemple.fr", RecordType::a, "192.0.2.1");
    return server;
}

Result<Message> ask(net::Dialer& dialer, std::vector<IpAddress> servers) {
    DnsClient client(dialer, kOneByOne);
    return net::run(client.ask(std::move(servers), {"www.ch-exemple.fr", RecordType::a}, Asked::resolver));
}

std::size_t dials(const net::FakeDialer& dialer, const IpAddress& server) {
    return static_cast<std::size_t>(
        std::count_if(dialer.dialled().begin(), dialer.dialled().end(),
                      [&](const model::Endpoint& endpoint) { return endpoint.address == server; }));
}

TEST(DnsClient, GetsAnAnswerOverUdp) {
    net::FakeDialer dialer;
    FakeDns server = small_zone();
    server.serve(dialer, "192.0.2.53");

    const auto answer = ask(dialer, {kServer});

    ASSERT_TRUE(answer) << answer.error().what;
    ASSERT_EQ(answer->answers.size(), 1U);
    EXPECT_EQ(answer->answers[0].rdata, "192.0.2.1");
    EXPECT_THAT(dialer.dialled(), ElementsAre(model::Endpoint{kServer, 53, model::Transport::udp}));
}

TEST(DnsClient, AsksOnceMoreWithAnotherIdWhenTheAnswerHasAWrongId) {
    net::FakeDialer dialer;
    FakeDns server = small_zone();
    server.lies = 1;
    server.serve(dialer, "192.0.2.53");

    const auto answer = ask(dialer, {kServer});

    ASSERT_TRUE(answer) << answer.error().what;
    ASSERT_EQ(server.ids.size(), 2U);
    EXPECT_EQ(dialer.elapsed(), Millis{1000});
}

TEST(DnsClient, NeverBelievesAnAnswerToAnotherQuestion) {
    net::FakeDialer dialer;
    FakeDns server = small_zone();
    server.wrong_questions = 99;
    server.serve(dialer, "192.0.2.53");

    const auto answer = ask(dialer, {kServer});

    ASSERT_FALSE(answer);
    EXPECT_EQ(answer.error().code, Errc::timeout);
    EXPECT_EQ(server.ids.size(), 2U);
}

TEST(DnsClient, FetchesATruncatedAnswerOverTcp) {
    net::FakeDialer dialer;
    FakeDns server = small_zone();
    server.truncate = true;
    server.serve(dialer, "192.0.2.53");

    const auto answer = ask(dialer, {kServer});

    ASSERT_TRUE(answer) << answer.error().what;
    EXPECT_FALSE(answer->truncated);
    EXPECT_EQ(answer->answers.size(), 1U);
    EXPECT_THAT(dialer.dialled(), ElementsAre(model::Endpoint{kServer, 53, model::Transport::udp},
                                              model::Endpoint{kServer, 53, model::Transport::tcp}));
}

TEST(DnsClient, SaysThatTcpFailedAfterATruncation) {
    net::FakeDialer dialer;
    FakeDns server = small_zone();
    server.truncate = true;
    dialer.answer({kServer, 53, model::Transport::udp},
                  [&](const std::string& sent) { return server.reply(sent, false); });

    const auto answer = ask(dialer, {kServer});

    ASSERT_FALSE(answer);
    EXPECT_EQ(answer.error().code, Errc::refused);
    EXPECT_THAT(answer.error().what, testing::StartsWith("over TCP: "));
}

TEST(DnsClient, LeavesOutEdnsForAServerThatDoesNotKnowIt) {
    net::FakeDialer dialer;
    FakeDns server = small_zone();
    server.refuse_edns = true;
    server.serve(dialer, "192.0.2.53");

    const auto answer = ask(dialer, {kServer});

    ASSERT_TRUE(answer) << answer.error().what;
    EXPECT_EQ(answer->rcode, Rcode::no_error);
    EXPECT_EQ(answer->answers.size(), 1U);
}

TEST(DnsClient, TurnsToTheNextServerAfterAFailure) {
    net::FakeDialer dialer;
    FakeDns broken = small_zone();
    broken.always = Rcode::server_failure;
    broken.serve(dialer, "192.0.2.53");
    FakeDns server = small_zone();
    server.serve(dialer, "192.0.2.54");

    const auto answer = ask(dialer, {kServer, kOther});

    ASSERT_TRUE(answer) << answer.error().what;
    EXPECT_EQ(answer->rcode, Rcode::no_error);
}

TEST(DnsClient, ShowsTheFailureWhenNoServerDoesBetter) {
    net::FakeDialer dialer;
    FakeDns broken = small_zone();
    broken.always = Rcode::server_failure;
    broken.serve(dialer, "192.0.2.53");

    const auto answer = ask(dialer, {kServer});

    ASSERT_TRUE(answer);
    EXPECT_EQ(answer->rcode, Rcode::server_failure);
}

TEST(DnsClient, LeavesASilentServerAloneAfterTwoWholeAttempts) {
    net::FakeDialer dialer;
    FakeDns silent = small_zone();
    silent.silent = true;
    silent.serve(dialer, "192.0.2.53");
    DnsClient client(dialer, kOneByOne);
    std::vector<DnsQuestion> questions(200, {"www.ch-exemple.fr", RecordType::a});

    for (int i = 0; i < 5; ++i) {
        const auto answers = net::run(client.ask_all({kServer}, questions, Asked::resolver));
        ASSERT_EQ(answers.size(), 200U);
        EXPECT_FALSE(answers.back());
    }

    EXPECT_EQ(dials(dialer, kServer), 4U);
    EXPECT_EQ(dialer.elapsed(), Millis{4000});
}

TEST(DnsClient, SaysThatNoServerIsKnown) {
    net::FakeDialer dialer;
    const auto answer = ask(dialer, {});

    ASSERT_FALSE(answer);
    EXPECT_EQ(answer.error().code, Errc::input);
}

TEST(DnsClient, DoesNotSendWhatIsNotAName) {
    net::FakeDialer dialer;
    FakeDns server = small_zone();
    server.serve(dialer, "192.0.2.53");
    DnsClient client(dialer, kOneByOne);

    const auto answer = net::run(client.ask({kServer}, {"a..fr", RecordType::a}, Asked::resolver));

    ASSERT_FALSE(answer);
    EXPECT_EQ(answer.error().code, Errc::input);
    EXPECT_TRUE(server.asked.empty());
}

// Keeps datagrams apart and hands them out last first, as a network may.
class ReorderingNetwork final : public net::Dialer {
public:
    explicit ReorderingNetwork(FakeDns& server) : server_(server) {}
    std::size_t most_under_way = 0;
    int sessions = 0;

    net::Task<Result<std::unique_ptr<net::Session>>> dial(model::Endpoint endpoint, Millis) override {
        ++sessions;
        std::unique_ptr<net::Session> session = std::make_unique<Conversation>(*this, endpoint);
        co_return session;
    }
    net::Task<void> sleep(Millis) override { co_return; }

private:
    class Conversation final : public net::Session {
    public:
        Conversation(ReorderingNetwork& network, model::Endpoint peer) : network_(network), peer_(peer) {}
        [[nodiscard]] const model::Endpoint& peer() const override { return peer_; }
        net::Task<Result<void>> send(base::ByteString data) override {
            waiting_.push_back(network_.server_.reply(std::string(base::as_text(data)), false));
            network_.most_under_way = std::max(network_.most_under_way, waiting_.size());
            co_return Result<void>{};
        }
        net::Task<Result<base::ByteString>> receive(std::size_t, Millis) override {
            if (waiting_.empty()) co_return base::fail(Errc::timeout, "no reply");
            const std::string last = waiting_.back();
            waiting_.pop_back();
            co_return base::to_bytes(last);
        }
        net::Task<Result<net::TlsInfo>> start_tls(std::string) override { co_return base::fail(Errc::tls, "no TLS"); }
        void close() override {}

    private:
        ReorderingNetwork& network_;
        model::Endpoint peer_;
        std::deque<std::string> waiting_;
    };
    FakeDns& server_;
};

TEST(DnsClient, MatchesAnswersThatComeInAnotherOrder) {
    FakeDns server({"ch-exemple.fr"});
    std::vector<DnsQuestion> questions;
    for (int i = 0; i < 200; ++i) {
        const std::string name = "n" + std::to_string(i) + ".ch-exemple.fr";
        server.record(name, RecordType::a, "192.0.2." + std::to_string(i));
        questions.push_back({name, RecordType::a});
    }
    ReorderingNetwork network(server);
    DnsClient client(network, {Millis{1000}, Millis{10}, 8});

    const auto answers = net::run(client.ask_all({kServer}, questions, Asked::resolver));

    ASSERT_EQ(answers.size(), 200U);
    for (int i = 0; i < 200; ++i) {
        ASSERT_TRUE(answers[static_cast<std::size_t>(i)]) << i;
        EXPECT_EQ(answers[static_cast<std::size_t>(i)]->answers.at(0).rdata, "192.0.2." + std::to_string(i));
    }
    EXPECT_EQ(network.most_under_way, 8U);
    EXPECT_EQ(network.sessions, 4);  // another source port after 64 questions
}

Transfer transfer(FakeDns& server) {
    net::FakeDialer dialer;
    server.serve(dialer, "192.0.2.53");
    DnsClient client(dialer, kOneByOne);
    const auto outcome = net::run(client.try_transfer(kServer, "ch-exemple.fr"));
    EXPECT_TRUE(outcome);
    return outcome.value_or(Transfer{});
}

TEST(ZoneTransfer, IsCountedWhenTheServerGivesIt) {
    FakeDns server = small_zone();
    server.give_zone = true;

    const Transfer outcome = transfer(server);

    EXPECT_TRUE(outcome.given);
    EXPECT_EQ(outcome.records, 4U);  // SOA, NS, A and the closing SOA
    EXPECT_TRUE(outcome.complete);
}

TEST(ZoneTransfer, ThatIsRefusedIsNotGiven) {
    FakeDns server = small_zone();

    const Transfer outcome = transfer(server);

    EXPECT_FALSE(outcome.given);
    EXPECT_EQ(outcome.rcode, Rcode::refused);
}

TEST(ZoneTransfer, DoesNotCountWithoutTheSoaInFront) {
    FakeDns server = small_zone();
    server.give_zone = true;
    server.soa_first = false;

    EXPECT_FALSE(transfer(server).given);
}

TEST(ZoneTransfer, FromAServerThatKeepsSilentIsAnError) {
    net::FakeDialer dialer;
    FakeDns server = small_zone();
    server.silent = true;
    server.serve(dialer, "192.0.2.53");
    DnsClient client(dialer, kOneByOne);

    const auto outcome = net::run(client.try_transfer(kServer, "ch-exemple.fr"));

    ASSERT_FALSE(outcome);
    EXPECT_EQ(outcome.error().code, Errc::timeout);
}

}  // namespace
}  // namespace vigie::discover
