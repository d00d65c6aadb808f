// SPDX-License-Identifier: Apache-2.0
#include "exchange/csaf_vex.h"

#include <algorithm>
#include <map>
#include <set>

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
        case Standing::not_affected:
        case Standing::gone: return "known_not_affected";
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

std::string tracking_id(const std::string& audit) {
    return "vigie-" + audit;
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
         {{"id", tracking_id(audit.id)},
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
        if (standing <= Standing::undetermined) all.push_back(weaknesses.products[product].id);
    }
    put_score(first, all, out);
    // The same words are said once, of all the products they hold for.
    std::map<std::string, std::set<std::string>> remediations;
    std::map<std::string, std::set<std::string>> impacts;
    std::map<std::string, std::set<std::string>> reasons;
    std::set<std::string> absent;
    for (const VexStatement& one : statements) {
        const VexProduct& product = weaknesses.products[one.product];
        const model::Finding& finding = *one.finding;
        const bool open = one.standing == Standing::affected || one.standing == Standing::undetermined;
        if (one.standing == Standing::affected)
            remediations[not_empty(safe_lines(finding.recommendation), "-")].insert(product.id);
        if (standings[one.product] == Standing::gone) absent.insert(product.id);
        // Of what is open, what an attack brings; of what is not, why: by whom when somebody attested it.
        if (one.standing != Standing::fixed) {
            const std::string said = safe_lines(open ? finding.impact : one.why);
            if (!said.empty() || !open) impacts[not_empty(said, "-")].insert(product.id);
        }
        if ((open || one.standing == Standing::fixed) && !one.why.empty())
            reasons[safe_lines(one.why)].insert(product.label());
    }
    for (const auto& [details, products] : remediations)
        out["remediations"].push_back({{"category", "vendor_fix"}, {"details", details}, {"product_ids", products}});
    for (const auto& [details, products] : impacts)
        out["threats"].push_back({{"category", "impact"}, {"details", details}, {"product_ids", products}});
    for (const auto& [text, labels] : reasons)
        out["notes"].push_back(
            {{"category", "details"},
             {"title", base::printable(base::join({labels.begin(), labels.end()}, ", "), kVexNameLimit)},
             {"text", text}});
    if (!absent.empty()) out["flags"] = {{{"label", "component_not_present"}, {"product_ids", absent}}};
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

std::string csaf_file_name(std::string_view audit) {
    std::string out;
    for (const char c : base::to_lower(tracking_id(std::string(audit)))) {
        const bool kept = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '+' || c == '-';
        if (kept)
            out += c;
        else if (out.empty() || out.back() != '_')
            out += '_';
    }
    return out + ".json";
}

bool is_csaf_file_name(std::string_view name) {
    constexpr std::string_view kForm = "vigie-a-99999999-999999-";  // 9 = any digit
    constexpr std::string_view kEnd = ".json";
    if (name.size() <= kForm.size() + kEnd.size() || !name.ends_with(kEnd)) return false;
    for (std::size_t i = 0; i < kForm.size(); ++i) {
        const bool digit = name[i] >= '0' && name[i] <= '9';
        if (kForm[i] == '9' ? !digit : name[i] != kForm[i]) return false;
    }
    const std::string_view rest = name.substr(kForm.size(), name.size() - kForm.size() - kEnd.size());
    return rest.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

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
