// SPDX-License-Identifier: Apache-2.0
#include "exchange/weaknesses.h"

#include <algorithm>

#include <fmt/format.h>

#include "base/text.h"

namespace vigie::exchange {
namespace {

// "Apache Tomcat 9.0.65" -> name and version; the version begins with a digit.
void split_component(const std::string& component, VexProduct& out) {
    const auto space = component.rfind(' ');
    const bool has_version = space != std::string::npos && space + 1 < component.size() &&
                             component[space + 1] >= '0' && component[space + 1] <= '9';
    out.name = has_version ? component.substr(0, space) : component;
    if (has_version) out.version = component.substr(space + 1);
    if (out.name.empty()) out.name = "?";
}

std::string place_of(const model::Finding& finding) {
    if (finding.port == 0) return finding.asset;
    if (const auto address = model::IpAddress::parse(finding.asset))
        return model::Endpoint{*address, finding.port, finding.transport}.text();
    return fmt::format("{}:{}/{}", finding.asset, finding.port, name_of(finding.transport));
}

// The CPE of the service that shows this very component.
std::string cpe_of(const model::Audit& audit, const model::Finding& finding, const std::string& version) {
    for (const model::Service& service : audit.services)
        if (service.endpoint.address.text() == finding.asset && service.endpoint.port == finding.port &&
            service.endpoint.transport == finding.transport && !service.product.empty() &&
            finding.component.rfind(service.product, 0) == 0 &&
            (version.empty() || service.version.rfind(version, 0) == 0))
            return service.cpe;
    return {};
}

const model::Attestation* attested(const model::Audit& audit, const model::Finding& finding) {
    const auto found = std::find_if(audit.attestations.begin(), audit.attestations.end(), [&](const auto& one) {
        return one.finding == finding.id && one.state == model::Attestation::State::valid;
    });
    return found == audit.attestations.end() ? nullptr : &*found;
}

Standing standing_of(const model::Finding& finding, const model::Attestation* attestation) {
    if (finding.status == model::Status::corrige) return Standing::fixed;
    if (finding.certainty == model::Certainty::non_affecte) return Standing::not_affected;
    if (finding.certainty == model::Certainty::affecte) return Standing::affected;
    const bool set_aside = attestation != nullptr && attestation->kind == model::Attestation::Kind::not_affected;
    return set_aside ? Standing::not_affected : Standing::undetermined;
}

}  // namespace

std::string VexProduct::label() const {
    return name + (version.empty() ? "" : " " + version) + (place.empty() ? "" : " (" + place + ")");
}

Weaknesses weaknesses_of(const model::Audit& audit) {
    Weaknesses out;
    std::map<std::string, std::size_t> known;  // component and place -> product
    for (const model::Finding& finding : audit.findings) {
        if (finding.cve.empty()) continue;
        const std::string place = place_of(finding);
        const auto [at, is_new] = known.emplace(finding.component + "|" + place, out.products.size());
        if (is_new) {
            VexProduct product;
            product.id = "p-" + std::to_string(out.products.size() + 1);
            split_component(finding.component, product);
            product.place = place;
            product.cpe = cpe_of(audit, finding, product.version);
            out.products.push_back(std::move(product));
        }
        const model::Attestation* attestation = attested(audit, finding);
        out.by_cve[finding.cve].push_back({at->second, standing_of(finding, attestation), &finding, attestation});
    }
    return out;
}

std::string safe_lines(std::string_view text) {
    constexpr std::size_t kLines = 200;
    constexpr std::size_t kLineBytes = 2000;
    std::vector<std::string> out;
    for (const std::string_view line : base::split(text, '\n')) {
        if (out.size() == kLines) break;
        out.push_back(base::printable(line, kLineBytes));
    }
    return base::join(out, "\n");
}

std::string severity_word(double score) {
    if (score >= 9.0) return "critical";
    if (score >= 7.0) return "high";
    if (score >= 4.0) return "medium";
    return score > 0 ? "low" : "none";
}

std::string moment_of(const model::Audit& audit) {
    return base::format_instant(audit.finished.value_or(audit.started));
}

std::string uuid_of(const model::Audit& audit) {
    const std::string hex = fmt::format("{:016x}{:016x}", base::stable_hash(audit.id),
                                        base::stable_hash(audit.id + "|" + moment_of(audit)));
    return hex.substr(0, 8) + "-" + hex.substr(8, 4) + "-8" + hex.substr(13, 3) + "-a" + hex.substr(17, 3) + "-" +
           hex.substr(20);
}

}  // namespace vigie::exchange
