// SPDX-License-Identifier: Apache-2.0
// Chapter 5.3: encryption. A matrix of versions with a grade for each service, and below it what was accepted, in whose
// order. The grade only repeats the gravest finding of that service about TLS and certificates: it judges nothing
// itself.
#include <algorithm>
#include <array>

#include "base/text.h"
#include "report/view.h"

namespace vigie::report {
namespace {

constexpr std::array<std::string_view, 6> kVersions{"SSLv2", "SSLv3", "TLS 1.0", "TLS 1.1", "TLS 1.2", "TLS 1.3"};
constexpr std::size_t kFirstGoodVersion = 4;
constexpr std::size_t kSuitesShown = 200;

bool has(const std::vector<std::string>& list, std::string_view item) {
    return std::find(list.begin(), list.end(), item) != list.end();
}

bool is_encrypted(const model::Service& service) {
    return service.tls || service.facts.has("tls.versions") || service.facts.has("certificate.not_after");
}

bool about_tls(const model::Finding& finding, const model::Service& service) {
    const bool ours = finding.rule.starts_with("tls.") || finding.rule.starts_with("certificate.");
    return ours && is_current(finding) && finding.certainty != model::Certainty::non_affecte &&
           finding.asset == service.endpoint.address.text() && finding.port == service.endpoint.port &&
           finding.transport == service.endpoint.transport && finding.rule != "certificate.names_outside";
}

struct Grade {
    std::string letter;
    bool open = false;  // something is not known
    std::vector<const model::Finding*> reasons;
    std::vector<std::string> doubts;
};

Grade grade_of(const View& view, const model::Service& service) {
    Grade grade;
    for (const model::Finding& finding : view.audit.findings)
        if (about_tls(finding, service)) grade.reasons.push_back(&finding);
    std::stable_sort(grade.reasons.begin(), grade.reasons.end(),
                     [](const auto* a, const auto* b) { return a->criticality > b->criticality; });
    std::string letter = "A";
    for (const model::Finding* finding : grade.reasons) {
        if (finding->certainty != model::Certainty::affecte) {
            grade.open = true;
            continue;
        }
        switch (finding->criticality) {
            case model::Criticality::info:
            case model::Criticality::faible: letter = std::max<std::string>(letter, "B"); break;
            case model::Criticality::moyenne: letter = std::max<std::string>(letter, "C"); break;
            case model::Criticality::haute: letter = std::max<std::string>(letter, "D"); break;
            case model::Criticality::critique: letter = "F"; break;
        }
    }
    for (const model::Attempt& attempt : service.attempts)
        if (attempt.outcome != model::Attempt::Outcome::done &&
            (attempt.check.starts_with("tls.") || attempt.check.starts_with("certificate")) &&
            attempt.check != "tls.probe")
            grade.doubts.push_back(attempt.check + ", " + clean(attempt.why, 160));
    if (!service.facts.has("tls.suites")) letter = letter == "A" ? "" : letter;  // no good mark for what was not seen
    grade.open = grade.open || !grade.doubts.empty() || !service.facts.has("tls.suites");
    grade.letter = letter;
    return grade;
}

void put_versions(const model::Service& service, Node& row) {
    const model::Facts& facts = service.facts;
    const std::vector<std::string> accepted = facts.list("tls.versions");
    const std::vector<std::string> unclear = facts.list("tls.versions_inconclusive");
    NodeList cells;
    for (std::size_t i = 0; i < kVersions.size(); ++i) {
        Node cell;
        const bool yes = has(accepted, kVersions.at(i)) || facts.text("tls.version") == kVersions.at(i);
        // SSL 2.0 is asked only once another version was answered.
        const bool not_asked = kVersions.at(i) == "SSLv2" && !facts.has("tls.suites");
        const bool unknown = !yes && (!facts.has("tls.versions") || has(unclear, kVersions.at(i)) || not_asked);
        put_flag(cell, "version_bad", yes && i < kFirstGoodVersion);
        put_flag(cell, "version_good", yes && i >= kFirstGoodVersion);
        put_flag(cell, "version_unknown", unknown);
        put_flag(cell, "version_no", !yes && !unknown);
        cells.add(std::move(cell));
    }
    cells.put_into(row, "version_cells");
}

void put_certificate(const View& view, const model::Service& service, Node& row) {
    const Say& say = view.say;
    const model::Facts& facts = service.facts;
    const std::string empty = say.text("report.empty");
    put_optional(row, "certificate_subject", clean(facts.text("certificate.subject"), 80));
    put(row, "certificate_expires", say.date(facts.text("certificate.not_after")));
    const auto days = facts.number("certificate.days_left");
    const bool expired = facts.flag("certificate.expired").value_or(false);
    put_flag(row, "certificate_expired", expired);
    put_optional(
        row, "certificate_days",
        !expired && days && *days >= 0
            ? say.text("services.days_left", {{"days", say.count("count.day", static_cast<std::uint64_t>(*days))}})
            : "");
    std::string key = clean(facts.text("certificate.key_type"), 32);
    if (const auto bits = facts.number("certificate.key_bits")) key += " " + std::to_string(*bits);
    put(row, "certificate_key", key.empty() ? empty : key);
    std::string trust = empty;
    if (facts.flag("certificate.self_signed").value_or(false))
        trust = say.text("services.self_signed");
    else if (const auto trusted = facts.flag("certificate.chain_trusted"))
        trust = say.text(*trusted ? "services.trusted" : "services.untrusted");
    put(row, "certificate_trust", trust);
}

// Green for what needs no thought, red for what the inspection called weak, plain for the rest.
std::string class_of(const model::Service& service, const std::string& label) {
    if (has(service.facts.list("tls.weak_suites"), label) || label.starts_with("SSL")) return "bad";
    const bool aead = label.find("_GCM_") != std::string::npos || label.find("_CCM") != std::string::npos ||
                      label.find("CHACHA20") != std::string::npos;
    const bool ephemeral = label.find("DHE_") != std::string::npos || label.starts_with("TLS 1.3 ");
    return aead && ephemeral ? "good" : "plain-suite";
}

void put_suites(const View& view, const model::Service& service, Node& out) {
    const std::vector<std::string> suites = service.facts.list("tls.suites");
    const std::vector<std::string> order = service.facts.list("tls.order");
    NodeList rows;
    for (auto version = kVersions.rbegin(); version != kVersions.rend(); ++version) {
        const std::string prefix = std::string(*version) + " ";
        NodeList items;
        for (const std::string& label : suites) {
            if (!label.starts_with(prefix) || items.size() >= kSuitesShown) continue;
            Node item;
            put(item, "suite_name", clean(label.substr(prefix.size()), 80));
            put(item, "suite_class", class_of(service, label));
            items.add(std::move(item));
        }
        if (items.empty()) continue;
        Node row;
        put(row, "suites_version", std::string(*version));
        put_optional(row, "suites_order",
                     has(order, prefix + "server")   ? view.say.text("services.order_server")
                     : has(order, prefix + "client") ? view.say.text("services.order_client")
                                                     : "");
        items.put_into(row, "suites_items");
        rows.add(std::move(row));
    }
    rows.put_into(out, "tls_suites");
}

std::string shown(const View& view, const model::FactValue& value) {
    if (const auto* flag = std::get_if<bool>(&value)) return view.say.text(*flag ? "report.yes" : "report.no");
    if (const auto* number = std::get_if<std::int64_t>(&value)) return std::to_string(*number);
    if (const auto* text = std::get_if<std::string>(&value)) return clean(*text, 200);
    return clean(base::join(std::get<std::vector<std::string>>(value), ", "), 1200);
}

void put_notes(const View& view, const model::Service& service, Node& out) {
    constexpr std::array<std::pair<const char*, const char*>, 15> kNotes{
        {{"services.tls_groups", "tls.groups"},
         {"services.tls_dh", "tls.dh_bits"},
         {"services.tls_signatures", "tls.signatures"},
         {"services.tls_alpn", "tls.alpn_offered"},
         {"services.tls_tickets", "tls.ticket_lifetime"},
         {"services.tls_starttls", "tls.starttls"},
         {"services.tls_stapling", "tls.stapling"},
         {"services.tls_client_certificate", "tls.client_certificate"},
         {"services.tls_fallback", "tls.fallback_signal"},
         {"services.tls_renegotiation", "tls.secure_renegotiation"},
         {"services.tls_compression", "tls.compression"},
         {"services.tls_name", "tls.server_name"},
         {"services.tls_other_names", "tls.other_names"},
         {"services.tls_chain", "certificate.chain"},
         {"services.tls_connections", "tls.connections"}}};
    NodeList rows;
    for (const auto& [text, fact] : kNotes) {
        const model::FactValue* value = service.facts.find(fact);
        if (value == nullptr) continue;
        Node row;
        put(row, "note_name", view.say.text(text));
        put(row, "note_value", shown(view, *value));
        rows.add(std::move(row));
    }
    rows.put_into(out, "tls_notes");
}

}  // namespace

void view_tls(const View& view, Node& out) {
    NodeList heads;
    for (const std::string_view version : kVersions) heads.add(std::string(version));
    heads.put_into(out, "tls_heads");
    NodeList rows;
    NodeList details;
    for (const model::Service& service : view.audit.services) {
        if (!is_encrypted(service)) continue;
        const Grade grade = grade_of(view, service);
        const std::string letter = grade.letter.empty() ? view.say.text("report.empty") : grade.letter;
        Node row;
        put(row, "tls_place", service.endpoint.text());
        put(row, "tls_grade", letter);
        put_flag(row, "tls_grade_open", grade.open);
        put_versions(service, row);
        put_certificate(view, service, row);
        rows.add(std::move(row));
        if (!service.facts.has("tls.suites")) continue;
        Node detail;
        put(detail, "tls_detail_place", service.endpoint.text());
        put(detail, "tls_detail_grade", letter + (grade.open ? " ?" : ""));
        NodeList reasons;
        for (const model::Finding* finding : grade.reasons) {
            Node line;
            put_finding_line(view, *finding, line);
            reasons.add(std::move(line));
        }
        reasons.put_into(detail, "tls_reasons");
        NodeList doubts;
        for (const std::string& doubt : grade.doubts) doubts.add(doubt);
        doubts.put_into(detail, "tls_doubts");
        put_suites(view, service, detail);
        put_notes(view, service, detail);
        details.add(std::move(detail));
    }
    rows.put_into(out, "tls_rows");
    details.put_into(out, "tls_details");
}

}  // namespace vigie::report
