// SPDX-License-Identifier: Apache-2.0
#include "inspect/dns/mail_policy.h"

#include <algorithm>
#include <array>

#include "base/text.h"
#include "model/address.h"

namespace vigie::inspect {
namespace {

constexpr std::size_t kTermLimit = 128;  // terms of one record that are read
constexpr std::size_t kPolicyFaultLimit = 8;

void add_fault(std::vector<std::string>& faults, std::string_view what) {
    if (faults.size() < kPolicyFaultLimit) faults.push_back(base::printable(what, 80));
}

bool is_mechanism(std::string_view name) {
    constexpr std::array<std::string_view, 8> kNames{"all", "include", "a", "mx", "ptr", "ip4", "ip6", "exists"};
    return std::find(kNames.begin(), kNames.end(), name) != kNames.end();
}

bool asks_the_dns(std::string_view name) {
    return name == "include" || name == "a" || name == "mx" || name == "ptr" || name == "exists";
}

// An address with or without a length; unlike in a perimeter file, the bits beyond the length may be set.
bool is_block(std::string_view value, bool v4) {
    const auto slash = value.find('/');
    const auto address = model::IpAddress::parse(value.substr(0, slash));
    if (!address || address->is_v4() != v4) return false;
    if (slash == std::string_view::npos) return true;
    const auto length = base::parse_unsigned(value.substr(slash + 1));
    return length && *length <= (v4 ? 32U : 128U);
}

std::string followable(std::string_view target) {
    if (target.empty() || target.find('%') != std::string_view::npos) return {};  // a macro: known only to a receiver
    std::string name = base::to_lower(target);
    if (name.ends_with('.')) name.pop_back();
    return name;
}

void read_modifier(std::string_view term, std::size_t equals, SpfRecord& out, bool& redirected) {
    const std::string name = base::to_lower(term.substr(0, equals));
    if (name != "redirect") return;  // exp= and unknown modifiers are allowed
    if (redirected) add_fault(out.faults, term);
    redirected = true;
    ++out.lookups;
    if (std::string target = followable(term.substr(equals + 1)); !target.empty())
        out.follow.push_back(std::move(target));
}

}  // namespace

bool is_spf(std::string_view text) {
    constexpr std::string_view kVersion = "v=spf1";
    return base::equals_ignoring_case(text.substr(0, kVersion.size()), kVersion) &&
           (text.size() == kVersion.size() || text[kVersion.size()] == ' ');
}

SpfRecord parse_spf(std::string_view text) {
    SpfRecord out;
    bool redirected = false;
    std::string redirect;
    std::size_t terms = 0;
    for (const std::string_view term : base::split(text, ' ')) {
        if (term.empty() || ++terms == 1) continue;  // the first is v=spf1
        if (terms > kTermLimit) break;
        const auto equals = term.find('=');
        const auto colon = term.find_first_of(":/");
        if (equals != std::string_view::npos && (colon == std::string_view::npos || equals < colon)) {
            const std::size_t before = out.follow.size();
            read_modifier(term, equals, out, redirected);
            if (out.follow.size() > before) {
                redirect = out.follow.back();
                out.follow.pop_back();
            }
            continue;
        }
        if (!out.end.empty()) continue;  // RFC 7208, 5.1: what follows "all" is never looked at
        const bool qualified = std::string_view("+-~?").find(term.front()) != std::string_view::npos;
        const std::string_view body = qualified ? term.substr(1) : term;
        const auto cut = body.find_first_of(":/");
        const std::string name = base::to_lower(body.substr(0, cut));
        const std::string_view value =
            cut == std::string_view::npos || body[cut] == '/' ? std::string_view() : body.substr(cut + 1);
        if (!is_mechanism(name)) {
            add_fault(out.faults, term);
            continue;
        }
        if (asks_the_dns(name)) ++out.lookups;
        if (name == "all") out.end = std::string(qualified ? term.substr(0, 1) : "+") + "all";
        if (name == "ptr") add_fault(out.faults, term);  // RFC 7208, 5.5: must not be used
        if ((name == "ip4" || name == "ip6") && !is_block(value, name == "ip4")) add_fault(out.faults, term);
        if ((name == "include" || name == "exists") && value.empty()) add_fault(out.faults, term);
        if (name == "include")
            if (std::string target = followable(value); !target.empty()) out.follow.push_back(std::move(target));
    }
    // RFC 7208, 6.1: redirect counts for nothing beside "all".
    if (redirected && !out.end.empty()) {
        --out.lookups;
    } else if (redirected) {
        out.end = "redirect";
        if (!redirect.empty()) out.follow.push_back(std::move(redirect));
    }
    return out;
}

bool is_dmarc(std::string_view text) {
    constexpr std::string_view kVersion = "v=DMARC1";
    const std::string_view first = base::trim(text.substr(0, text.find(';')));
    return base::equals_ignoring_case(first, kVersion);
}

DmarcRecord parse_dmarc(std::string_view text) {
    DmarcRecord out;
    const auto is_policy = [](std::string_view value) {
        return value == "none" || value == "quarantine" || value == "reject";
    };
    bool subdomains = false;
    std::size_t tags = 0;
    for (const std::string_view part : base::split(text, ';')) {
        const std::string_view tag = base::trim(part);
        if (tag.empty() || ++tags > kTermLimit) continue;
        const auto equals = tag.find('=');
        if (equals == std::string_view::npos) {
            add_fault(out.faults, tag);
            continue;
        }
        const std::string name = base::to_lower(base::trim(tag.substr(0, equals)));
        const std::string value = base::to_lower(base::trim(tag.substr(equals + 1)));
        if (name == "p" || name == "sp") {
            if (!is_policy(value)) {
                add_fault(out.faults, tag);
            } else if (name == "p") {
                out.policy = value;
            } else {
                out.subdomains = value;
                subdomains = true;
            }
        } else if (name == "pct") {
            const auto percent = base::parse_unsigned(value);
            if (!percent || *percent > 100)
                add_fault(out.faults, tag);
            else
                out.percent = static_cast<int>(*percent);
        } else if (name == "rua") {
            out.reports = !value.empty();
            if (value.find("mailto:") == std::string::npos && value.find("https:") == std::string::npos)
                add_fault(out.faults, tag);
        }
    }
    if (out.policy.empty() && out.faults.empty()) add_fault(out.faults, "p=");
    if (!subdomains) out.subdomains = out.policy;
    return out;
}

}  // namespace vigie::inspect
