// SPDX-License-Identifier: Apache-2.0
#include "exchange/defectdojo.h"

#include <algorithm>

#include <nlohmann/json.hpp>

#include "base/text.h"
#include "exchange/weaknesses.h"

namespace vigie::exchange {
namespace {

using nlohmann::ordered_json;

constexpr std::size_t kDojoTitleLimit = 500;  // characters that DefectDojo keeps
constexpr std::size_t kEndpointLimit = 255;

std::string_view severity(model::Criticality criticality) {
    switch (criticality) {
        case model::Criticality::critique: return "Critical";
        case model::Criticality::haute: return "High";
        case model::Criticality::moyenne: return "Medium";
        case model::Criticality::faible: return "Low";
        case model::Criticality::info: break;
    }
    return "Info";
}

// Its scale: up to 2 certain, up to 5 firm, more is tentative.
int confidence(const model::Finding& finding) {
    if (finding.certainty != model::Certainty::affecte) return 8;
    constexpr int kCertain = 95;
    return finding.qod >= kCertain ? 1 : 4;
}

std::string description(const model::Finding& finding) {
    std::string out = finding.description;
    if (!finding.reason.empty()) out += "\n\n" + finding.reason;
    if (!finding.clause.empty()) out += "\n\nCaRE D1 §" + finding.clause;
    return safe_lines(out);
}

ordered_json endpoints_of(const model::Finding& finding) {
    ordered_json out = ordered_json::array();
    if (finding.asset.empty()) return out;
    ordered_json endpoint{{"host", base::printable(finding.asset, kEndpointLimit)}};
    if (finding.port != 0) endpoint["port"] = finding.port;
    out.push_back(std::move(endpoint));
    return out;
}

ordered_json tags_of(const model::Finding& finding) {
    ordered_json out{"vigie", std::string(name_of(finding.category)), std::string(name_of(finding.certainty)),
                     std::string(name_of(finding.status))};
    if (finding.critical_risk) out.push_back("risque-critique");
    if (finding.obsolete) out.push_back("obsolete");
    for (const std::string& alert : finding.alerts) out.push_back(base::printable(alert, 64));
    if (finding.ssvc && !finding.ssvc->known.empty()) out.push_back("ssvc-" + finding.ssvc->known);
    return out;
}

ordered_json finding_of(const model::Finding& finding, const VexStatement* statement, const VexProduct* product) {
    const bool fixed = finding.status == model::Status::corrige;
    const bool set_aside = !fixed && statement != nullptr && statement->standing == Standing::not_affected;
    ordered_json out{{"title", base::printable(finding.title, kDojoTitleLimit)},
                     {"severity", severity(finding.criticality)},
                     {"description", description(finding)},
                     {"unique_id_from_tool", finding.id},
                     {"vuln_id_from_tool", finding.rule},
                     {"active", !fixed && !set_aside},
                     {"verified", finding.certainty == model::Certainty::affecte},
                     {"is_mitigated", fixed},
                     {"false_p", set_aside},
                     {"dynamic_finding", true},
                     {"static_finding", false},
                     {"scanner_confidence", confidence(finding)},
                     {"endpoints", endpoints_of(finding)},
                     {"tags", tags_of(finding)}};
    if (finding.first_seen.size() >= 10) out["date"] = finding.first_seen.substr(0, 10);
    if (!finding.impact.empty()) out["impact"] = safe_lines(finding.impact);
    if (!finding.recommendation.empty()) out["mitigation"] = safe_lines(finding.recommendation);
    if (!finding.references.empty()) out["references"] = safe_lines(base::join(finding.references, "\n"));
    if (finding.cvss) {
        const bool four = finding.cvss->version == "4.0";
        if (four || finding.cvss->version.rfind("3.", 0) == 0) {
            const std::string key = four ? "cvssv4" : "cvssv3";
            if (!finding.cvss->vector.empty()) out[key] = finding.cvss->vector;
            out[key + "_score"] = finding.cvss->score;
        }
        out["severity_justification"] =
            "CVSS " + finding.cvss->version + ", " + base::printable(finding.cvss->source, 128);
    }
    if (const auto cves = model::cves_of(finding); !cves.empty()) {
        out["vulnerability_ids"] = cves;
        out["known_exploited"] = finding.known_exploited;
    }
    if (finding.exploit_probability) out["epss_score"] = *finding.exploit_probability;
    if (product != nullptr) {
        out["component_name"] = base::printable(product->name, kEndpointLimit);
        if (!product->version.empty()) out["component_version"] = base::printable(product->version, kEndpointLimit);
    } else if (!finding.component.empty()) {
        out["component_name"] = base::printable(finding.component, kEndpointLimit);
    }
    return out;
}

}  // namespace

base::Result<std::string> write_defectdojo(const model::Audit& audit) {
    const Weaknesses weaknesses = weaknesses_of(audit);
    ordered_json out{{"name", "vigie " + base::printable(audit.id, 128)},
                     {"type", "vigie"},
                     {"version", audit.tool_version},
                     {"description", audit.tlp + ", " + base::printable(audit.perimeter.organisation.name, 256)},
                     {"dynamic_tool", true},
                     {"static_tool", false},
                     {"findings", ordered_json::array()}};
    for (const model::Finding& finding : audit.findings) {
        const auto known = weaknesses.by_finding.find(&finding);
        const VexStatement* statement = known == weaknesses.by_finding.end() ? nullptr : &known->second;
        out["findings"].push_back(
            finding_of(finding, statement, statement != nullptr ? &weaknesses.products[statement->product] : nullptr));
    }
    return out.dump(1, ' ', false, ordered_json::error_handler_t::replace) + "\n";
}

}  // namespace vigie::exchange
