// SPDX-License-Identifier: Apache-2.0
#include "exchange/weaknesses.h"

#include <algorithm>

#include <fmt/format.h>

#include "base/language.h"
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

const model::Service* service_of(const model::Audit& audit, const model::Finding& finding) {
    const auto found = std::find_if(audit.services.begin(), audit.services.end(), [&](const model::Service& service) {
        return service.endpoint.address.text() == finding.asset && service.endpoint.port == finding.port &&
               service.endpoint.transport == finding.transport;
    });
    return found == audit.services.end() ? nullptr : &*found;
}

// The version in which this audit sees the component of an earlier finding at its place; "" = it does not.
std::string version_now(const model::Audit& audit, const model::Finding& finding, const VexProduct& before,
                        const model::Service& service) {
    if (service.product == before.name) return service.version;
    for (const model::Finding& other : audit.findings) {
        if (other.status == model::Status::corrige || other.status == model::Status::non_reteste ||
            other.asset != finding.asset || other.port != finding.port || other.transport != finding.transport)
            continue;
        VexProduct seen;
        split_component(other.component, seen);
        if (seen.name == before.name) return seen.version;
    }
    return {};
}

// What became of a cured vulnerability. The product becomes the one that is there now.
Standing cured(const model::Audit& audit, const model::Finding& finding, VexProduct& product, std::string& why) {
    const auto say = [&](const char* french, const char* english) { return base::say(audit.lang, french, english); };
    const model::Service* service = service_of(audit, finding);
    if (service == nullptr) {
        why = say("le service n'est plus joignable à cet endroit ; rien ne dit que le composant a été corrigé",
                  "the service cannot be reached at this place any more; nothing says that the component was repaired");
        return Standing::gone;
    }
    const std::string version = version_now(audit, finding, product, *service);
    if (version.empty()) {
        if (!service->product.empty() && finding.component.rfind(service->product, 0) != 0) {
            why = say("un autre composant répond à cet endroit : ", "another component answers at this place: ") +
                  service->product;
            return Standing::gone;
        }
        why = say("la version n'est plus visible : corrigé, ou seulement masqué",
                  "the version is not visible any more: repaired, or only hidden");
        return Standing::undetermined;
    }
    if (version == product.version) {
        why = say("l'audit ne compte plus cette version parmi celles qui sont touchées",
                  "the audit no longer counts this version among those affected");
        return Standing::not_affected;
    }
    why = say("version vue auparavant : ", "version seen before: ") + product.version;
    product.version = version;
    return Standing::fixed;
}

Standing standing_of(const model::Finding& finding, const model::Attestation* attestation) {
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
    std::map<std::string, std::size_t> known;  // component, version and place -> product
    for (const model::Finding& finding : audit.findings) {
        const std::vector<std::string> cves = model::cves_of(finding);
        if (cves.empty()) continue;
        VexProduct product;
        split_component(finding.component, product);
        product.place = place_of(finding);
        const model::Attestation* attestation = attested(audit, finding);
        VexStatement statement{0, Standing::fixed, &finding, finding.reason, attestation};
        statement.standing = finding.status == model::Status::corrige ? cured(audit, finding, product, statement.why)
                                                                      : standing_of(finding, attestation);
        const auto [at, is_new] = known.emplace(product.label(), out.products.size());
        if (is_new) {
            product.id = "p-" + std::to_string(out.products.size() + 1);
            product.cpe = cpe_of(audit, finding, product.version);
            out.products.push_back(std::move(product));
        }
        statement.product = at->second;
        if (attestation != nullptr)
            statement.why +=
                " [" + attestation->author + ", " + base::format_date(attestation->until) + "] " + attestation->comment;
        for (const std::string& cve : cves) out.by_cve[cve].push_back(statement);
        out.by_finding.emplace(&finding, std::move(statement));
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
