// SPDX-License-Identifier: Apache-2.0
#include "exchange/csaf_vex.h"

#include <algorithm>
#include <map>

#include <nlohmann/json.hpp>

#include "base/language.h"
#include "base/text.h"
#include "exchange/weaknesses.h"

namespace vigie::exchange {
namespace {

using nlohmann::ordered_json;

constexpr std::size_t kVexNameLimit = 256;

std::string_view status_word(Standing standing) {
    switch (standing) {
        case Standing::affected: return "known_affected";
        case Standing::undetermined: return "under_investigation";
        case Standing::not_affected: return "known_not_affected";
        case Standing::fixed: break;
    }
    return "fixed";
}

// CSAF 2.0 knows the four labels of the first TLP.
std::string tlp_label(std::string_view tlp) {
    for (const std::string_view label : {"RED", "AMBER", "GREEN"})
        if (tlp.find(label) != std::string_view::npos) return std::string(label);
    return "WHITE";
}

std::string upper(std::string text) {
    std::transform(text.begin(), text.end(), text.begin(),
                   [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c; });
    return text;
}

std::string identity_of(const model::Organisation& organisation, const std::string& audit) {
    if (!organisation.finess_ej.empty()) return "urn:finess:" + organisation.finess_ej;
    return "urn:vigie:" + audit;
}

std::string not_empty(std::string text, std::string_view otherwise) {
    return text.empty() ? std::string(otherwise) : text;
}

ordered_json document_of(const model::Audit& audit) {
    const std::string when = moment_of(audit);
    const std::string name = not_empty(base::printable(audit.perimeter.organisation.name, kVexNameLimit), audit.id);
    return {
        {"category", "csaf_vex"},
        {"csaf_version", "2.0"},
        {"distribution", {{"text", audit.tlp}, {"tlp", {{"label", tlp_label(audit.tlp)}}}}},
        {"lang", audit.lang},
        {"publisher",
         {{"category", "user"}, {"name", name}, {"namespace", identity_of(audit.perimeter.organisation, audit.id)}}},
        {"title", name + ", " + audit.id},
        {"tracking",
         {{"id", "vigie-" + audit.id},
          {"status", "final"},
          {"version", "1"},
          {"initial_release_date", when},
          {"current_release_date", when},
          {"generator",
           {{"date", when}, {"engine", {{"name", "vigie"}, {"version", not_empty(audit.tool_version, "0")}}}}},
          {"revision_history", {{{"date", when}, {"number", "1"}, {"summary", "audit"}}}}}}};
}

ordered_json product_tree_of(const Weaknesses& weaknesses) {
    ordered_json names = ordered_json::array();
    for (const VexProduct& product : weaknesses.products) {
        ordered_json one{{"name", base::printable(product.label(), kVexNameLimit)}, {"product_id", product.id}};
        if (!product.cpe.empty()) one["product_identification_helper"] = {{"cpe", product.cpe}};
        names.push_back(std::move(one));
    }
    return {{"full_product_names", std::move(names)}};
}

// CSAF 2.0 knows CVSS 2 and 3; a 4.0 score is told in a note.
void put_score(const model::Finding& finding, const ordered_json& products, ordered_json& out) {
    if (!finding.cvss || finding.cvss->vector.empty() || products.empty()) return;
    const model::CvssScore& cvss = *finding.cvss;
    ordered_json score{{"products", products}};
    const ordered_json body{{"version", cvss.version},
                            {"vectorString", base::printable(cvss.vector, kVexNameLimit)},
                            {"baseScore", cvss.score}};
    if (cvss.version.rfind("3.", 0) == 0) {
        score["cvss_v3"] = body;
        score["cvss_v3"]["baseSeverity"] = upper(severity_word(cvss.score));
    } else if (cvss.version == "2.0") {
        score["cvss_v2"] = body;
    } else {
        out["notes"].push_back({{"category", "other"},
                                {"title", "CVSS " + cvss.version},
                                {"text", cvss.vector + " (" + std::to_string(cvss.score).substr(0, 4) + ")"}});
        return;
    }
    out["scores"] = {std::move(score)};
}

ordered_json vulnerability_of(const std::string& cve, const std::vector<VexStatement>& statements,
                              const Weaknesses& weaknesses) {
    // One product has one status: the gravest that somebody gave it.
    std::map<std::size_t, Standing> standings;
    for (const VexStatement& one : statements) {
        const auto [known, is_new] = standings.emplace(one.product, one.standing);
        if (!is_new) known->second = std::min(known->second, one.standing);
    }
    const model::Finding& first = *statements.front().finding;
    ordered_json out{
        {"cve", cve},
        {"notes", {{{"category", "description"}, {"text", not_empty(safe_lines(first.description), cve)}}}}};
    ordered_json all = ordered_json::array();
    for (const auto& [product, standing] : standings) {
        out["product_status"][std::string(status_word(standing))].push_back(weaknesses.products[product].id);
        if (standing != Standing::fixed) all.push_back(weaknesses.products[product].id);
    }
    put_score(first, all, out);
    for (const VexStatement& one : statements) {
        const std::string& id = weaknesses.products[one.product].id;
        const model::Finding& finding = *one.finding;
        if (one.standing == Standing::affected)
            out["remediations"].push_back({{"category", "vendor_fix"},
                                           {"details", not_empty(safe_lines(finding.recommendation), "-")},
                                           {"product_ids", {id}}});
        // An impact statement: why it is said, and by whom when somebody attested it.
        std::string said = finding.reason;
        if (one.attestation != nullptr)
            said += " [" + one.attestation->author + ", " + base::format_date(one.attestation->until) + "] " +
                    one.attestation->comment;
        out["threats"].push_back(
            {{"category", "impact"}, {"details", not_empty(safe_lines(said), "-")}, {"product_ids", {id}}});
    }
    if (first.known_exploited && !all.empty())
        out["threats"].push_back({{"category", "exploit_status"}, {"details", "CISA KEV"}, {"product_ids", all}});
    ordered_json references = ordered_json::array();
    for (const std::string& link : first.references)
        if (link.rfind("https://", 0) == 0)
            references.push_back({{"category", "external"}, {"summary", cve}, {"url", base::printable(link, 1024)}});
    if (!references.empty()) out["references"] = std::move(references);
    return out;
}

}  // namespace

base::Result<std::string> write_csaf_vex(const model::Audit& audit) {
    const Weaknesses weaknesses = weaknesses_of(audit);
    if (weaknesses.by_cve.empty())
        return base::fail(
            base::Errc::input,
            base::say(audit.lang, "CSAF VEX : l'audit ne parle d'aucune CVE ; un document sans CVE n'est pas valide",
                      "CSAF VEX: the audit speaks of no CVE; a document without any is not valid"));
    ordered_json vulnerabilities = ordered_json::array();
    for (const auto& [cve, statements] : weaknesses.by_cve)
        vulnerabilities.push_back(vulnerability_of(cve, statements, weaknesses));
    const ordered_json out{{"document", document_of(audit)},
                           {"product_tree", product_tree_of(weaknesses)},
                           {"vulnerabilities", std::move(vulnerabilities)}};
    return out.dump(1, ' ', false, ordered_json::error_handler_t::replace) + "\n";
}

}  // namespace vigie::exchange
