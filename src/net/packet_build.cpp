// SPDX-License-Identifier: Apache-2.0
// Writing the scan's packets. Millions a second are built, so each starts as a copy of one that was written once, and
// only what differs is filled in and added to its checksum.
#include <algorithm>
#include <cstring>

#include "net/packet.h"

namespace vigie::net {
namespace {

constexpr std::uint8_t kTtl = 128;
constexpr std::uint16_t kWindow = 64240;
constexpr std::uint16_t kMss = 1460;
constexpr std::uint8_t kWindowScale = 8;
constexpr std::uint8_t kProtocolIcmp = 1;
constexpr std::uint8_t kProtocolTcp = 6;
constexpr std::uint8_t kProtocolIcmpV6 = 58;
constexpr std::uint8_t kFlagSyn = 0x02;
constexpr std::uint8_t kFlagReset = 0x04;
constexpr std::uint8_t kFlagAck = 0x10;
constexpr std::uint8_t kEchoRequestV4 = 8;
constexpr std::uint8_t kTimestampRequestV4 = 13;
constexpr std::uint8_t kEchoRequestV6 = 128;
constexpr std::size_t kTcpChecksumAt = 16;
constexpr std::size_t kIcmpChecksumAt = 2;

class Filler {
public:
    explicit Filler(OutPacket& packet) : packet_(packet) {}
    Filler& u8(std::uint8_t value) {
        packet_.bytes.at(kLinkRoom + packet_.size++) = value;
        return *this;
    }
    Filler& u16(std::uint16_t value) {
        return u8(static_cast<std::uint8_t>(value >> 8U)).u8(static_cast<std::uint8_t>(value));
    }
    Filler& u32(std::uint32_t value) {
        return u16(static_cast<std::uint16_t>(value >> 16U)).u16(static_cast<std::uint16_t>(value));
    }

private:
    OutPacket& packet_;
};

// position counts from the IP header.
void put_u16(OutPacket& packet, std::size_t position, std::uint16_t value) {
    packet.bytes.at(kLinkRoom + position) = static_cast<std::uint8_t>(value >> 8U);
    packet.bytes.at(kLinkRoom + position + 1) = static_cast<std::uint8_t>(value);
}
void put_u32(OutPacket& packet, std::size_t position, std::uint32_t value) {
    put_u16(packet, position, static_cast<std::uint16_t>(value >> 16U));
    put_u16(packet, position + 2, static_cast<std::uint16_t>(value));
}
void put_address(OutPacket& packet, std::size_t position, const model::IpAddress& address) {
    std::memcpy(std::span(packet.bytes).subspan(kLinkRoom + position).data(), address.bytes().data(),
                address.width() / 8);
}
std::uint32_t halves(std::uint32_t value) {
    return (value >> 16U) + (value & 0xFFFFU);
}
std::uint32_t sum_of(const model::IpAddress& address) {
    return add_to_checksum(0, std::span(address.bytes()).first(address.width() / 8));
}

void put_header(Filler& out, bool v4, std::uint8_t protocol, std::size_t payload) {
    if (v4) {
        constexpr std::uint8_t kVersionAndLength = 0x45;
        constexpr std::uint16_t kDoNotFragment = 0x4000;
        out.u8(kVersionAndLength).u8(0).u16(static_cast<std::uint16_t>(kIpv4HeaderSize + payload));
        out.u16(0).u16(kDoNotFragment).u8(kTtl).u8(protocol).u16(0).u32(0).u32(0);
        return;
    }
    constexpr std::uint32_t kVersion = 0x60000000;
    out.u32(kVersion).u16(static_cast<std::uint16_t>(payload)).u8(protocol).u8(kTtl);
    for (int i = 0; i < 8; ++i) out.u32(0);
}

// A packet with everything that does not change, and the sums of that: of the IPv4 header, of the transport part with
// the fixed fields of its pseudo header.
struct Model {
    OutPacket packet;
    std::size_t transport = 0;
    std::uint32_t header_sum = 0;
    std::uint32_t transport_sum = 0;
};

Model finish_model(OutPacket packet, bool v4, std::uint8_t protocol, bool with_pseudo_header) {
    Model out;
    out.transport = v4 ? kIpv4HeaderSize : kIpv6HeaderSize;
    out.header_sum = v4 ? add_to_checksum(0, packet.view().first(kIpv4HeaderSize)) : 0;
    out.transport_sum = add_to_checksum(0, packet.view().subspan(out.transport));
    if (with_pseudo_header) out.transport_sum += protocol + static_cast<std::uint32_t>(packet.size - out.transport);
    out.packet = packet;
    return out;
}

Model tcp_model(bool v4, std::uint8_t flags) {
    OutPacket packet;
    Filler out(packet);
    const bool is_syn = flags == kFlagSyn;
    const std::size_t size = is_syn ? kTcpSynSize : kTcpBareSize;
    put_header(out, v4, kProtocolTcp, size);
    out.u16(0).u16(0).u32(0).u32(0);
    out.u8(static_cast<std::uint8_t>(size / 4 << 4U)).u8(flags);
    out.u16(flags == kFlagReset ? 0 : kWindow).u16(0).u16(0);
    if (is_syn) {
        out.u8(2).u8(4).u16(kMss);               // RFC 9293: maximum segment size
        out.u8(1).u8(3).u8(3).u8(kWindowScale);  // NOP, RFC 7323: window scale
        out.u8(1).u8(1).u8(4).u8(2);             // NOP, NOP, RFC 2018: SACK permitted
    }
    return finish_model(packet, v4, kProtocolTcp, true);
}

Model icmp_model(bool v4, std::uint8_t type, std::size_t size) {
    OutPacket packet;
    Filler out(packet);
    const std::uint8_t protocol = v4 ? kProtocolIcmp : kProtocolIcmpV6;
    put_header(out, v4, protocol, size);
    out.u8(type).u8(0).u16(0);
    for (std::size_t i = 4; i < size; ++i) out.u8(0);
    return finish_model(packet, v4, protocol, !v4);
}

// Addresses, and the checksum of an IPv4 header. Returns the sum of both addresses.
std::uint32_t fill_addresses(const Model& model, OutPacket& packet, const model::IpAddress& source,
                             const model::IpAddress& destination, std::uint16_t identification) {
    packet.destination = destination;
    const std::uint32_t addresses = halves(sum_of(source)) + halves(sum_of(destination));
    if (!destination.is_v4()) {
        put_address(packet, 8, source);
        put_address(packet, 24, destination);
        return addresses;
    }
    put_u16(packet, 4, identification);
    put_address(packet, 12, source);
    put_address(packet, 16, destination);
    put_u16(packet, 10, finish_checksum(model.header_sum + identification + addresses));
    return addresses;
}

OutPacket fill_tcp(const Model& model, const TcpEnds& ends, std::uint32_t sequence, std::uint32_t acknowledged) {
    OutPacket packet = model.packet;
    std::uint32_t sum = model.transport_sum;
    const auto identification = static_cast<std::uint16_t>(halves(sequence ^ acknowledged ^ ends.destination_port));
    sum += fill_addresses(model, packet, ends.source, ends.destination, identification);
    put_u16(packet, model.transport, ends.source_port);
    put_u16(packet, model.transport + 2, ends.destination_port);
    put_u32(packet, model.transport + 4, sequence);
    put_u32(packet, model.transport + 8, acknowledged);
    sum += std::uint32_t{ends.source_port} + ends.destination_port + halves(sequence) + halves(acknowledged);
    put_u16(packet, model.transport + kTcpChecksumAt, finish_checksum(sum));
    return packet;
}

}  // namespace

std::uint32_t add_to_checksum(std::uint32_t start, base::Bytes bytes) {
    std::uint64_t sum = start;
    for (std::size_t i = 0; i + 1 < bytes.size(); i += 2) sum += std::uint64_t{bytes[i]} << 8U | bytes[i + 1];
    if (bytes.size() % 2 != 0) sum += std::uint64_t{bytes.back()} << 8U;
    while (sum > 0xFFFFFFFFU) sum = (sum & 0xFFFFFFFFU) + (sum >> 32U);
    return static_cast<std::uint32_t>(sum);
}

std::uint16_t finish_checksum(std::uint32_t sum) {
    while (sum > 0xFFFFU) sum = (sum & 0xFFFFU) + (sum >> 16U);
    return static_cast<std::uint16_t>(~sum);
}

OutPacket build_syn(const TcpEnds& ends, std::uint32_t sequence) {
    static const Model kV4 = tcp_model(true, kFlagSyn);
    static const Model kV6 = tcp_model(false, kFlagSyn);
    return fill_tcp(ends.destination.is_v4() ? kV4 : kV6, ends, sequence, 0);
}

OutPacket build_reset(const TcpEnds& ends, std::uint32_t sequence) {
    static const Model kV4 = tcp_model(true, kFlagReset);
    static const Model kV6 = tcp_model(false, kFlagReset);
    return fill_tcp(ends.destination.is_v4() ? kV4 : kV6, ends, sequence, 0);
}

OutPacket build_ack(const TcpEnds& ends, std::uint32_t acknowledged) {
    static const Model kV4 = tcp_model(true, kFlagAck);
    static const Model kV6 = tcp_model(false, kFlagAck);
    return fill_tcp(ends.destination.is_v4() ? kV4 : kV6, ends, ~acknowledged, acknowledged);
}

OutPacket build_echo(const model::IpAddress& source, const model::IpAddress& destination, std::uint64_t cookie) {
    static const Model kV4 = icmp_model(true, kEchoRequestV4, kEchoSize);
    static const Model kV6 = icmp_model(false, kEchoRequestV6, kEchoSize);
    const Model& model = destination.is_v4() ? kV4 : kV6;
    OutPacket packet = model.packet;
    const std::uint32_t addresses =
        fill_addresses(model, packet, source, destination, static_cast<std::uint16_t>(cookie));
    put_u16(packet, model.transport + 4, static_cast<std::uint16_t>(cookie >> 16U));
    put_u16(packet, model.transport + 6, 1);
    put_u32(packet, model.transport + 8, static_cast<std::uint32_t>(cookie >> 32U));
    put_u32(packet, model.transport + 12, static_cast<std::uint32_t>(cookie));
    std::uint32_t sum = add_to_checksum(0, packet.view().subspan(model.transport));
    if (!destination.is_v4()) sum += addresses + kProtocolIcmpV6 + static_cast<std::uint32_t>(kEchoSize);
    put_u16(packet, model.transport + kIcmpChecksumAt, finish_checksum(sum));
    return packet;
}

OutPacket build_timestamp(const model::IpAddress& source, const model::IpAddress& destination, std::uint64_t cookie) {
    static const Model kV4 = icmp_model(true, kTimestampRequestV4, kTimestampSize);
    OutPacket packet = kV4.packet;
    (void)fill_addresses(kV4, packet, source, destination, static_cast<std::uint16_t>(cookie));
    put_u16(packet, kV4.transport + 4, static_cast<std::uint16_t>(cookie >> 32U));
    put_u16(packet, kV4.transport + 6, 1);
    put_u32(packet, kV4.transport + 8, static_cast<std::uint32_t>(cookie));
    const std::uint32_t sum = add_to_checksum(0, packet.view().subspan(kV4.transport));
    put_u16(packet, kV4.transport + kIcmpChecksumAt, finish_checksum(sum));
    return packet;
}

}  // namespace vigie::net
