// SPDX-License-Identifier: Apache-2.0
// The yardstick: how many SYN frames a second a loop around sendmmsg can give to a link when it does nothing else. The
// frames are written beforehand. For the benchmark only, against a network namespace of its own.
//
//   plain_sender INTERFACE DESTINATION_MAC SOURCE NETWORK/24 COUNT      addresses as dotted quads; prints packets/s
#include <array>
#include <charconv>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <string>
#include <vector>

#include <arpa/inet.h>
#include <linux/if_packet.h>
#include <net/ethernet.h>
#include <net/if.h>
#include <sys/socket.h>

namespace {

constexpr std::size_t kBatch = 64;
constexpr std::size_t kFrames = 65536;  // written once, sent again and again
constexpr std::size_t kSize = 66;
constexpr std::size_t kIp = 14;
constexpr std::size_t kTcp = 34;
using Frame = std::array<std::uint8_t, kSize>;

void put(Frame& frame, std::size_t at, std::uint32_t value, std::size_t width) {
    for (std::size_t i = 0; i < width; ++i)
        frame.at(at + i) = static_cast<std::uint8_t>(value >> (8 * (width - 1 - i)));
}

std::uint32_t sum(const Frame& frame, std::size_t from, std::size_t to) {
    std::uint32_t out = 0;
    for (std::size_t i = from; i < to; i += 2) out += static_cast<std::uint32_t>(frame.at(i) << 8U | frame.at(i + 1));
    return out;
}

std::uint16_t checksum(std::uint32_t value) {
    while (value >> 16U != 0) value = (value & 0xFFFFU) + (value >> 16U);
    return static_cast<std::uint16_t>(~value);
}

Frame make_frame(const Frame& model, std::uint32_t number, std::uint32_t source, std::uint32_t network) {
    Frame frame = model;
    put(frame, kIp + 12, source, 4);
    put(frame, kIp + 16, network + number % 256, 4);
    put(frame, kIp + 10, checksum(sum(frame, kIp, kTcp)), 2);
    put(frame, kTcp, 40000, 2);
    put(frame, kTcp + 2, 10000 + number / 256, 2);
    put(frame, kTcp + 4, number * 2654435761U, 4);
    put(frame, kTcp + 16, checksum(sum(frame, kIp + 12, kTcp) + 6 + 32 + sum(frame, kTcp, kSize)), 2);
    return frame;
}

}  // namespace

int main(int count, char** arguments) {
    if (count != 6) return 2;
    Frame model{};
    std::array<unsigned, 6> mac{};
    std::sscanf(arguments[2], "%x:%x:%x:%x:%x:%x", &mac[0], &mac[1], &mac[2], &mac[3], &mac[4], &mac[5]);
    for (std::size_t i = 0; i < mac.size(); ++i) model.at(i) = static_cast<std::uint8_t>(mac.at(i));
    model[6] = 2;
    put(model, 12, ETHERTYPE_IP, 2);
    put(model, kIp, 0x45000034, 4);
    put(model, kIp + 6, 0x4000, 2);
    put(model, kIp + 8, 0x8006, 2);
    put(model, kTcp + 12, 0x8002FAF0, 4);
    constexpr std::array<std::uint8_t, 12> kOptions{2, 4, 5, 0xB4, 1, 3, 3, 8, 1, 1, 4, 2};
    std::memcpy(&model[kTcp + 20], kOptions.data(), kOptions.size());
    const std::uint32_t source = ntohl(inet_addr(arguments[3]));
    const std::uint32_t network = ntohl(inet_addr(arguments[4]));
    std::uint64_t wanted = 0;
    std::from_chars(arguments[5], arguments[5] + std::strlen(arguments[5]), wanted);

    std::vector<Frame> frames;
    for (std::uint32_t i = 0; i < kFrames; ++i) frames.push_back(make_frame(model, i, source, network));
    const int link = socket(AF_PACKET, SOCK_RAW, 0);
    const int on = 1;
    (void)setsockopt(link, SOL_PACKET, PACKET_QDISC_BYPASS, &on, sizeof on);
    sockaddr_ll local{};
    local.sll_family = AF_PACKET;
    local.sll_ifindex = static_cast<int>(if_nametoindex(arguments[1]));
    if (bind(link, reinterpret_cast<const sockaddr*>(&local), sizeof local) != 0) return 1;
    std::array<iovec, kBatch> parts{};
    std::array<mmsghdr, kBatch> messages{};
    const auto begin = std::chrono::steady_clock::now();
    std::uint64_t sent = 0;
    while (sent < wanted) {
        for (std::size_t i = 0; i < kBatch; ++i) {
            parts[i] = {frames[(sent + i) % kFrames].data(), kSize};
            messages[i].msg_hdr.msg_iov = &parts[i];
            messages[i].msg_hdr.msg_iovlen = 1;
        }
        const int done = sendmmsg(link, messages.data(), kBatch, 0);
        if (done > 0) sent += static_cast<std::uint64_t>(done);
    }
    const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
    std::printf("%.0f\n", static_cast<double>(sent) / seconds);
    return 0;
}
