// SPDX-License-Identifier: Apache-2.0
#include "perimeter/describe.h"

#include <algorithm>
#include <array>
#include <limits>

#include <fmt/format.h>

#include "base/text.h"
#include "perimeter/block.h"
#include "perimeter/identifiers.h"

namespace vigie::perimeter {
namespace {

using model::CidrBlock;

constexpr std::uint64_t kTcpPorts = 65536;
constexpr int kMinutesPerDay = 24 * 60;
constexpr std::size_t kListShown = 12;

std::uint64_t add(std::uint64_t a, std::uint64_t b) {
    return a > std::numeric_limits<std::uint64_t>::max() - b ? std::numeric_limits<std::uint64_t>::max() : a + b;
}
std::uint64_t multiply(std::uint64_t a, std::uint64_t b) {
    return b != 0 && a > std::numeric_limits<std::uint64_t>::max() / b ? std::numeric_limits<std::uint64_t>::max()
                                                                       : a * b;
}
std::uint64_t divide_up(std::uint64_t a, std::uint64_t b) {
    return a / b + (a % b == 0 ? 0 : 1);
}

// Blocks nest or are apart: keeping those that no other holds leaves a disjoint cover.
std::vector<CidrBlock> disjoint(std::vector<CidrBlock> blocks) {
    std::sort(blocks.begin(), blocks.end(),
              [](const CidrBlock& a, const CidrBlock& b) { return a.prefix() < b.prefix(); });
    std::vector<CidrBlock> kept;
    for (const CidrBlock& block : blocks)
        if (std::none_of(kept.begin(), kept.end(), [&](const CidrBlock& k) { return k.contains(block.base()); }))
            kept.push_back(block);
    return kept;
}

std::string grouped(std::uint64_t value, bool english) {
    const std::string digits = std::to_string(value);
    std::string out;
    for (std::size_t i = 0; i < digits.size(); ++i) {
        if (i > 0 && (digits.size() - i) % 3 == 0) out += english ? ',' : ' ';
        out += digits[i];
    }
    return out;
}

std::string duration(std::uint64_t seconds, bool english) {
    const std::uint64_t minutes = divide_up(seconds, 60);
    if (seconds < 120) return fmt::format("{} s", seconds);
    if (minutes < 120) return fmt::format("{} min", minutes);
    const std::uint64_t hours = minutes / 60;
    if (hours < 48) return fmt::format("{} h {} min", hours, minutes % 60);
    return fmt::format("{} {} {} h", grouped(hours / 24, english), english ? "d" : "j", hours % 24);
}

int open_minutes(const std::vector<model::TimeWindow>& windows) {
    int count = 0;
    for (int minute = 0; minute < kMinutesPerDay; ++minute) count += model::within_windows(windows, minute) ? 1 : 0;
    return count;
}

std::string shortened(const std::vector<std::string>& items, bool english) {
    if (items.size() <= kListShown) return base::join(items, ", ");
    const std::vector<std::string> first(items.begin(), items.begin() + kListShown);
    return base::join(first, ", ") +
           fmt::format(fmt::runtime(english ? ", and {} more" : " et {} autres"), items.size() - kListShown);
}

std::string blocks_text(const std::vector<CidrBlock>& blocks, bool english) {
    std::vector<std::string> texts;
    for (const CidrBlock& block : blocks) texts.push_back(block.text());
    return shortened(texts, english);
}

std::string windows_text(const std::vector<model::TimeWindow>& windows) {
    std::vector<std::string> texts;
    for (const model::TimeWindow& window : windows)
        texts.push_back(fmt::format("{:02}:{:02}-{:02}:{:02}", window.start_minute / 60, window.start_minute % 60,
                                    window.end_minute / 60, window.end_minute % 60));
    return base::join(texts, ", ");
}

std::string organisation_text(const model::Organisation& organisation, bool english) {
    std::vector<std::string> parts;
    if (!organisation.finess_ej.empty()) parts.push_back("FINESS EJ " + organisation.finess_ej);
    if (!organisation.finess_eg.empty()) parts.push_back("EG " + shortened(organisation.finess_eg, english));
    if (!organisation.siret.empty()) parts.push_back("SIRET " + organisation.siret);
    if (!organisation.ght.empty()) parts.push_back("GHT " + organisation.ght);
    if (!organisation.region.empty())
        parts.push_back((english ? "region " : "région ") + organisation.region + " " +
                        std::string(region_name(organisation.region)));
    return organisation.name + (parts.empty() ? "" : " (" + base::join(parts, ", ") + ")");
}

std::uint32_t lower_cap(std::uint32_t profile, std::optional<std::uint32_t> file) {
    if (!file) return profile;
    return profile == 0 ? *file : std::min(profile, *file);
}

std::string cap_text(std::uint32_t cap, bool english) {
    if (cap == 0) return english ? "no cap" : "sans limite";
    return grouped(cap, english) + (english ? " packets/s" : " paquets/s");
}

void line(std::string& out, const std::string& name, const std::string& value) {
    if (!value.empty()) out += name + value + "\n";
}

std::string estimate_text(const Estimate& estimated, bool windows, bool english) {
    const std::string packets = grouped(estimated.packets, english);
    if (estimated.packets == 0)
        return english ? "nothing to scan: no address is declared" : "rien à balayer : aucune adresse déclarée";
    std::string out = english ? "at least " + packets + " packets for 65,536 TCP ports per address"
                              : "au moins " + packets + " paquets pour 65 536 ports TCP par adresse";
    if (estimated.seconds == 0) return out + (english ? ", at the speed of the link" : ", à la vitesse du lien");
    out += (english ? ", that is " : ", soit ") + duration(estimated.seconds, english);
    if (windows)
        out += (english ? " of sending, " : " d'envoi, ") + duration(estimated.calendar_seconds, english) +
               (english ? " with the time windows" : " avec les fenêtres");
    return out + (english ? "; repeats, UDP and the review of services come on top"
                          : "; les répétitions, l'UDP et l'examen des services s'y ajoutent");
}

}  // namespace

Caps effective_caps(const model::Perimeter& perimeter, Caps caps) {
    const model::Limits& limits = perimeter.limits;
    caps.packets_per_second = lower_cap(caps.packets_per_second, limits.packets_per_second);
    caps.packets_per_second_per_address =
        lower_cap(caps.packets_per_second_per_address, limits.packets_per_second_per_address);
    return caps;
}

AddressCount count_addresses(const std::vector<CidrBlock>& blocks, const std::vector<CidrBlock>& excluded) {
    AddressCount count;
    const std::vector<CidrBlock> holes = disjoint(excluded);
    for (const CidrBlock& block : disjoint(blocks)) {
        std::uint64_t size = block.size();
        for (const CidrBlock& hole : holes) {
            if (hole.contains(block.base()) && hole.prefix() <= block.prefix())
                size = 0;
            else if (block.contains(hole.base()))
                size -= std::min(size, hole.size());
        }
        std::uint64_t& total = block.base().is_v4() ? count.v4 : count.v6;
        total = add(total, size);
    }
    return count;
}

Estimate estimate(const model::Perimeter& perimeter, const Caps& caps) {
    const Caps used = effective_caps(perimeter, caps);
    const AddressCount count = count_addresses(perimeter.addresses, perimeter.excluded);
    Estimate out;
    out.packets = multiply(add(count.v4, count.v6), kTcpPorts);
    if (out.packets == 0) return out;
    if (used.packets_per_second > 0) out.seconds = divide_up(out.packets, used.packets_per_second);
    if (used.packets_per_second_per_address > 0)
        out.seconds = std::max(out.seconds, divide_up(kTcpPorts, used.packets_per_second_per_address));
    out.minutes_per_day = static_cast<std::uint64_t>(open_minutes(perimeter.limits.windows));
    out.calendar_seconds =
        out.minutes_per_day == 0 ? out.seconds : divide_up(multiply(out.seconds, kMinutesPerDay), out.minutes_per_day);
    return out;
}

std::string describe(const model::Perimeter& perimeter, const Caps& caps, std::string_view lang) {
    const bool english = lang == "en";
    const auto say = [&](const char* fr, const char* en) { return std::string(english ? en : fr); };
    const Caps used = effective_caps(perimeter, caps);
    const AddressCount count = count_addresses(perimeter.addresses, perimeter.excluded);
    const model::Authorisation& authorisation = perimeter.authorisation;
    const bool has_windows = !perimeter.limits.windows.empty();

    std::vector<std::string> resolvers;
    for (const model::IpAddress& address : perimeter.resolvers) resolvers.push_back(address.text());

    std::string out;
    line(out, say("Fichier       : ", "File          : "), perimeter.file);
    line(out, say("Organisation  : ", "Organisation  : "), organisation_text(perimeter.organisation, english));
    line(out, say("Autorisation  : ", "Authorisation : "),
         authorisation.reference + ", " + authorisation.signatory + say(", du ", ", from ") +
             base::format_date(authorisation.start) + say(" au ", " to ") + base::format_date(authorisation.end) +
             (authorisation.laboratory ? say(", laboratoire", ", laboratory") : "") +
             (authorisation.anonymous ? say(", accès anonyme permis", ", anonymous access allowed") : ""));
    std::string actors = perimeter.actors.auditor;
    if (!perimeter.actors.provider_siren.empty())
        actors += std::string(actors.empty() ? "" : ", ") + "SIREN " + perimeter.actors.provider_siren;
    line(out, say("Auditeur      : ", "Auditor       : "), actors);
    if (perimeter.actors.provider_siren.empty())
        line(out, say("Échange       : ", "Exchange      : "),
             say("il manque le SIREN du prestataire, que le chapitre 3 demande de transmettre : "
                 "[acteurs] prestataire_siren = \"...\"",
                 "the provider's SIREN is missing, which chapter 3 wants transmitted: "
                 "[acteurs] prestataire_siren = \"...\""));
    line(out, say("Adresses      : ", "Addresses     : "),
         fmt::format("{} IPv4, {} IPv6", grouped(count.v4, english), grouped(count.v6, english)) +
             (perimeter.addresses.empty() ? "" : " (" + blocks_text(perimeter.addresses, english) + ")"));
    line(out, say("Exclusions    : ", "Excluded      : "), blocks_text(perimeter.excluded, english));
    line(out, say("Fragiles      : ", "Fragile       : "), blocks_text(perimeter.fragile, english));
    line(out, say("Domaines      : ", "Domains       : "), shortened(perimeter.domains, english));
    line(out, say("Cloud         : ", "Cloud         : "), shortened(perimeter.cloud, english));
    line(out, say("Débit         : ", "Rate          : "),
         (used.profile.empty() ? "" : say("profil ", "profile ") + used.profile + ", ") +
             cap_text(used.packets_per_second, english) + say(" en tout, ", " in all, ") +
             cap_text(used.packets_per_second_per_address, english) + say(" par adresse", " per address"));
    line(out, say("Fenêtres      : ", "Windows       : "),
         has_windows ? windows_text(perimeter.limits.windows) : say("à toute heure", "at any time"));
    line(out, say("Résolveurs    : ", "Resolvers     : "),
         resolvers.empty() ? say("ceux du système", "those of the system") : base::join(resolvers, ", "));
    line(out, say("Estimation    : ", "Estimate      : "),
         estimate_text(estimate(perimeter, caps), has_windows, english));
    return out;
}

}  // namespace vigie::perimeter
