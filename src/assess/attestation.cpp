// SPDX-License-Identifier: Apache-2.0
#include "assess/attestation.h"

#include <algorithm>
#include <map>

#include <fmt/format.h>

namespace vigie::assess {
namespace {

using model::Attestation;
using model::Certainty;
using model::Finding;

constexpr std::size_t kDigestShown = 12;

Attestation::State state_of(const Attestation& attestation, const Finding* finding, base::Date today) {
    if (finding == nullptr || finding->status == model::Status::corrige) return Attestation::State::without_object;
    if (base::days_between(attestation.until, today) > 0) return Attestation::State::expired;
    // It was made for another version; or what was a doubt is now certain.
    if (finding->component != attestation.component) return Attestation::State::outdated;
    if (attestation.kind == Attestation::Kind::not_affected && finding->certainty == Certainty::affecte)
        return Attestation::State::outdated;
    if (finding->certainty == Certainty::non_affecte) return Attestation::State::without_object;
    return Attestation::State::valid;
}

std::string reason_of(const Attestation& attestation, const std::string& before, bool french) {
    const std::string who =
        attestation.author.empty() ? std::string() : (french ? " par " : " by ") + attestation.author;
    const std::string proof =
        attestation.evidence_name + ", SHA-256 " + attestation.evidence_digest.substr(0, kDigestShown);
    return french
               ? fmt::format(
                     "attesté non concerné{} jusqu'au {} (preuve : {}) ; l'audit, lui, ne pouvait conclure : {}", who,
                     base::format_date(attestation.until), proof, before)
               : fmt::format("attested not affected{} until {} (evidence: {}); the audit itself could not decide: {}",
                             who, base::format_date(attestation.until), proof, before);
}

}  // namespace

void apply_attestations(std::vector<Attestation>& attestations, std::vector<Finding>& findings, base::Date today,
                        std::string_view lang) {
    std::map<std::string_view, Finding*> by_id;
    for (Finding& finding : findings) by_id.emplace(finding.id, &finding);
    for (Attestation& attestation : attestations) {
        const auto found = by_id.find(attestation.finding);
        Finding* finding = found == by_id.end() ? nullptr : found->second;
        attestation.state = state_of(attestation, finding, today);
        if (attestation.state != Attestation::State::valid) continue;
        finding->attested_until = base::format_date(attestation.until);
        if (attestation.kind == Attestation::Kind::accepted) continue;
        finding->certainty = Certainty::non_affecte;
        finding->reason = reason_of(attestation, finding->reason, lang != "en");
    }
}

std::vector<Attestation> merged(const std::vector<Attestation>& older, const std::vector<Attestation>& newer) {
    std::map<std::string, Attestation> by_finding;
    for (const auto* list : {&older, &newer})
        for (const Attestation& one : *list) {
            const auto [known, added] = by_finding.emplace(one.finding, one);
            if (!added && known->second.recorded <= one.recorded) known->second = one;
        }
    std::vector<Attestation> out;
    for (auto& [finding, one] : by_finding) out.push_back(std::move(one));
    return out;
}

}  // namespace vigie::assess
