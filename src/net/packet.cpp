// SPDX-License-Identifier: Apache-2.0
#include "net/packet.h"

#include <algorithm>

namespace vigie::net {
namespace {

constexpr std::uint8_t kProtocolIcmp = 1;
constexpr std::uint8_t kProtocolTcp = 6;
constexpr std::uint8_t kProtocolUdp = 17;
constexpr std::uint8_t kFlagSyn = 0x02;
constexpr std::uint8_t kFlagReset = 0x04;
constexpr std::uint8_t kFlagAck = 0x10;
constexpr std::uint8_t kEchoReplyV4 = 0;
constexpr std::uint8_t kTimestampReplyV4 = 14;
constexpr std::uint8_t kUnreachableV4 = 3;
constexpr std::uint8_t kPortUnreachableV4 = 3;
constexpr std::uint8_t kEchoReplyV6 = 129;
constexpr std::uint8_t kUnreachableV6 = 1;
constexpr std::uint8_t kPortUnreachableV6 = 4;

// Header of an IPv4 packet; the reader is left at its payload.
struct Ipv4Header {
    std::uint8_t ttl = 0;
    std::uint8_t protocol = 0;
    model::IpAddress source;
    model::IpAddress destination;
};

std::optional<Ipv4Header> read_ipv4(base::Reader& in) {
    Ipv4Header header;
    const std::uint8_t first = in.u8();
    in.skip(5);
    const std::uint16_t fragment = in.u16();
    header.ttl = in.u8();
    header.protocol = in.u8();
    in.skip(2);
    header.source = model::IpAddress::v4(in.u32());
    header.destination = model::IpAddress::v4(in.u32());
    const std::size_t length = (first & 0x0FU) * std::size_t{4};
    constexpr std::uint16_t kFragmentOffset = 0x1FFF;
    if (!in.ok() || first >> 4U != 4 || length < kIpv4HeaderSize || (fragment & kFragmentOffset) != 0)
        return std::nullopt;
    in.skip(length - kIpv4HeaderSize);
    if (!in.ok()) return std::nullopt;
    return header;
}

std::optional<TcpAnswer> read_tcp(base::Reader& in) {
    TcpAnswer out;
    out.source_port = in.u16();
    out.destination_port = in.u16();
    out.sequence = in.u32();
    out.acknowledgement = in.u32();
    const std::size_t length = (in.u8() >> 4U) * std::size_t{4};
    const std::uint8_t flags = in.u8();
    out.window = in.u16();
    in.skip(4);
    if (!in.ok() || length < kTcpBareSize) return std::nullopt;
    in.skip(length - kTcpBareSize);
    if (!in.ok()) return std::nullopt;
    out.syn = (flags & kFlagSyn) != 0;
    out.ack = (flags & kFlagAck) != 0;
    out.reset = (flags & kFlagReset) != 0;
    out.has_options = length > kTcpBareSize;
    return out;
}

std::optional<EchoAnswer> read_echo(base::Reader& in, std::uint8_t expected_type) {
    const std::uint8_t type = in.u8();
    const std::uint8_t code = in.u8();
    in.skip(6);
    EchoAnswer out;
    out.cookie = in.u64();
    if (!in.ok() || type != expected_type || code != 0) return std::nullopt;
    return out;
}

std::optional<EchoAnswer> read_timestamp(base::Reader& in) {
    const std::uint8_t type = in.u8();
    const std::uint8_t code = in.u8();
    in.skip(2);
    const std::uint64_t identifier = in.u16();
    in.skip(2);
    EchoAnswer out;
    out.cookie = identifier << 32U | in.u32();
    out.is_timestamp = true;
    in.skip(8);
    if (!in.ok() || type != kTimestampReplyV4 || code != 0) return std::nullopt;
    return out;
}

// The first eight bytes of our own transport header, quoted by an ICMP error.
bool read_quoted_ports(base::Reader& in, std::uint8_t protocol, Unreachable& out) {
    if (protocol == kProtocolTcp)
        out.transport = model::Transport::tcp;
    else if (protocol == kProtocolUdp)
        out.transport = model::Transport::udp;
    else
        return false;
    out.source_port = in.u16();
    out.destination_port = in.u16();
    out.sequence = in.u32();
    return in.ok();
}

}  // namespace

std::optional<TcpAnswer> parse_tcp_v4(base::Bytes packet) {
    base::Reader in(packet);
    const auto header = read_ipv4(in);
    if (!header || header->protocol != kProtocolTcp) return std::nullopt;
    auto answer = read_tcp(in);
    if (!answer) return std::nullopt;
    answer->source = header->source;
    answer->ttl = header->ttl;
    return answer;
}

std::optional<Ipv6Payload> split_ipv6(base::Bytes packet) {
    base::Reader in(packet);
    const std::uint8_t version = in.u8();
    in.skip(5);
    Ipv6Payload out;
    out.next_header = in.u8();
    in.skip(1);
    const base::Bytes source = in.bytes(16);
    in.skip(16);
    out.bytes = in.rest();
    if (!in.ok() || version >> 4U != 6) return std::nullopt;
    std::array<std::uint8_t, 16> address{};
    std::copy(source.begin(), source.end(), address.begin());
    out.source = model::IpAddress::v6(address);
    return out;
}

std::optional<TcpAnswer> parse_tcp_v6(const model::IpAddress& source, base::Bytes segment) {
    base::Reader in(segment);
    auto answer = read_tcp(in);
    if (answer) answer->source = source;
    return answer;
}

std::optional<EchoAnswer> parse_echo_v4(base::Bytes packet) {
    base::Reader in(packet);
    const auto header = read_ipv4(in);
    if (!header || header->protocol != kProtocolIcmp) return std::nullopt;
    const base::Bytes message = in.rest();
    base::Reader echo(message);
    auto answer = read_echo(echo, kEchoReplyV4);
    if (!answer) {
        base::Reader timestamp(message);
        answer = read_timestamp(timestamp);
    }
    if (answer) answer->source = header->source;
    return answer;
}

std::optional<EchoAnswer> parse_echo_v6(const model::IpAddress& source, base::Bytes message) {
    base::Reader in(message);
    auto answer = read_echo(in, kEchoReplyV6);
    if (answer) answer->source = source;
    return answer;
}

std::optional<Unreachable> parse_unreachable_v4(base::Bytes packet) {
    base::Reader in(packet);
    const auto outer = read_ipv4(in);
    if (!outer || outer->protocol != kProtocolIcmp) return std::nullopt;
    const std::uint8_t type = in.u8();
    const std::uint8_t code = in.u8();
    in.skip(6);
    if (!in.ok() || type != kUnreachableV4) return std::nullopt;
    const auto quoted = read_ipv4(in);
    if (!quoted) return std::nullopt;
    Unreachable out;
    out.source = outer->source;
    out.destination = quoted->destination;
    out.port_unreachable = code == kPortUnreachableV4;
    if (!read_quoted_ports(in, quoted->protocol, out)) return std::nullopt;
    return out;
}

std::optional<Unreachable> parse_unreachable_v6(const model::IpAddress& source, base::Bytes message) {
    base::Reader in(message);
    const std::uint8_t type = in.u8();
    const std::uint8_t code = in.u8();
    in.skip(6);
    // The quoted IPv6 header; ours never has extension headers.
    const std::uint8_t version = in.u8();
    in.skip(5);
    const std::uint8_t protocol = in.u8();
    in.skip(17);
    const base::Bytes destination = in.bytes(16);
    if (!in.ok() || type != kUnreachableV6 || version >> 4U != 6) return std::nullopt;
    std::array<std::uint8_t, 16> address{};
    std::copy(destination.begin(), destination.end(), address.begin());
    Unreachable out;
    out.source = source;
    out.destination = model::IpAddress::v6(address);
    out.port_unreachable = code == kPortUnreachableV6;
    if (!read_quoted_ports(in, protocol, out)) return std::nullopt;
    return out;
}

}  // namespace vigie::net
