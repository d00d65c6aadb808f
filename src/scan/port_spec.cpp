// SPDX-License-Identifier: Apache-2.0
#include "scan/port_spec.h"

#include <algorithm>
#include <bitset>

#include "base/text.h"

namespace vigie::scan {
namespace {

using base::Errc;
using base::fail;

constexpr std::size_t kLongestSpec = 65536;
using PortBits = std::bitset<kPortNumbers>;

struct Range {
    std::uint64_t first;
    std::uint64_t last;
};

std::optional<std::uint64_t> port_number(std::string_view text, std::uint64_t when_empty) {
    if (text.empty()) return when_empty;
    const auto number = base::parse_unsigned(text);
    if (!number || *number == 0 || *number >= kPortNumbers) return std::nullopt;
    return number;
}

std::optional<Range> parse_range(std::string_view item) {
    const auto dash = item.find('-');
    if (dash == std::string_view::npos && item.empty()) return std::nullopt;
    const auto first = port_number(base::trim(item.substr(0, dash)), 1);
    if (!first) return std::nullopt;
    if (dash == std::string_view::npos) return Range{*first, *first};
    const auto last = port_number(base::trim(item.substr(dash + 1)), kPortNumbers - 1);
    if (!last || *last < *first) return std::nullopt;
    return Range{*first, *last};
}

std::vector<model::Port> list_of(const PortBits& bits) {
    std::vector<model::Port> out;
    for (std::size_t port = 1; port < kPortNumbers; ++port)
        if (bits.test(port)) out.push_back(static_cast<model::Port>(port));
    return out;
}

}  // namespace

base::Result<PortSpec> parse_ports(std::string_view text) {
    if (text.size() > kLongestSpec) return fail(Errc::input, "the list of ports is too long");
    PortBits tcp;
    PortBits udp;
    bool is_udp = false;
    for (const std::string_view part : base::split(text, ',')) {
        std::string_view item = base::trim(part);
        if (item.size() >= 2 && item[1] == ':') {
            const char letter = item[0];
            if (letter != 'T' && letter != 't' && letter != 'U' && letter != 'u')
                return fail(Errc::input, "ports: '" + base::printable(item, 40) + "': only T: and U: are known");
            is_udp = letter == 'U' || letter == 'u';
            item = base::trim(item.substr(2));
        }
        const auto range = parse_range(item);
        if (!range)
            return fail(Errc::input, "ports: '" + base::printable(item, 40) + "' is not a port (1-65535) or a range");
        for (std::uint64_t port = range->first; port <= range->last; ++port) (is_udp ? udp : tcp).set(port);
    }
    return PortSpec{list_of(tcp), list_of(udp)};
}

std::string format_ports(std::vector<model::Port> ports) {
    std::sort(ports.begin(), ports.end());
    ports.erase(std::unique(ports.begin(), ports.end()), ports.end());
    std::string out;
    for (std::size_t i = 0; i < ports.size();) {
        std::size_t last = i;
        while (last + 1 < ports.size() && ports[last + 1] == ports[last] + 1) ++last;
        if (!out.empty()) out += ',';
        out += std::to_string(ports[i]);
        if (last > i) out += '-' + std::to_string(ports[last]);
        i = last + 1;
    }
    return out;
}

}  // namespace vigie::scan
