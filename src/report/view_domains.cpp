// SPDX-License-Identifier: Apache-2.0
// How each declared domain is kept, one line each: its name servers, DNSSEC, and what it publishes for its mail. A part
// of the perimeter chapter; the findings say the rest.
#include <algorithm>

#include "report/view.h"

namespace vigie::report {
namespace {

std::string servers_of(const Say& say, const model::Facts& facts) {
    if (!facts.has("domain.servers")) return say.text("perimeter.domain_unknown");
    const std::size_t named = facts.list("domain.servers").size();
    std::string out = say.number(named);
    const std::size_t wrong = facts.list("domain.lame_servers").size() + facts.list("domain.silent_servers").size() +
                              facts.list("domain.unresolved_servers").size();
    if (wrong > 0) out += " " + say.text("perimeter.domain_servers_wrong", {{"n", say.number(wrong)}});
    return out;
}

std::string dnssec_of(const Say& say, const model::Facts& facts) {
    const std::string state = facts.text("domain.dnssec_state");
    if (state.empty() || state == "no_records" || state == "unsupported") return say.text("perimeter.domain_unknown");
    if (!facts.list("domain.dnssec_faults").empty()) return say.text("perimeter.dnssec_broken");
    if (state == "valid") return say.text("perimeter.dnssec_valid");
    if (state == "unsigned") return say.text("perimeter.dnssec_unsigned");
    return say.text(state == "ds_missing" ? "perimeter.dnssec_ds_missing" : "perimeter.dnssec_broken");
}

std::string spf_of(const Say& say, const model::Facts& facts) {
    if (!facts.has("domain.spf")) return say.text("perimeter.domain_unknown");
    if (facts.text("domain.spf").empty()) return say.text("report.no");
    std::string out = clean(facts.text("domain.spf_end"));
    if (const auto lookups = facts.number("domain.spf_lookups"))
        out += (out.empty() ? "" : " ") + say.count("count.lookup", static_cast<std::uint64_t>(*lookups));
    return out.empty() ? say.text("report.yes") : out;
}

std::string dmarc_of(const Say& say, const model::Facts& facts) {
    if (!facts.has("domain.dmarc")) return say.text("perimeter.domain_unknown");
    if (facts.text("domain.dmarc").empty()) return say.text("report.no");
    const std::string policy = clean(facts.text("domain.dmarc_policy"));
    return policy.empty() ? say.text("report.yes") : "p=" + policy;
}

std::string published(const Say& say, const model::Facts& facts, const char* fact) {
    const model::FactValue* value = facts.find(fact);
    if (value == nullptr) return say.text("perimeter.domain_unknown");
    const auto* text = std::get_if<std::string>(value);
    const bool there = text != nullptr ? !text->empty() : !facts.list(fact).empty();
    return say.text(there ? "report.yes" : "report.no");
}

}  // namespace

void view_domains(const View& view, Node& out) {
    const Say& say = view.say;
    const std::vector<std::string>& declared = view.audit.perimeter.domains;
    NodeList rows;
    for (const model::Name& name : view.audit.names) {
        if (std::find(declared.begin(), declared.end(), name.name) == declared.end()) continue;
        Node row;
        put(row, "domain_name", clean(name.name));
        put(row, "domain_servers", servers_of(say, name.facts));
        put(row, "domain_dnssec", dnssec_of(say, name.facts));
        put(row, "domain_spf", spf_of(say, name.facts));
        put(row, "domain_dmarc", dmarc_of(say, name.facts));
        const std::string mode = clean(name.facts.text("domain.mta_sts_mode"));
        put(row, "domain_mta_sts", mode.empty() ? published(say, name.facts, "domain.mta_sts") : "mode " + mode);
        put(row, "domain_caa", published(say, name.facts, "domain.caa"));
        rows.add(std::move(row));
    }
    rows.put_into(out, "domains_kept");
}

}  // namespace vigie::report
