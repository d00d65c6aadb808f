// SPDX-License-Identifier: Apache-2.0
#include "model/address.h"

#include <algorithm>

#include <arpa/inet.h>

#include "base/text.h"

namespace vigie::model {

std::string_view name_of(Transport transport) {
    switch (transport) {
        case Transport::tcp: return "tcp";
        case Transport::udp: return "udp";
        case Transport::icmp: return "icmp";
    }
    return "tcp";
}

std::optional<Transport> transport_from(std::string_view name) {
    for (const Transport transport : {Transport::tcp, Transport::udp, Transport::icmp})
        if (name == name_of(transport)) return transport;
    return std::nullopt;
}

IpAddress IpAddress::v4(std::uint32_t host_order) {
    IpAddress out;
    for (unsigned i = 0; i < 4; ++i) out.bytes_[i] = static_cast<std::uint8_t>(host_order >> (24 - 8 * i));
    return out;
}

IpAddress IpAddress::v6(const std::array<std::uint8_t, 16>& network_order) {
    constexpr std::array<std::uint8_t, 12> kMapped = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF};
    IpAddress out;
    if (std::equal(kMapped.begin(), kMapped.end(), network_order.begin())) {
        std::copy(network_order.begin() + 12, network_order.end(), out.bytes_.begin());
        return out;
    }
    out.v4_ = false;
    out.bytes_ = network_order;
    return out;
}

std::optional<IpAddress> IpAddress::parse(std::string_view text) {
    const std::string terminated(text);
    std::array<std::uint8_t, 16> bytes{};
    if (text.find(':') == std::string_view::npos) {
        IpAddress out;
        if (inet_pton(AF_INET, terminated.c_str(), out.bytes_.data()) != 1) return std::nullopt;
        return out;
    }
    if (inet_pton(AF_INET6, terminated.c_str(), bytes.data()) != 1) return std::nullopt;
    return v6(bytes);
}

std::uint32_t IpAddress::v4_host_order() const {
    std::uint32_t value = 0;
    for (unsigned i = 0; i < 4; ++i) value = (value << 8U) | bytes_[i];
    return value;
}

std::string IpAddress::text() const {
    char out[INET6_ADDRSTRLEN] = {};
    inet_ntop(v4_ ? AF_INET : AF_INET6, bytes_.data(), out, sizeof out);
    return out;
}

std::string IpAddress::reverse_name() const {
    std::string out;
    if (v4_) {
        for (int i = 3; i >= 0; --i) out += std::to_string(bytes_[static_cast<std::size_t>(i)]) + ".";
        return out + "in-addr.arpa";
    }
    constexpr std::string_view kDigits = "0123456789abcdef";
    for (int i = 15; i >= 0; --i) {
        const std::uint8_t byte = bytes_[static_cast<std::size_t>(i)];
        out += kDigits[byte & 15U];
        out += '.';
        out += kDigits[byte >> 4U];
        out += '.';
    }
    return out + "ip6.arpa";
}

bool CidrBlock::contains(const IpAddress& address) const {
    if (address.is_v4() != base_.is_v4()) return false;
    for (unsigned bit = 0; bit < prefix_; bit += 8) {
        const unsigned here = std::min(8U, prefix_ - bit);
        const auto mask = static_cast<std::uint8_t>(0xFF00U >> here);
        if ((address.bytes()[bit / 8] & mask) != (base_.bytes()[bit / 8] & mask)) return false;
    }
    return true;
}

std::uint64_t CidrBlock::size() const {
    return std::uint64_t{1} << std::min(63U, base_.width() - prefix_);
}

IpAddress CidrBlock::at(std::uint64_t offset) const {
    if (base_.is_v4()) return IpAddress::v4(base_.v4_host_order() + static_cast<std::uint32_t>(offset));
    std::array<std::uint8_t, 16> bytes = base_.bytes();
    unsigned carry = 0;
    for (unsigned i = 16; i-- > 0;) {
        const unsigned shift = 8 * (15 - i);
        const auto part = shift < 64 ? static_cast<unsigned>((offset >> shift) & 0xFFU) : 0U;
        const unsigned sum = bytes[i] + part + carry;
        bytes[i] = static_cast<std::uint8_t>(sum);
        carry = sum >> 8U;
    }
    return IpAddress::v6(bytes);
}

std::optional<CidrBlock> CidrBlock::parse(std::string_view text) {
    const auto slash = text.find('/');
    const auto address = IpAddress::parse(text.substr(0, slash));
    if (!address) return std::nullopt;
    if (slash == std::string_view::npos) return CidrBlock{*address};
    const auto prefix = base::parse_unsigned(text.substr(slash + 1));
    if (!prefix || *prefix > address->width()) return std::nullopt;
    const CidrBlock block{*address, static_cast<unsigned>(*prefix)};
    for (unsigned bit = block.prefix_; bit < address->width(); ++bit)
        if ((address->bytes()[bit / 8] & (0x80U >> (bit % 8))) != 0) return std::nullopt;
    return block;
}

std::string CidrBlock::text() const {
    return prefix_ == base_.width() ? base_.text() : base_.text() + "/" + std::to_string(prefix_);
}

std::string Endpoint::text() const {
    const std::string host = address.is_v4() ? address.text() : "[" + address.text() + "]";
    return host + ":" + std::to_string(port) + "/" + std::string(name_of(transport));
}

std::optional<Endpoint> Endpoint::parse(std::string_view text) {
    Endpoint out;
    if (const auto slash = text.find('/'); slash != std::string_view::npos) {
        const auto transport = transport_from(text.substr(slash + 1));
        if (!transport) return std::nullopt;
        out.transport = *transport;
        text = text.substr(0, slash);
    }
    const auto colon = text.rfind(':');
    if (colon == std::string_view::npos) return std::nullopt;
    std::string_view host = text.substr(0, colon);
    if (host.size() > 2 && host.front() == '[' && host.back() == ']')
        host = host.substr(1, host.size() - 2);
    else if (host.find(':') != std::string_view::npos)
        return std::nullopt;
    const auto address = IpAddress::parse(host);
    const auto port = base::parse_unsigned(text.substr(colon + 1));
    if (!address || !port || *port > 65535) return std::nullopt;
    out.address = *address;
    out.port = static_cast<Port>(*port);
    return out;
}

}  // namespace vigie::model

std::size_t std::hash<vigie::model::IpAddress>::operator()(const vigie::model::IpAddress& address) const noexcept {
    return vigie::base::stable_hash({reinterpret_cast<const char*>(address.bytes().data()), 16}) ^
           static_cast<std::size_t>(address.is_v4());
}
