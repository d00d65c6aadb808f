// SPDX-License-Identifier: Apache-2.0
// On the loopback interface of a network namespace of the test's own. Needs root; skipped without it, tests/live is
// not.
#include "net/frame_sender.h"

#include <array>
#include <cstring>
#include <set>
#include <thread>

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <linux/if_packet.h>
#include <net/ethernet.h>
#include <net/if.h>
#include <sched.h>
#include <sys/ioctl.h>

namespace vigie::net {
namespace {

using model::IpAddress;

constexpr std::size_t kFrames = 20 * FrameSender::kBatch + 7;
constexpr int kSequenceAt = 14 + 20 + 4;

// A new network namespace for this thread, whose loopback is down at first.
struct Namespace {
    Namespace() : own(unshare(CLONE_NEWNET) == 0) {
        if (!own) return;
        hop.route.interface = 1;  // loopback is the first of a namespace
        hop.next = HardwareAddress{};
        listener = Descriptor(socket(AF_PACKET, SOCK_RAW | SOCK_NONBLOCK, htons(ETH_P_ALL)));
        const int room = 16 << 20;
        (void)setsockopt(listener.get(), SOL_SOCKET, SO_RCVBUFFORCE, &room, sizeof room);
    }
    static void set_up(bool up) {
        const Descriptor any(socket(AF_INET, SOCK_DGRAM, 0));
        ifreq request{};
        std::strcpy(request.ifr_name, "lo");
        request.ifr_flags = static_cast<short>(up ? IFF_UP : 0);
        ASSERT_EQ(ioctl(any.get(), SIOCSIFFLAGS, &request), 0);
    }
    static Descriptor sending_socket() { return Descriptor(socket(AF_PACKET, SOCK_RAW | SOCK_NONBLOCK, 0)); }
    // The sequence numbers that arrived, each as often as it did.
    std::multiset<std::uint32_t> heard() const {
        std::multiset<std::uint32_t> out;
        std::array<std::uint8_t, 128> frame{};
        sockaddr_ll from{};
        socklen_t size = sizeof from;
        while (recvfrom(listener.get(), frame.data(), frame.size(), 0, reinterpret_cast<sockaddr*>(&from), &size) > 0)
            if (from.sll_pkttype != PACKET_OUTGOING) {
                std::uint32_t sequence = 0;
                std::memcpy(&sequence, &frame[kSequenceAt], sizeof sequence);
                out.insert(ntohl(sequence));
            }
        return out;
    }
    bool own;
    Hops::Hop hop;
    Descriptor listener;
};

OutPacket numbered(std::uint32_t number) {
    const IpAddress here = IpAddress::v4(0x7F000001);
    return build_syn({here, here, 40000, 9}, number);
}

std::multiset<std::uint32_t> first_numbers(std::size_t count) {
    std::multiset<std::uint32_t> out;
    for (std::uint32_t i = 0; i < count; ++i) out.insert(i);
    return out;
}

// In a thread, so that the namespace goes with it.
template <class Body>
void in_own_namespace(Body body) {
    bool own = true;
    std::thread([&] {
        Namespace network;
        own = network.own;
        if (own) body(network);
    }).join();
    if (!own) GTEST_SKIP() << "network namespaces are not allowed here";
}

TEST(FrameSender, EachFrameLeavesOnceWhoeverOfTheTwoThreadsSendsIt) {
    in_own_namespace([](Namespace& network) {
        network.set_up(true);
        FrameSender sender(Namespace::sending_socket());
        SendReport report;

        for (std::uint32_t i = 0; i < kFrames; ++i) {
            sender.add(network.hop, numbered(i));
            if (sender.is_full()) sender.hand_over(report);
        }
        sender.hand_over(report);
        EXPECT_TRUE(sender.finish(report));

        EXPECT_EQ(report.sent, kFrames);
        EXPECT_EQ(report.failed, 0U);
        EXPECT_EQ(report.trouble, "");
        EXPECT_EQ(network.heard(), first_numbers(kFrames));
    });
}

TEST(FrameSender, WhatAnInterfaceThatIsDownDoesNotTakeIsKeptAndLeavesWhenItIsUpAgain) {
    in_own_namespace([](Namespace& network) {
        FrameSender sender(Namespace::sending_socket());
        SendReport report;

        for (std::uint32_t i = 0; i < 3 * FrameSender::kBatch; ++i) {
            sender.add(network.hop, numbered(i));
            if (sender.is_full()) sender.hand_over(report);
        }
        EXPECT_FALSE(sender.finish(report));
        EXPECT_EQ(report.trouble, "sending a packet: Network is down");
        EXPECT_EQ(report.sent, 0U);
        EXPECT_EQ(sender.unsent(), 3 * FrameSender::kBatch);

        network.set_up(true);
        EXPECT_TRUE(sender.settle(report));
        EXPECT_EQ(report.sent, 3 * FrameSender::kBatch);
        EXPECT_EQ(sender.unsent(), 0U);
        EXPECT_EQ(network.heard(), first_numbers(3 * FrameSender::kBatch));
    });
}

}  // namespace
}  // namespace vigie::net
