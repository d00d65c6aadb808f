// SPDX-License-Identifier: Apache-2.0
#include "net/packet.h"

#include <algorithm>

namespace vigie::net {
namespace {

constexpr std::uint8_t kTtl = 128;
constexpr std::uint16_t kWindow = 64240;
constexpr std::uint16_t kMss = 1460;
constexpr std::uint8_t kWindowScale = 8;
constexpr std::uint8_t kProtocolIcmp = 1;
constexpr std::uint8_t kProtocolTcp = 6;
constexpr std::uint8_t kProtocolUdp = 17;
constexpr std::uint8_t kFlagSyn = 0x02;
constexpr std::uint8_t kFlagReset = 0x04;
constexpr std::uint8_t kFlagAck = 0x10;
constexpr std::uint8_t kEchoRequestV4 = 8;
constexpr std::uint8_t kEchoReplyV4 = 0;
constexpr std::uint8_t kUnreachableV4 = 3;
constexpr std::uint8_t kPortUnreachableV4 = 3;
constexpr std::uint8_t kEchoRequestV6 = 128;
constexpr std::uint8_t kEchoReplyV6 = 129;
constexpr std::uint8_t kUnreachableV6 = 1;
constexpr std::uint8_t kPortUnreachableV6 = 4;
constexpr std::size_t kTcpChecksumAt = 16;
constexpr std::size_t kIcmpChecksumAt = 2;

// Writes fields in network order into the fixed array of a packet.
class Filler {
public:
    explicit Filler(OutPacket& packet) : packet_(packet) {}
    Filler& u8(std::uint8_t value) {
        packet_.bytes.at(packet_.size++) = value;
        return *this;
    }
    Filler& u16(std::uint16_t value) {
        return u8(static_cast<std::uint8_t>(value >> 8U)).u8(static_cast<std::uint8_t>(value));
    }
    Filler& u32(std::uint32_t value) {
        return u16(static_cast<std::uint16_t>(value >> 16U)).u16(static_cast<std::uint16_t>(value));
    }
    Filler& address_v4(const model::IpAddress& address) { return u32(address.v4_host_order()); }

private:
    OutPacket& packet_;
};

void patch_u16(OutPacket& packet, std::size_t position, std::uint16_t value) {
    packet.bytes.at(position) = static_cast<std::uint8_t>(value >> 8U);
    packet.bytes.at(position + 1) = static_cast<std::uint8_t>(value);
}

// The kernel fills the identification, the length and the checksum of the header, and a source of zero.
void put_ipv4_header(Filler& out, const model::IpAddress& source, const model::IpAddress& destination,
                     std::uint8_t protocol, std::size_t payload) {
    constexpr std::uint8_t kVersionAndLength = 0x45;
    constexpr std::uint16_t kDoNotFragment = 0x4000;
    out.u8(kVersionAndLength).u8(0).u16(static_cast<std::uint16_t>(kIpv4HeaderSize + payload));
    out.u16(0).u16(kDoNotFragment).u8(kTtl).u8(protocol).u16(0);
    out.address_v4(source).address_v4(destination);
}

void put_tcp_header(Filler& out, const TcpEnds& ends, std::uint32_t sequence, std::uint8_t flags, std::size_t size,
                    std::uint16_t window) {
    out.u16(ends.source_port).u16(ends.destination_port).u32(sequence).u32(0);
    out.u8(static_cast<std::uint8_t>(size / 4 << 4U)).u8(flags).u16(window).u16(0).u16(0);
}

std::uint16_t tcp_checksum_v4(const TcpEnds& ends, base::Bytes segment) {
    std::uint32_t sum = add_to_checksum(0, std::span(ends.source.bytes()).first(4));
    sum = add_to_checksum(sum, std::span(ends.destination.bytes()).first(4));
    sum += kProtocolTcp + static_cast<std::uint32_t>(segment.size());
    return finish_checksum(add_to_checksum(sum, segment));
}

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
    if (!in.ok() || length < kTcpResetSize) return std::nullopt;
    in.skip(length - kTcpResetSize);
    if (!in.ok()) return std::nullopt;
    out.syn = (flags & kFlagSyn) != 0;
    out.ack = (flags & kFlagAck) != 0;
    out.reset = (flags & kFlagReset) != 0;
    out.has_options = length > kTcpResetSize;
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

std::uint32_t add_to_checksum(std::uint32_t start, base::Bytes bytes) {
    std::uint64_t sum = start;
    for (std::size_t i = 0; i < bytes.size(); ++i) sum += i % 2 == 0 ? std::uint64_t{bytes[i]} << 8U : bytes[i];
    while (sum > 0xFFFFFFFFU) sum = (sum & 0xFFFFFFFFU) + (sum >> 32U);
    return static_cast<std::uint32_t>(sum);
}

std::uint16_t finish_checksum(std::uint32_t sum) {
    while (sum > 0xFFFFU) sum = (sum & 0xFFFFU) + (sum >> 16U);
    return static_cast<std::uint16_t>(~sum);
}

OutPacket build_syn(const TcpEnds& ends, std::uint32_t sequence) {
    OutPacket packet;
    packet.destination = ends.destination;
    Filler out(packet);
    if (ends.destination.is_v4()) put_ipv4_header(out, ends.source, ends.destination, kProtocolTcp, kTcpSynSize);
    const std::size_t segment = packet.size;
    put_tcp_header(out, ends, sequence, kFlagSyn, kTcpSynSize, kWindow);
    out.u8(2).u8(4).u16(kMss);               // RFC 9293: maximum segment size
    out.u8(1).u8(3).u8(3).u8(kWindowScale);  // NOP, RFC 7323: window scale
    out.u8(1).u8(1).u8(4).u8(2);             // NOP, NOP, RFC 2018: SACK permitted
    if (ends.destination.is_v4())
        patch_u16(packet, segment + kTcpChecksumAt, tcp_checksum_v4(ends, packet.view().subspan(segment)));
    return packet;
}

OutPacket build_reset(const TcpEnds& ends, std::uint32_t sequence) {
    OutPacket packet;
    packet.destination = ends.destination;
    Filler out(packet);
    if (ends.destination.is_v4()) put_ipv4_header(out, ends.source, ends.destination, kProtocolTcp, kTcpResetSize);
    const std::size_t segment = packet.size;
    put_tcp_header(out, ends, sequence, kFlagReset, kTcpResetSize, 0);
    if (ends.destination.is_v4())
        patch_u16(packet, segment + kTcpChecksumAt, tcp_checksum_v4(ends, packet.view().subspan(segment)));
    return packet;
}

OutPacket build_echo(const model::IpAddress& source, const model::IpAddress& destination, std::uint64_t cookie) {
    OutPacket packet;
    packet.destination = destination;
    packet.kind = OutPacket::Kind::icmp;
    Filler out(packet);
    const bool v4 = destination.is_v4();
    if (v4) put_ipv4_header(out, source, destination, kProtocolIcmp, kEchoSize);
    const std::size_t message = packet.size;
    out.u8(v4 ? kEchoRequestV4 : kEchoRequestV6).u8(0).u16(0);
    out.u16(static_cast<std::uint16_t>(cookie >> 16U)).u16(1);
    out.u32(static_cast<std::uint32_t>(cookie >> 32U)).u32(static_cast<std::uint32_t>(cookie));
    if (v4)
        patch_u16(packet, message + kIcmpChecksumAt,
                  finish_checksum(add_to_checksum(0, packet.view().subspan(message))));
    return packet;
}

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
    auto answer = read_echo(in, kEchoReplyV4);
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
