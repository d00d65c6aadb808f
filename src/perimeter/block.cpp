// SPDX-License-Identifier: Apache-2.0
#include "perimeter/block.h"

#include <algorithm>
#include <array>

#include "base/text.h"

namespace vigie::perimeter {
namespace {

using model::CidrBlock;
using model::IpAddress;

constexpr std::size_t kRangeBlocksShown = 6;

bool in_any(const CidrBlock& block, std::initializer_list<std::string_view> ranges) {
    return std::any_of(ranges.begin(), ranges.end(), [&](std::string_view range) {
        const auto known = CidrBlock::parse(range);
        return known && overlap(block, *known);
    });
}

CidrBlock enclosing_block(const IpAddress& address, unsigned prefix) {
    std::array<std::uint8_t, 16> bytes = address.bytes();
    for (unsigned bit = prefix; bit < address.width(); ++bit)
        bytes[bit / 8] = static_cast<std::uint8_t>(bytes[bit / 8] & ~(0x80U >> (bit % 8)));
    if (!address.is_v4()) return {IpAddress::v6(bytes), prefix};
    std::uint32_t value = 0;
    for (unsigned i = 0; i < 4; ++i) value = (value << 8U) | bytes[i];
    return {IpAddress::v4(value), prefix};
}

// "192.0.2.1-192.0.2.20": what people write by hand. The blocks are proposed instead.
std::optional<Text> range_problem(std::string_view written, const std::string& shown) {
    const auto dash = written.find('-');
    if (dash == std::string_view::npos) return std::nullopt;
    const auto first = IpAddress::parse(base::trim(written.substr(0, dash)));
    const auto last = IpAddress::parse(base::trim(written.substr(dash + 1)));
    if (!first || !last || !first->is_v4() || !last->is_v4()) return std::nullopt;
    std::vector<std::string> texts;
    for (const CidrBlock& block : blocks_between(*first, *last)) texts.push_back("\"" + block.text() + "\"");
    if (texts.empty() || texts.size() > kRangeBlocksShown)
        return Text{"« " + shown + " » est une plage; attendu : des blocs CIDR (192.0.2.0/28)",
                    "'" + shown + "' is a range; expected: CIDR blocks (192.0.2.0/28)"};
    const std::string list = base::join(texts, ", ");
    return Text{"« " + shown + " » est une plage; attendu : les blocs " + list,
                "'" + shown + "' is a range; expected: the blocks " + list};
}

std::optional<Text> special_problem(const CidrBlock& block, const std::string& shown, bool laboratory) {
    const std::string fr = "« " + shown + " » ";
    const std::string en = "'" + shown + "' ";
    const std::string wish_fr = "; attendu : des adresses d'hôtes, par exemple 192.0.2.0/28";
    const std::string wish_en = "; expected: addresses of hosts, for example 192.0.2.0/28";
    if (in_any(block, {"255.255.255.255"}))
        return Text{fr + "contient l'adresse de diffusion" + wish_fr, en + "contains the broadcast address" + wish_en};
    if (in_any(block, {"0.0.0.0/8", "::"}))
        return Text{fr + "contient l'adresse indéterminée" + wish_fr,
                    en + "contains the unspecified address" + wish_en};
    if (in_any(block, {"224.0.0.0/4", "ff00::/8"}))
        return Text{fr + "est une adresse multicast" + wish_fr, en + "is a multicast address" + wish_en};
    if (in_any(block, {"240.0.0.0/4"}))
        return Text{fr + "est une adresse réservée" + wish_fr, en + "is a reserved address" + wish_en};
    if (in_any(block, {"169.254.0.0/16", "fe80::/10"}))
        return Text{fr + "est une adresse de lien local" + wish_fr, en + "is a link-local address" + wish_en};
    if (!laboratory && in_any(block, {"127.0.0.0/8", "::1"}))
        return Text{fr + "est la machine elle-même; attendu : laboratoire = true dans [autorisation] pour l'autoriser",
                    en + "is this very machine; expected: laboratoire = true in [autorisation] to allow it"};
    return std::nullopt;
}

}  // namespace

bool overlap(const CidrBlock& a, const CidrBlock& b) {
    return a.contains(b.base()) || b.contains(a.base());
}

bool is_private(const CidrBlock& block) {
    return in_any(block, {"10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "fc00::/7"});
}

std::vector<CidrBlock> blocks_between(const IpAddress& first, const IpAddress& last) {
    std::vector<CidrBlock> out;
    std::uint64_t next = first.v4_host_order();
    const std::uint64_t end = std::uint64_t{last.v4_host_order()} + 1;
    while (next < end) {  // at most 62 rounds: the size doubles up, then halves down
        unsigned bits = 0;
        while (bits < 32 && next % (std::uint64_t{2} << bits) == 0 && next + (std::uint64_t{2} << bits) <= end) ++bits;
        out.emplace_back(IpAddress::v4(static_cast<std::uint32_t>(next)), 32 - bits);
        next += std::uint64_t{1} << bits;
    }
    return out;
}

tl::expected<CidrBlock, Text> read_block(std::string_view written, BlockUse use, bool laboratory) {
    const std::string shown = quotable(written);
    const auto slash = written.find('/');
    const auto address = IpAddress::parse(written.substr(0, slash));
    if (!address) {
        if (auto range = range_problem(written, shown)) return tl::unexpected(*std::move(range));
        return wrong("« " + shown + " » n'est pas une adresse; attendu : IPv4, IPv6 ou bloc CIDR (192.0.2.0/28)",
                     "'" + shown + "' is not an address; expected: IPv4, IPv6 or a CIDR block (192.0.2.0/28)");
    }
    if (slash != std::string_view::npos) {
        const auto prefix = base::parse_unsigned(written.substr(slash + 1));
        if (!prefix || *prefix > address->width()) {
            const std::string most = std::to_string(address->width());
            return wrong("« " + shown + " » a une longueur de préfixe fausse; attendu : un nombre de 0 à " + most,
                         "'" + shown + "' has a wrong prefix length; expected: a number from 0 to " + most);
        }
        const CidrBlock block = enclosing_block(*address, static_cast<unsigned>(*prefix));
        if (block.base() != *address) {
            const std::string meant = "\"" + block.text() + "\"";
            return wrong("« " + shown + " » a des bits après le préfixe; attendu : " + meant + " (le bloc) ou \"" +
                             address->text() + "\" (l'adresse seule)",
                         "'" + shown + "' has bits set below its prefix; expected: " + meant + " (the block) or \"" +
                             address->text() + "\" (the lone address)");
        }
    }
    const auto block = CidrBlock::parse(written);
    if (!block)
        return wrong("« " + shown + " » n'est pas un bloc; attendu : 192.0.2.0/28 ou 2001:db8::/124",
                     "'" + shown + "' is not a block; expected: 192.0.2.0/28 or 2001:db8::/124");
    if (use == BlockUse::described) return *block;

    const unsigned shortest = address->is_v4() ? kShortestPrefixV4 : kShortestPrefixV6;
    if (block->prefix() < shortest) {
        const std::string least = "/" + std::to_string(shortest);
        return wrong(
            "« " + shown + " » est trop grand; attendu : au plus 1 048 576 adresses par bloc (" + least +
                " ou plus long)",
            "'" + shown + "' is too large; expected: at most 1,048,576 addresses in a block (" + least + " or longer)");
    }
    if (auto special = special_problem(*block, shown, laboratory)) return tl::unexpected(*std::move(special));
    return *block;
}

}  // namespace vigie::perimeter
