// SPDX-License-Identifier: Apache-2.0
#include "exchange/cyclonedx.h"

#include <algorithm>
#include <set>

#include <nlohmann/json.hpp>

#include "base/text.h"
#include "exchange/weaknesses.h"

namespace vigie::exchange {
namespace {

using nlohmann::ordered_json;

constexpr std::size_t kNameLimit = 256;

std::string_view state_word(Standing standing) {
    switch (standing) {
        case Standing::affected: return "exploitable";
        case Standing::undetermined: return "in_triage";
        case Standing::not_affected:
        case Standing::gone: return "not_affected";
        case Standing::fixed: break;
    }
    return "resolved";
}

std::string_view method_word(std::string_view version) {
    if (version == "4.0") return "CVSSv4";
    if (version == "3.1") return "CVSSv31";
    if (version == "3.0") return "CVSSv3";
    return version == "2.0" ? "CVSSv2" : "other";
}

ordered_json component_of(const VexProduct& product) {
    ordered_json out{
        {"type", "application"}, {"bom-ref", product.id}, {"name", base::printable(product.name, kNameLimit)}};
    if (!product.version.empty()) out["version"] = base::printable(product.version, kNameLimit);
    if (!product.cpe.empty()) out["cpe"] = product.cpe;
    if (!product.place.empty())
        out["properties"] = {{{"name", "vigie:place"}, {"value", base::printable(product.place, kNameLimit)}}};
    return out;
}

ordered_json ratings_of(const model::Finding& finding) {
    ordered_json out = ordered_json::array();
    if (finding.cvss) {
        ordered_json rating{{"source", {{"name", base::printable(finding.cvss->source, kNameLimit)}}},
                            {"score", finding.cvss->score},
                            {"severity", severity_word(finding.cvss->score)},
                            {"method", method_word(finding.cvss->version)}};
        if (!finding.cvss->vector.empty()) rating["vector"] = base::printable(finding.cvss->vector, kNameLimit);
        out.push_back(std::move(rating));
    } else {
        out.push_back({{"severity", "unknown"}});
    }
    if (finding.ssvc)
        out.push_back({{"source", {{"name", "CISA"}}},
                       {"method", "SSVC"},
                       {"severity", "unknown"},
                       {"justification",
                        "exploitation: " + finding.ssvc->known +
                            ", automatable: " + (finding.ssvc->automatable ? "yes" : "no") + ", technical impact: " +
                            (finding.ssvc->technical_impact.empty() ? "unknown" : finding.ssvc->technical_impact)}});
    return out;
}

// Components of which the audit says the same: one entry of the document.
ordered_json vulnerability_of(const std::string& cve, Standing standing, const std::vector<const VexStatement*>& same,
                              const Weaknesses& weaknesses) {
    const model::Finding& finding = *same.front()->finding;
    ordered_json analysis{{"state", state_word(standing)}};
    std::string detail;
    for (const VexStatement* one : same) {
        const std::string line = weaknesses.products[one->product].label() + ": " + one->why;
        detail += (detail.empty() ? "" : "\n") + line;
    }
    analysis["detail"] = safe_lines(detail);
    if (standing == Standing::affected) analysis["response"] = {"update"};
    if (standing == Standing::gone) analysis["justification"] = "code_not_present";
    ordered_json affects = ordered_json::array();
    std::set<std::size_t> products;
    for (const VexStatement* one : same)
        if (products.insert(one->product).second) affects.push_back({{"ref", weaknesses.products[one->product].id}});
    const std::string reference(standing == Standing::gone ? "gone" : state_word(standing));
    ordered_json out{{"bom-ref", cve + "/" + reference},
                     {"id", cve},
                     {"source", {{"name", "NVD"}, {"url", "https://nvd.nist.gov/vuln/detail/" + cve}}},
                     {"ratings", ratings_of(finding)},
                     {"description", safe_lines(finding.description)},
                     {"recommendation", safe_lines(finding.recommendation)},
                     {"analysis", std::move(analysis)},
                     {"affects", std::move(affects)}};
    ordered_json properties = ordered_json::array();
    if (finding.known_exploited) properties.push_back({{"name", "vigie:kev"}, {"value", "true"}});
    if (finding.exploit_probability)
        properties.push_back({{"name", "vigie:epss"}, {"value", std::to_string(*finding.exploit_probability)}});
    for (const std::string& alert : finding.alerts)
        properties.push_back({{"name", "vigie:cert-fr"}, {"value", base::printable(alert, kNameLimit)}});
    if (!properties.empty()) out["properties"] = std::move(properties);
    return out;
}

}  // namespace

base::Result<std::string> write_cyclonedx(const model::Audit& audit) {
    const Weaknesses weaknesses = weaknesses_of(audit);
    ordered_json components = ordered_json::array();
    for (const VexProduct& product : weaknesses.products) components.push_back(component_of(product));
    ordered_json vulnerabilities = ordered_json::array();
    for (const auto& [cve, statements] : weaknesses.by_cve)
        for (const Standing standing :
             {Standing::affected, Standing::undetermined, Standing::not_affected, Standing::gone, Standing::fixed}) {
            std::vector<const VexStatement*> same;
            for (const VexStatement& one : statements)
                if (one.standing == standing) same.push_back(&one);
            if (!same.empty()) vulnerabilities.push_back(vulnerability_of(cve, standing, same, weaknesses));
        }
    const std::string organisation = base::printable(audit.perimeter.organisation.name, kNameLimit);
    const ordered_json out{
        {"bomFormat", "CycloneDX"},
        {"specVersion", "1.6"},
        {"serialNumber", "urn:uuid:" + uuid_of(audit)},
        {"version", 1},
        {"metadata",
         {{"timestamp", moment_of(audit)},
          {"tools", {{"components", {{{"type", "application"}, {"name", "vigie"}, {"version", audit.tool_version}}}}}},
          {"component",
           {{"type", "platform"},
            {"bom-ref", "organisation"},
            {"name", organisation.empty() ? audit.id : organisation}}},
          {"properties",
           {{{"name", "vigie:audit"}, {"value", audit.id}}, {{"name", "vigie:tlp"}, {"value", audit.tlp}}}}}},
        {"components", components},
        {"vulnerabilities", vulnerabilities}};
    return out.dump(1, ' ', false, ordered_json::error_handler_t::replace) + "\n";
}

}  // namespace vigie::exchange
