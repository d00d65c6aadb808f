// SPDX-License-Identifier: Apache-2.0
// Internet addresses, blocks of them, and endpoints. Values only: nothing here resolves or sends.
#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace vigie::model {

using Port = std::uint16_t;

enum class Transport { tcp, udp, icmp };
std::string_view name_of(Transport transport);
std::optional<Transport> transport_from(std::string_view name);

class IpAddress {
public:
    IpAddress() = default;  // 0.0.0.0
    // Accepts 192.0.2.1 and 2001:db8::1; ::ffff:192.0.2.1 becomes 192.0.2.1. No zone, no port, no brackets.
    static std::optional<IpAddress> parse(std::string_view text);
    static IpAddress v4(std::uint32_t host_order);
    static IpAddress v6(const std::array<std::uint8_t, 16>& network_order);

    [[nodiscard]] bool is_v4() const { return v4_; }
    [[nodiscard]] std::uint32_t v4_host_order() const;                                  // only when is_v4()
    [[nodiscard]] const std::array<std::uint8_t, 16>& bytes() const { return bytes_; }  // v4: first four
    [[nodiscard]] unsigned width() const { return v4_ ? 32U : 128U; }                   // bits
    [[nodiscard]] std::string text() const;                                             // RFC 5952 for IPv6
    // in-addr.arpa / ip6.arpa name for PTR questions, without the final dot.
    [[nodiscard]] std::string reverse_name() const;

    auto operator<=>(const IpAddress&) const = default;

private:
    bool v4_ = true;
    std::array<std::uint8_t, 16> bytes_{};
};

class CidrBlock {
public:
    CidrBlock() = default;
    // "192.0.2.0/28" or a lone address. Nothing when bits below the prefix are set: that is most often a typing error.
    static std::optional<CidrBlock> parse(std::string_view text);
    explicit CidrBlock(IpAddress address) : base_(address), prefix_(address.width()) {}
    CidrBlock(IpAddress base, unsigned prefix) : base_(base), prefix_(prefix) {}

    [[nodiscard]] const IpAddress& base() const { return base_; }
    [[nodiscard]] unsigned prefix() const { return prefix_; }
    [[nodiscard]] bool contains(const IpAddress& address) const;
    // Number of addresses, at most 2^63 for huge IPv6 blocks.
    [[nodiscard]] std::uint64_t size() const;
    [[nodiscard]] IpAddress at(std::uint64_t offset) const;  // offset < size()
    [[nodiscard]] std::string text() const;                  // a lone address prints without its prefix

    auto operator<=>(const CidrBlock&) const = default;

private:
    IpAddress base_;
    unsigned prefix_ = 32;
};

struct Endpoint {
    IpAddress address;
    Port port = 0;
    Transport transport = Transport::tcp;

    [[nodiscard]] std::string text() const;  // 192.0.2.1:22/tcp, [2001:db8::1]:53/udp
    // Reads text() back; the transport may be left out and is then tcp.
    static std::optional<Endpoint> parse(std::string_view text);
    auto operator<=>(const Endpoint&) const = default;
};

}  // namespace vigie::model

template <>
struct std::hash<vigie::model::IpAddress> {
    std::size_t operator()(const vigie::model::IpAddress& address) const noexcept;
};
