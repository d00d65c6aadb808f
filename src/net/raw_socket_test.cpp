// SPDX-License-Identifier: Apache-2.0
// On loopback only. The tests that need CAP_NET_RAW say so and are skipped without it; tests/live runs them for good.
#include "net/raw_socket.h"

#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include "net/connect_probe.h"
#include "net/raw_address.h"
#include "net/udp_probe.h"

namespace vigie::net {
namespace {

using model::CidrBlock;
using model::IpAddress;
using model::Perimeter;
using model::Port;
using model::Scope;
using model::Transport;

const IpAddress kLoopback = IpAddress::v4(0x7F000001);

Scope loopback_only() {
    Perimeter perimeter;
    perimeter.addresses = {*CidrBlock::parse("127.0.0.0/8"), *CidrBlock::parse("::1")};
    return Scope(perimeter);
}

// A TCP listener and a UDP socket that nobody serves, on ports that the kernel chose.
struct Listener {
    explicit Listener(int type) : socket(::socket(AF_INET, type | SOCK_CLOEXEC, 0)) {
        const SocketAddress any(kLoopback, 0);
        EXPECT_EQ(bind(socket.get(), any.get(), any.size()), 0);
        if (type == SOCK_STREAM) {
            EXPECT_EQ(listen(socket.get(), 8), 0);
        }
        port = local_address(socket.get())->second;
    }
    Descriptor socket;
    Port port = 0;
};

Port closed_port(int type) {
    return Listener(type).port;
}

TEST(RawSockets, HearsTheSynAckOfAnOpenPortAndTheResetOfAClosedOne) {
    auto sockets = RawSockets::open();
    if (!sockets) GTEST_SKIP() << sockets.error().what;
    const Listener listener(SOCK_STREAM);
    const Port closed = closed_port(SOCK_STREAM);
    const Scope scope = loopback_only();
    const Port ours = (*sockets)->source_port();
    ASSERT_TRUE((*sockets)->path_to(kLoopback));
    const std::vector<OutPacket> packets{build_syn({kLoopback, kLoopback, ours, listener.port}, 1000),
                                         build_syn({kLoopback, kLoopback, ours, closed}, 2000)};

    EXPECT_EQ((*sockets)->send(packets, scope), 2U);
    RawAnswers answers;
    for (int i = 0; i < 100 && answers.tcp.size() < 2; ++i) {
        (*sockets)->wait(std::chrono::milliseconds(20), {});
        (*sockets)->receive(answers);
    }

    ASSERT_EQ(answers.tcp.size(), 2U);
    EXPECT_TRUE(answers.tcp[0].syn);
    EXPECT_EQ(answers.tcp[0].source_port, listener.port);
    EXPECT_EQ(answers.tcp[0].acknowledgement, 1001U);
    EXPECT_TRUE(answers.tcp[1].reset);
    EXPECT_EQ(answers.tcp[1].source_port, closed);
    EXPECT_EQ((*sockets)->counters().sent, 2U);
    EXPECT_EQ((*sockets)->counters().kernel_dropped, 0U);
    const std::vector<OutPacket> end{build_reset({kLoopback, kLoopback, ours, listener.port}, 1001)};
    (*sockets)->send(end, scope);
}

TEST(RawSockets, NothingLeavesForAnAddressOutsideTheScope) {
    auto sockets = RawSockets::open();
    if (!sockets) GTEST_SKIP() << sockets.error().what;
    const Listener listener(SOCK_STREAM);
    ASSERT_TRUE((*sockets)->path_to(kLoopback));
    const IpAddress loopback_v6 = *IpAddress::parse("::1");
    const std::vector<OutPacket> packets{
        build_syn({kLoopback, kLoopback, (*sockets)->source_port(), listener.port}, 1000),
        build_syn({loopback_v6, loopback_v6, (*sockets)->source_port(), listener.port}, 1000)};

    EXPECT_EQ((*sockets)->send(packets, Scope{}), 2U);
    RawAnswers answers;
    (*sockets)->wait(std::chrono::milliseconds(30), {});
    (*sockets)->receive(answers);

    EXPECT_TRUE(answers.empty());
    EXPECT_EQ((*sockets)->counters().refused, 2U);
    EXPECT_EQ((*sockets)->counters().sent, 0U);
}

TEST(RawSockets, PingsOverBothFamilies) {
    auto sockets = RawSockets::open();
    if (!sockets) GTEST_SKIP() << sockets.error().what;
    if (!(*sockets)->has_ipv6()) GTEST_SKIP() << "no IPv6 here";
    const IpAddress loopback_v6 = *IpAddress::parse("::1");
    const auto path_v4 = (*sockets)->path_to(kLoopback);
    const auto path_v6 = (*sockets)->path_to(loopback_v6);
    ASSERT_TRUE(path_v4 && path_v6);
    std::vector<OutPacket> packets{build_echo(path_v4->source, kLoopback, 0x1111),
                                   build_echo(path_v6->source, loopback_v6, 0x2222)};
    packets[0].hop = path_v4->hop;
    packets[1].hop = path_v6->hop;

    (*sockets)->send(packets, loopback_only());
    RawAnswers answers;
    for (int i = 0; i < 100 && answers.echo.size() < 2; ++i) {
        (*sockets)->wait(std::chrono::milliseconds(20), {});
        (*sockets)->receive(answers);
    }

    ASSERT_EQ(answers.echo.size(), 2U);
    EXPECT_EQ(answers.echo[0].cookie, 0x1111U);
    EXPECT_EQ(answers.echo[1].cookie, 0x2222U);
    EXPECT_EQ(answers.echo[1].source, loopback_v6);
}

TEST(RawSockets, AnInterfaceThatDoesNotExistIsBadInput) {
    const auto sockets = RawSockets::open("no-such-card");

    ASSERT_FALSE(sockets);
    EXPECT_EQ(sockets.error().code, base::Errc::input);
    EXPECT_NE(sockets.error().what.find("no-such-card"), std::string::npos);
}

TEST(UdpProbes, HearsARepliesAndTheIcmpErrorOfAClosedPort) {
    auto probes = UdpProbes::open();
    ASSERT_TRUE(probes) << probes.error().what;
    const Listener server(SOCK_DGRAM);
    const Port closed = closed_port(SOCK_DGRAM);
    const Scope scope = loopback_only();
    const base::ByteString question{'h', 'i'};

    ASSERT_TRUE((*probes)->send({kLoopback, server.port, Transport::udp}, question, scope));
    std::array<std::uint8_t, 16> received{};
    SocketAddress client;
    socklen_t size = SocketAddress::capacity();
    ASSERT_EQ(recvfrom(server.socket.get(), received.data(), received.size(), 0, client.get(), &size), 2);
    ASSERT_EQ(sendto(server.socket.get(), "yes", 3, 0, client.get(), client.size()), 3);
    ASSERT_TRUE((*probes)->send({kLoopback, closed, Transport::udp}, question, scope));
    std::vector<UdpAnswer> answers;
    (*probes)->receive(answers);

    ASSERT_EQ(answers.size(), 2U);
    EXPECT_EQ(answers[0].kind, UdpAnswer::Kind::port_unreachable);
    EXPECT_EQ(answers[0].endpoint, (model::Endpoint{kLoopback, closed, Transport::udp}));
    EXPECT_EQ(answers[1].kind, UdpAnswer::Kind::reply);
    EXPECT_EQ(answers[1].endpoint.port, server.port);
    EXPECT_EQ(answers[1].bytes, (base::ByteString{'y', 'e', 's'}));
}

TEST(UdpProbes, RefusesWhatIsOutsideTheScopeAndEveryPaperPort) {
    auto probes = UdpProbes::open();
    ASSERT_TRUE(probes) << probes.error().what;
    const base::ByteString question{'h', 'i'};

    const auto outside = (*probes)->send({kLoopback, 53, Transport::udp}, question, Scope{});
    const auto paper = (*probes)->send({kLoopback, 9100, Transport::udp}, question, loopback_only());

    EXPECT_EQ(outside.error().code, base::Errc::out_of_scope);
    EXPECT_EQ(paper.error().code, base::Errc::out_of_scope);
}

TEST(ConnectProbes, TellsOpenFromClosedAndRefusesTheRest) {
    auto probes = ConnectProbes::open(16);
    ASSERT_TRUE(probes) << probes.error().what;
    const Listener listener(SOCK_STREAM);
    const Port closed = closed_port(SOCK_STREAM);
    const auto start = std::chrono::steady_clock::now();
    const auto wait = std::chrono::milliseconds(900);

    ASSERT_TRUE((*probes)->start({kLoopback, listener.port}, start, wait, loopback_only()));
    ASSERT_TRUE((*probes)->start({kLoopback, closed}, start, wait, loopback_only()));
    EXPECT_EQ((*probes)->start({kLoopback, listener.port}, start, wait, Scope{}).error().code,
              base::Errc::out_of_scope);
    std::vector<ConnectAnswer> answers;
    (*probes)->collect(start, answers, [](const IpAddress&, unsigned) { return true; });

    ASSERT_EQ(answers.size(), 2U);
    for (const ConnectAnswer& answer : answers)
        EXPECT_EQ(answer.kind,
                  answer.endpoint.port == closed ? ConnectAnswer::Kind::closed : ConnectAnswer::Kind::open);
    EXPECT_EQ((*probes)->in_flight(), 0U);
}

TEST(ConnectProbes, WhatTheKernelSendsOnAHeldConnectionIsToldOnce) {
    auto probes = ConnectProbes::open(16);
    ASSERT_TRUE(probes) << probes.error().what;
    const Listener listener(SOCK_STREAM);
    const auto start = std::chrono::steady_clock::now();
    ASSERT_TRUE((*probes)->start({kLoopback, listener.port}, start, std::chrono::milliseconds(900), loopback_only(),
                                 std::chrono::milliseconds(0), 2));
    Descriptor server(accept(listener.socket.get(), nullptr, nullptr));
    ASSERT_EQ(send(server.get(), "220 ready\r\n", 11, 0), 11);
    server = Descriptor();  // and it closes
    unsigned told = 0;
    std::vector<ConnectAnswer> answers;

    for (int i = 0; i < 3; ++i)
        (*probes)->collect(start, answers, [&](const IpAddress&, unsigned also_sent) {
            told += also_sent;
            return false;
        });

    EXPECT_GE(told, 1U);  // the acknowledgement of the greeting; the one of the end may be the same packet
    EXPECT_LE(told, 2U);
}

TEST(ConnectProbes, TellWhatIsOpenAtOnceAndHoldTheResetUntilItMayLeave) {
    auto probes = ConnectProbes::open(16);
    ASSERT_TRUE(probes) << probes.error().what;
    const Listener listener(SOCK_STREAM);
    const auto start = std::chrono::steady_clock::now();
    ASSERT_TRUE((*probes)->start({kLoopback, listener.port}, start, std::chrono::milliseconds(900), loopback_only()));
    std::vector<ConnectAnswer> answers;

    (*probes)->collect(start, answers, [](const IpAddress&, unsigned) { return false; });
    const std::size_t held = (*probes)->in_flight();
    (*probes)->collect(start, answers, [](const IpAddress&, unsigned) { return true; });

    ASSERT_EQ(answers.size(), 1U);
    EXPECT_EQ(answers[0].kind, ConnectAnswer::Kind::open);
    EXPECT_EQ(held, 1U);
    EXPECT_EQ((*probes)->in_flight(), 0U);
}

}  // namespace
}  // namespace vigie::net
