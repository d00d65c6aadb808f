// SPDX-License-Identifier: Apache-2.0
#include "assess/compare.h"

#include <algorithm>
#include <map>
#include <set>

#include "assess/assess.h"
#include "base/clock.h"
#include "base/text.h"

namespace vigie::assess {
namespace {

using model::Audit;
using model::Finding;
using model::Status;

// Seen by the audit that lists it, not carried along from an earlier one.
bool observed(const Finding& finding) {
    return finding.status != Status::corrige && finding.status != Status::non_reteste;
}

std::string subject_of(const Finding& finding) {
    if (finding.port == 0) return finding.asset;
    const auto address = model::IpAddress::parse(finding.asset);
    if (!address) return finding.asset;
    return model::Endpoint{*address, finding.port, finding.transport}.text();
}

bool ends_with(const std::string& text, const std::string& end) {
    return text.size() >= end.size() && text.compare(text.size() - end.size(), end.size(), end) == 0;
}

bool has_gap(const Audit& audit, const Finding& finding) {
    const std::string end = gap_subject(finding.rule, subject_of(finding));
    const auto& gaps = audit.coverage.not_tested;
    return std::any_of(gaps.begin(), gaps.end(), [&](const auto& gap) { return ends_with(gap.what, end); });
}

bool is_blocked(const Audit& audit, const std::string& asset) {
    const auto& blocked = audit.coverage.blocked;
    return std::any_of(blocked.begin(), blocked.end(), [&](const auto& gap) {
        return gap.what == asset || gap.what.find(asset + " ") == 0 || gap.what.find(asset + ":") == 0 ||
               gap.what.find("[" + asset + "]") == 0;
    });
}

// A CVE or an end of life is known again only when the component still says who it is and the base was there.
bool from_version(const Finding& finding) {
    return !finding.cve.empty() || finding.obsolete || finding.category == model::Category::vulnerabilite;
}

class Words {
public:
    explicit Words(bool french) : french_(french) {}
    [[nodiscard]] Retested no(std::string_view fr, std::string_view en) const {
        return {false, std::string(french_ ? fr : en)};
    }

private:
    bool french_;
};

Retested retested_name(const Finding& finding, const Audit& current, const Words& words) {
    const auto& names = current.names;
    const bool seen =
        std::any_of(names.begin(), names.end(), [&](const model::Name& name) { return name.name == finding.asset; });
    if (!seen) return words.no("le nom n'a pas été interrogé de nouveau", "the name was not asked again");
    if (has_gap(current, finding))
        return words.no("la vérification n'a pas abouti cette fois", "the check gave no answer this time");
    return {true, {}};
}

Retested retested_service(const Finding& finding, const model::Service& service, const Audit& previous,
                          const Audit& current, const Words& words) {
    if (has_gap(current, finding))
        return words.no("la vérification n'a pas abouti cette fois", "the check gave no answer this time");
    if (!from_version(finding)) {
        if (!service.protocol.empty()) return {true, {}};
        return words.no("le port est ouvert mais le service n'a pas été reconnu cette fois",
                        "the port is open but the service was not recognised this time");
    }
    if (current.feeds.empty() && !previous.feeds.empty())
        return words.no("aucune base de vulnérabilités cette fois", "no vulnerability base this time");
    if (service.version.empty() && service.cpe.empty())
        return words.no("la version n'est plus affichée : masquer n'est pas corriger",
                        "the version is not shown any more: hiding is not fixing");
    return {true, {}};
}

Retested retested_address(const Finding& finding, const model::IpAddress& address, const Audit& previous,
                          const Audit& current, const Words& words) {
    if (!model::Scope(current.perimeter).allows(address))
        return words.no("l'adresse n'est plus dans le périmètre", "the address is not in the perimeter any more");
    if (is_blocked(current, finding.asset))
        return words.no("l'adresse a bloqué l'audit", "the address blocked the audit");
    const model::Endpoint endpoint{address, finding.port, finding.transport};
    for (const model::Service& service : current.services)
        if (finding.port != 0 && service.endpoint == endpoint)
            return retested_service(finding, service, previous, current, words);
    const auto& assets = current.assets;
    const bool alive = std::any_of(assets.begin(), assets.end(),
                                   [&](const auto& asset) { return asset.address == address && asset.alive; });
    if (!alive)
        return words.no("l'adresse ne répond plus du tout : retrait ou filtrage à confirmer",
                        "the address does not answer at all: withdrawal or filtering to be confirmed");
    if (finding.port == 0) {
        if (!has_gap(current, finding)) return {true, {}};
        return words.no("la vérification n'a pas abouti cette fois", "the check gave no answer this time");
    }
    const bool tcp = finding.transport == model::Transport::tcp;
    if (!contains_port(tcp ? current.coverage.ports_tcp : current.coverage.ports_udp, finding.port))
        return words.no("le port n'a pas été balayé de nouveau", "the port was not scanned again");
    return {true, {}};
}

std::map<std::string, const Finding*> by_id(const std::vector<Finding>& findings) {
    std::map<std::string, const Finding*> out;
    for (const Finding& finding : findings) out.emplace(finding.id, &finding);
    return out;
}

// The current findings again, with status and first_seen, and those of previous that are carried along.
struct Merge {
    std::vector<Finding> findings;
    Difference difference;
};

void place(Merge& merge, Finding finding, const Finding* before, const std::string& now) {
    auto& out = merge.difference;
    finding.first_seen = before != nullptr && !before->first_seen.empty() ? before->first_seen : now;
    if (before == nullptr)
        finding.status = Status::nouveau;
    else
        finding.status = before->status == Status::corrige ? Status::reapparu : Status::persistant;
    if (finding.status == Status::nouveau) out.added.push_back(finding);
    if (finding.status == Status::persistant) out.persistent.push_back(finding);
    if (finding.status == Status::reapparu) out.back.push_back(finding);
    merge.findings.push_back(std::move(finding));
}

void carry(Merge& merge, const Finding& before, const Audit& previous, const Audit& current) {
    Finding finding = before;
    if (before.status == Status::corrige) {  // cured earlier and still absent: remembered, not news
        merge.findings.push_back(std::move(finding));
        return;
    }
    const Retested retested = was_retested(before, previous, current);
    finding.status = retested.yes ? Status::corrige : Status::non_reteste;
    if (!retested.yes) finding.reason = retested.why_not;
    (retested.yes ? merge.difference.fixed : merge.difference.not_retested).push_back(finding);
    merge.findings.push_back(std::move(finding));
}

Merge merge(const Audit& previous, const Audit& current) {
    Merge out;
    const auto before = by_id(previous.findings);
    const std::string now = base::format_instant(current.started);
    std::set<std::string> seen;
    for (const Finding& finding : current.findings) {
        if (!observed(finding)) continue;
        const auto found = before.find(finding.id);
        place(out, finding, found == before.end() ? nullptr : found->second, now);
        seen.insert(finding.id);
    }
    // A finding that the current audit itself already carries was decided when that audit was made.
    const auto carried = by_id(current.findings);
    for (const Finding& finding : previous.findings) {
        if (seen.contains(finding.id)) continue;
        const auto found = carried.find(finding.id);
        if (found == carried.end()) {
            carry(out, finding, previous, current);
            continue;
        }
        out.findings.push_back(*found->second);
        if (found->second->status == finding.status) continue;
        if (found->second->status == Status::corrige) out.difference.fixed.push_back(*found->second);
        if (found->second->status == Status::non_reteste) out.difference.not_retested.push_back(*found->second);
    }
    return out;
}

}  // namespace

Difference compare(const Audit& previous, Audit& current) {
    Merge merged = merge(previous, current);
    current.findings = std::move(merged.findings);
    current.previous_id = previous.id;
    return std::move(merged.difference);
}

Difference difference(const Audit& previous, const Audit& current) {
    return merge(previous, current).difference;
}

void mark_first(Audit& current) {
    for (Finding& finding : current.findings) {
        finding.status = Status::nouveau;
        finding.first_seen = base::format_instant(current.started);
    }
}

Retested was_retested(const Finding& finding, const Audit& previous, const Audit& current) {
    const Words words(current.lang != "en");
    const auto address = model::IpAddress::parse(finding.asset);
    if (!address) return retested_name(finding, current, words);
    return retested_address(finding, *address, previous, current, words);
}

bool contains_port(std::string_view ports, model::Port port) {
    for (const std::string_view part : base::split(ports, ',')) {
        const auto range = base::split(base::trim(part), '-');
        if (range.size() > 2) continue;
        const auto first = base::parse_unsigned(base::trim(range.front()));
        const auto last = base::parse_unsigned(base::trim(range.back()));
        if (first && last && *first <= port && port <= *last) return true;
    }
    return false;
}

}  // namespace vigie::assess
