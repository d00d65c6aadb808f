// SPDX-License-Identifier: Apache-2.0
// The few packets that the scan writes and reads itself: TCP SYN, ACK and RST, ICMP echo and timestamp, and the ICMP
// errors that name them. Pure: bytes in, values out. What is read here was written by a stranger: every parser is
// bounded by its input and believes nothing; the caller compares cookies before it trusts an answer.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>

#include "base/bytes.h"
#include "model/address.h"

namespace vigie::net {

// RFC 1071. `start` carries the sum of what came before (pseudo header), not complemented.
std::uint32_t add_to_checksum(std::uint32_t start, base::Bytes bytes);
std::uint16_t finish_checksum(std::uint32_t sum);

inline constexpr std::size_t kIpv4HeaderSize = 20;
inline constexpr std::size_t kIpv6HeaderSize = 40;
inline constexpr std::size_t kTcpSynSize = 32;  // header + the options below
inline constexpr std::size_t kTcpBareSize = 20;
inline constexpr std::size_t kEchoSize = 16;  // header + 8 bytes of cookie
inline constexpr std::size_t kTimestampSize = 20;
inline constexpr std::size_t kLinkRoom = 14;  // an Ethernet header; a VLAN tag is added by the kernel's VLAN interface

// One packet ready to leave; large enough for everything built here, so that a batch lives in one array.
struct OutPacket {
    model::IpAddress destination;
    std::uint32_t hop = 0;  // the way there, from RawSockets::path_to()
    std::uint8_t size = 0;  // from the IP header on
    std::array<std::uint8_t, kLinkRoom + kIpv6HeaderSize + kTcpSynSize> bytes{};

    [[nodiscard]] base::Bytes view() const { return std::span(bytes).subspan(kLinkRoom, size); }
};

struct TcpEnds {
    model::IpAddress source;
    model::IpAddress destination;
    model::Port source_port = 0;
    model::Port destination_port = 0;
};

// A SYN as a Windows client sends it: MSS, NOP, window scale, NOP, NOP, SACK permitted (the layout that finds
// most hosts); an ordinary TTL; never any data.
OutPacket build_syn(const TcpEnds& ends, std::uint32_t sequence);
// The reset that ends a half-open connection.
OutPacket build_reset(const TcpEnds& ends, std::uint32_t sequence);
// An acknowledgement of nothing: a host that lives answers with a reset whose sequence number is `acknowledged`.
OutPacket build_ack(const TcpEnds& ends, std::uint32_t acknowledged);
OutPacket build_echo(const model::IpAddress& source, const model::IpAddress& destination, std::uint64_t cookie);
// ICMP timestamp (IPv4 only): some hosts that ignore an echo answer it.
OutPacket build_timestamp(const model::IpAddress& source, const model::IpAddress& destination, std::uint64_t cookie);

struct TcpAnswer {
    model::IpAddress source;
    model::Port source_port = 0;
    model::Port destination_port = 0;
    std::uint32_t sequence = 0;
    std::uint32_t acknowledgement = 0;
    std::uint16_t window = 0;
    std::uint8_t ttl = 0;  // 0 = not known (IPv6)
    bool syn = false;
    bool ack = false;
    bool reset = false;
    bool has_options = false;
};

struct EchoAnswer {
    model::IpAddress source;
    std::uint64_t cookie = 0;
    bool is_timestamp = false;  // only the lower 48 bits of the cookie came back
};
inline constexpr std::uint64_t kTimestampCookie = 0xFFFFFFFFFFFFULL;

// An ICMP "destination unreachable" about a packet of ours.
struct Unreachable {
    model::IpAddress source;       // who says so
    model::IpAddress destination;  // where our packet went
    model::Transport transport = model::Transport::tcp;
    model::Port source_port = 0;  // of our packet
    model::Port destination_port = 0;
    std::uint32_t sequence = 0;  // TCP only
    bool port_unreachable = false;
};

// From the IP header on.
std::optional<TcpAnswer> parse_tcp_v4(base::Bytes packet);
std::optional<EchoAnswer> parse_echo_v4(base::Bytes packet);
std::optional<Unreachable> parse_unreachable_v4(base::Bytes packet);
struct Ipv6Payload {
    model::IpAddress source;
    std::uint8_t next_header = 0;
    base::Bytes bytes;
};
// What follows the fixed header; extension headers are not followed (no answer to us has one).
std::optional<Ipv6Payload> split_ipv6(base::Bytes packet);
// From the transport header on; the source comes beside it.
std::optional<TcpAnswer> parse_tcp_v6(const model::IpAddress& source, base::Bytes segment);
std::optional<EchoAnswer> parse_echo_v6(const model::IpAddress& source, base::Bytes message);
std::optional<Unreachable> parse_unreachable_v6(const model::IpAddress& source, base::Bytes message);

}  // namespace vigie::net
