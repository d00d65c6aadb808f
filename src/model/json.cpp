// SPDX-License-Identifier: Apache-2.0
#include "model/json.h"

#include <stdexcept>

#include <nlohmann/json.hpp>

#include "base/bytes.h"
#include "base/language.h"
#include "base/text.h"
#include "model/json_damage.h"

namespace vigie::model {
namespace {

using nlohmann::json;

// Missing keys keep the default; a key with a wrong type throws inside nlohmann and is caught in read_audit.
template <class T>
void read(const json& in, const char* key, T& value) {
    if (const auto found = in.find(key); found != in.end() && !found->is_null()) found->get_to(value);
}

template <class T>
void read_optional(const json& in, const char* key, std::optional<T>& value) {
    if (const auto found = in.find(key); found != in.end() && !found->is_null()) value = found->get<T>();
}

// An absent word keeps the default, an unknown one is an error: a misread colour must never pass.
template <class T, class Parse>
void read_word(const json& in, const char* key, T& value, Parse parse) {
    const auto found = in.find(key);
    if (found == in.end() || found->is_null()) return;
    const auto word = found->template get<std::string>();
    if (word.empty()) return;
    const auto parsed = parse(word);
    if (!parsed) throw UnexpectedValue(word);
    value = *parsed;
}

template <class T>
void read_texts(const json& in, const char* key, std::vector<T>& values) {
    std::vector<std::string> texts;
    read(in, key, texts);
    values.clear();
    for (const std::string& text : texts) {
        const auto value = T::parse(text);
        if (!value) throw UnexpectedValue(text);
        values.push_back(*value);
    }
}

template <class T>
std::vector<std::string> texts_of(const std::vector<T>& values) {
    std::vector<std::string> out;
    for (const T& value : values) out.push_back(value.text());
    return out;
}

IpAddress address_in(const json& in, const char* key) {
    const auto address = IpAddress::parse(in.value(key, ""));
    if (!address) throw UnexpectedValue(in.value(key, ""));
    return *address;
}

std::string bytes_to_text(const std::string& bytes) {
    return base::to_base64(base::as_bytes(bytes));
}

std::string bytes_from_text(const json& in, const char* key) {
    const auto bytes = base::from_base64(in.value(key, ""));
    if (!bytes) throw UnexpectedValue(key);
    return std::string(base::as_text(*bytes));
}

base::Instant instant_in(const json& in, const char* key) {
    const auto instant = base::parse_instant(in.value(key, ""));
    if (!instant) throw UnexpectedValue(in.value(key, key));
    return *instant;
}

}  // namespace

void to_json(json& out, const Facts& value) {
    out = json::object();
    for (const auto& [name, fact] : value.all())
        std::visit([&out, &key = name](const auto& held) { out[key] = held; }, fact);
}

void from_json(const json& in, Facts& value) {
    value = {};
    for (const auto& [name, fact] : in.items()) {
        if (fact.is_boolean())
            value.set(name, fact.get<bool>());
        else if (fact.is_number_integer())
            value.set(name, fact.get<std::int64_t>());
        else if (fact.is_array())
            value.set(name, fact.get<std::vector<std::string>>());
        else
            value.set(name, fact.get<std::string>());
    }
}

void to_json(json& out, const Perimeter& value) {
    json windows = json::array();
    for (const TimeWindow& window : value.limits.windows)
        windows.push_back({{"start_minute", window.start_minute}, {"end_minute", window.end_minute}});
    json limits = {{"windows", windows}};
    if (value.limits.packets_per_second) limits["packets_per_second"] = *value.limits.packets_per_second;
    if (value.limits.packets_per_second_per_address)
        limits["packets_per_second_per_address"] = *value.limits.packets_per_second_per_address;
    const auto date = [](base::Date day) { return day.ok() ? base::format_date(day) : std::string(); };
    out = {{"organisation",
            {{"name", value.organisation.name},
             {"finess_ej", value.organisation.finess_ej},
             {"finess_eg", value.organisation.finess_eg},
             {"siret", value.organisation.siret},
             {"ght", value.organisation.ght},
             {"region", value.organisation.region}}},
           {"authorisation",
            {{"reference", value.authorisation.reference},
             {"signatory", value.authorisation.signatory},
             {"start", date(value.authorisation.start)},
             {"end", date(value.authorisation.end)},
             {"laboratory", value.authorisation.laboratory},
             {"anonymous", value.authorisation.anonymous}}},
           {"actors", {{"auditor", value.actors.auditor}, {"provider_siren", value.actors.provider_siren}}},
           {"addresses", texts_of(value.addresses)},
           {"names", value.domains},
           {"excluded", texts_of(value.excluded)},
           {"fragile", texts_of(value.fragile)},
           {"cloud", value.cloud},
           {"limits", limits},
           {"keeping", {{"days", value.keeping.days}, {"sealed", value.keeping.sealed}}},
           {"resolvers", texts_of(value.resolvers)},
           {"file", value.file}};
}

void from_json(const json& in, Perimeter& value) {
    const json organisation = in.value("organisation", json::object());
    read(organisation, "name", value.organisation.name);
    read(organisation, "finess_ej", value.organisation.finess_ej);
    read(organisation, "finess_eg", value.organisation.finess_eg);
    read(organisation, "siret", value.organisation.siret);
    read(organisation, "ght", value.organisation.ght);
    read(organisation, "region", value.organisation.region);
    const json authorisation = in.value("authorisation", json::object());
    read(authorisation, "reference", value.authorisation.reference);
    read(authorisation, "signatory", value.authorisation.signatory);
    value.authorisation.start = base::parse_date(authorisation.value("start", "")).value_or(base::Date{});
    value.authorisation.end = base::parse_date(authorisation.value("end", "")).value_or(base::Date{});
    read(authorisation, "laboratory", value.authorisation.laboratory);
    read(authorisation, "anonymous", value.authorisation.anonymous);
    const json actors = in.value("actors", json::object());
    read(actors, "auditor", value.actors.auditor);
    read(actors, "provider_siren", value.actors.provider_siren);
    read_texts(in, "addresses", value.addresses);
    read(in, "names", value.domains);
    read_texts(in, "excluded", value.excluded);
    read_texts(in, "fragile", value.fragile);
    read(in, "cloud", value.cloud);
    const json limits = in.value("limits", json::object());
    read_optional(limits, "packets_per_second", value.limits.packets_per_second);
    read_optional(limits, "packets_per_second_per_address", value.limits.packets_per_second_per_address);
    const json windows = limits.value("windows", json::array());
    for (const json& window : windows)
        value.limits.windows.push_back({window.at("start_minute").get<int>(), window.at("end_minute").get<int>()});
    const json keeping = in.value("keeping", json::object());
    read(keeping, "days", value.keeping.days);
    read(keeping, "sealed", value.keeping.sealed);
    read_texts(in, "resolvers", value.resolvers);
    read(in, "file", value.file);
}

void to_json(json& out, const Evidence& value) {
    out = {{"id", value.id},
           {"captured_at", base::format_instant(value.captured_at)},
           {"request", bytes_to_text(value.request)},
           {"reply", bytes_to_text(value.reply)},
           {"digest", value.digest}};
}

void from_json(const json& in, Evidence& value) {
    read(in, "id", value.id);
    value.captured_at = instant_in(in, "captured_at");
    value.request = bytes_from_text(in, "request");
    value.reply = bytes_from_text(in, "reply");
    read(in, "digest", value.digest);
}

void to_json(json& out, const Attempt& value) {
    out = {{"check", value.check}, {"outcome", name_of(value.outcome)}, {"why", value.why}};
}

void from_json(const json& in, Attempt& value) {
    read(in, "check", value.check);
    read_word(in, "outcome", value.outcome, outcome_from);
    read(in, "why", value.why);
}

void to_json(json& out, const Service& value) {
    out = {{"address", value.endpoint.address.text()},
           {"port", value.endpoint.port},
           {"transport", name_of(value.endpoint.transport)},
           {"protocol", value.protocol},
           {"tls", value.tls},
           {"vendor", value.vendor},
           {"product", value.product},
           {"version", value.version},
           {"cpe", value.cpe},
           {"qod", value.qod},
           {"names", value.names},
           {"access", value.access ? std::string(name_of(*value.access)) : std::string()},
           {"evidence", value.evidence},
           {"facts", value.facts},
           {"attempts", value.attempts},
           {"proofs", value.proofs}};
}

void from_json(const json& in, Service& value) {
    value.endpoint.address = address_in(in, "address");
    read(in, "port", value.endpoint.port);
    read_word(in, "transport", value.endpoint.transport, transport_from);
    read(in, "protocol", value.protocol);
    read(in, "tls", value.tls);
    read(in, "vendor", value.vendor);
    read(in, "product", value.product);
    read(in, "version", value.version);
    read(in, "cpe", value.cpe);
    read(in, "qod", value.qod);
    read(in, "names", value.names);
    if (const std::string access = in.value("access", ""); !access.empty()) value.access = access_from(access);
    read(in, "evidence", value.evidence);
    read(in, "facts", value.facts);
    read(in, "attempts", value.attempts);
    read(in, "proofs", value.proofs);
}

void to_json(json& out, const Asset& value) {
    out = {{"address", value.address.text()}, {"names", value.names}, {"in_scope", value.in_scope},
           {"how_found", value.how_found},    {"alive", value.alive}, {"facts", value.facts}};
}

void from_json(const json& in, Asset& value) {
    value.address = address_in(in, "address");
    read(in, "names", value.names);
    read(in, "in_scope", value.in_scope);
    read(in, "how_found", value.how_found);
    read(in, "alive", value.alive);
    read(in, "facts", value.facts);
}

void to_json(json& out, const Name& value) {
    out = {{"name", value.name},
           {"in_scope", value.in_scope},
           {"how_found", value.how_found},
           {"addresses", value.addresses},
           {"facts", value.facts}};
}

void from_json(const json& in, Name& value) {
    read(in, "name", value.name);
    read(in, "in_scope", value.in_scope);
    read(in, "how_found", value.how_found);
    read(in, "addresses", value.addresses);
    read(in, "facts", value.facts);
}

void to_json(json& out, const CvssScore& value) {
    out = {{"version", value.version}, {"vector", value.vector}, {"score", value.score}, {"source", value.source}};
}

void from_json(const json& in, CvssScore& value) {
    read(in, "version", value.version);
    read(in, "vector", value.vector);
    read(in, "score", value.score);
    read(in, "source", value.source);
}

void to_json(json& out, const Exploitation& value) {
    out = {{"exploitation", value.known},
           {"automatable", value.automatable},
           {"technical_impact", value.technical_impact}};
}

void from_json(const json& in, Exploitation& value) {
    read(in, "exploitation", value.known);
    read(in, "automatable", value.automatable);
    read(in, "technical_impact", value.technical_impact);
}

void to_json(json& out, const Finding& value) {
    out = {{"id", value.id},
           {"rule", value.rule},
           {"category", name_of(value.category)},
           {"criticality", name_of(value.criticality)},
           {"cvss", value.cvss ? json(*value.cvss) : json(nullptr)},
           {"cve", value.cve},
           {"component", value.component},
           {"address", value.asset},
           {"port", value.port},
           {"transport", name_of(value.transport)},
           {"title", value.title},
           {"description", value.description},
           {"impact", value.impact},
           {"recommendation", value.recommendation},
           {"clause", value.clause},
           {"critical_risk", value.critical_risk},
           {"obsolete", value.obsolete},
           {"certainty", name_of(value.certainty)},
           {"reason", value.reason},
           {"qod", value.qod},
           {"evidence", value.evidence},
           {"status", name_of(value.status)},
           {"first_seen", value.first_seen},
           {"references", value.references},
           {"known_exploited", value.known_exploited},
           {"exploit_probability", value.exploit_probability ? json(*value.exploit_probability) : json(nullptr)},
           {"alerts", value.alerts},
           {"ssvc", value.ssvc ? json(*value.ssvc) : json(nullptr)},
           {"attested_until", value.attested_until},
           {"cves", value.cves},
           {"advisories", value.advisories},
           {"update_to", value.update_to}};
}

void from_json(const json& in, Finding& value) {
    read(in, "id", value.id);
    read(in, "rule", value.rule);
    read_word(in, "category", value.category, category_from);
    read_word(in, "criticality", value.criticality, criticality_from);
    read_optional(in, "cvss", value.cvss);
    read(in, "cve", value.cve);
    read(in, "component", value.component);
    read(in, "address", value.asset);
    read(in, "port", value.port);
    read_word(in, "transport", value.transport, transport_from);
    read(in, "title", value.title);
    read(in, "description", value.description);
    read(in, "impact", value.impact);
    read(in, "recommendation", value.recommendation);
    read(in, "clause", value.clause);
    read(in, "critical_risk", value.critical_risk);
    read(in, "obsolete", value.obsolete);
    read_word(in, "certainty", value.certainty, certainty_from);
    read(in, "reason", value.reason);
    read(in, "qod", value.qod);
    read(in, "evidence", value.evidence);
    read_word(in, "status", value.status, status_from);
    read(in, "first_seen", value.first_seen);
    read(in, "references", value.references);
    read(in, "known_exploited", value.known_exploited);
    read_optional(in, "exploit_probability", value.exploit_probability);
    read(in, "alerts", value.alerts);
    read_optional(in, "ssvc", value.ssvc);
    read(in, "attested_until", value.attested_until);
    read(in, "cves", value.cves);
    read(in, "advisories", value.advisories);
    read(in, "update_to", value.update_to);
}

void to_json(json& out, const Attestation& value) {
    out = {{"finding", value.finding},
           {"title", value.title},
           {"component", value.component},
           {"place", value.place},
           {"kind", name_of(value.kind)},
           {"state", name_of(value.state)},
           {"author", value.author},
           {"comment", value.comment},
           {"recorded", base::format_instant(value.recorded)},
           {"until", base::format_date(value.until)},
           {"evidence",
            {{"name", value.evidence_name}, {"sha256", value.evidence_digest}, {"size", value.evidence_size}}}};
}

void from_json(const json& in, Attestation& value) {
    read(in, "finding", value.finding);
    read(in, "title", value.title);
    read(in, "component", value.component);
    read(in, "place", value.place);
    read_word(in, "kind", value.kind, attestation_kind_from);
    read_word(in, "state", value.state, attestation_state_from);
    read(in, "author", value.author);
    read(in, "comment", value.comment);
    value.recorded = instant_in(in, "recorded");
    const auto until = base::parse_date(in.value("until", ""));
    if (!until) throw UnexpectedValue(in.value("until", "until"));
    value.until = *until;
    const json evidence = in.value("evidence", json::object());
    read(evidence, "name", value.evidence_name);
    read(evidence, "sha256", value.evidence_digest);
    read(evidence, "size", value.evidence_size);
}

void to_json(json& out, const CoverageGap& value) {
    out = {{"what", value.what}, {"why", value.why}};
}

void from_json(const json& in, CoverageGap& value) {
    read(in, "what", value.what);
    read(in, "why", value.why);
}

void to_json(json& out, const Coverage& value) {
    out = {{"hosts", value.hosts},
           {"ports_tcp", value.ports_tcp},
           {"ports_udp", value.ports_udp},
           {"checks_run", value.checks_run},
           {"not_tested", value.not_tested},
           {"blocked", value.blocked},
           {"packets_sent", value.packets_sent ? json(*value.packets_sent) : json(nullptr)},
           {"loss_estimate", value.loss_estimate ? json(*value.loss_estimate) : json(nullptr)}};
}

void from_json(const json& in, Coverage& value) {
    read(in, "hosts", value.hosts);
    read(in, "ports_tcp", value.ports_tcp);
    read(in, "ports_udp", value.ports_udp);
    read(in, "checks_run", value.checks_run);
    read(in, "not_tested", value.not_tested);
    read(in, "blocked", value.blocked);
    read_optional(in, "packets_sent", value.packets_sent);
    read_optional(in, "loss_estimate", value.loss_estimate);
}

void to_json(json& out, const VerdictReason& value) {
    out = {{"rule", value.rule}, {"clause", value.clause}, {"text", value.text}, {"findings", value.findings}};
}

void from_json(const json& in, VerdictReason& value) {
    read(in, "rule", value.rule);
    read(in, "clause", value.clause);
    read(in, "text", value.text);
    read(in, "findings", value.findings);
}

void to_json(json& out, const Verdict& value) {
    json alternatives = json::object();
    for (const auto& [policy, level] : value.alternatives) alternatives[policy] = name_of(level);
    out = {{"level", name_of(value.level)},
           {"policy", value.policy},
           {"reasons", value.reasons},
           {"if_confirmed", value.if_confirmed ? json(name_of(*value.if_confirmed)) : json(nullptr)},
           {"alternatives", alternatives}};
}

void from_json(const json& in, Verdict& value) {
    read_word(in, "level", value.level, level_from);
    read(in, "policy", value.policy);
    read(in, "reasons", value.reasons);
    if (const auto found = in.find("if_confirmed"); found != in.end() && found->is_string())
        value.if_confirmed = level_from(found->get<std::string>());
    const json alternatives = in.value("alternatives", json::object());
    for (const auto& [policy, level] : alternatives.items()) {
        const auto parsed = level_from(level.get<std::string>());
        if (!parsed) throw UnexpectedValue(level.get<std::string>());
        value.alternatives[policy] = *parsed;
    }
}

void to_json(json& out, const FeedState& value) {
    out = {{"name", value.name},
           {"date", value.date},
           {"records", value.records},
           {"age_days", value.age_days ? json(*value.age_days) : json(nullptr)}};
}

void from_json(const json& in, FeedState& value) {
    read(in, "name", value.name);
    read(in, "date", value.date);
    read(in, "records", value.records);
    read_optional(in, "age_days", value.age_days);
}

void to_json(json& out, const Audit& value) {
    out = {{"audit",
            {{"id", value.id},
             {"tool_version", value.tool_version},
             {"started", base::format_instant(value.started)},
             {"finished", value.finished ? json(base::format_instant(*value.finished)) : json(nullptr)},
             {"profile", value.profile},
             {"policy", value.policy},
             {"lang", value.lang},
             {"tlp", value.tlp},
             {"previous_id", value.previous_id},
             {"feeds", value.feeds}}},
           {"perimeter", value.perimeter},
           {"names", value.names},
           {"assets", value.assets},
           {"services", value.services},
           {"findings", value.findings},
           {"attestations", value.attestations},
           {"coverage", value.coverage},
           {"verdict", value.verdict},
           {"evidence", value.evidence}};
}

namespace {

// A part is read on its own, so that damage can be told by its place.
template <class Work>
void read_part(const char* part, std::size_t item, Work work) {
    try {
        work();
    } catch (const UnexpectedValue& wrong) {
        throw DamagedPart(part, item, wrong.what());
    } catch (const std::exception&) {
        throw DamagedPart(part, item, "");
    }
}

template <class T>
void read_items(const json& in, const char* part, bool required, std::vector<T>& values) {
    values.clear();
    const auto found = in.find(part);
    if (!required && (found == in.end() || found->is_null())) return;
    if (found == in.end() || !found->is_array()) throw DamagedPart(part, 0, "");
    for (const json& item : *found) read_part(part, values.size() + 1, [&] { values.push_back(item.get<T>()); });
}

void read_head(const json& audit, Audit& value) {
    read(audit, "id", value.id);
    read(audit, "tool_version", value.tool_version);
    value.started = instant_in(audit, "started");
    if (const auto finished = audit.find("finished"); finished != audit.end() && finished->is_string())
        value.finished = instant_in(audit, "finished");
    read(audit, "profile", value.profile);
    read(audit, "policy", value.policy);
    read(audit, "lang", value.lang);
    read(audit, "tlp", value.tlp);
    read(audit, "previous_id", value.previous_id);
    read(audit, "feeds", value.feeds);
}

}  // namespace

void from_json(const json& in, Audit& value) {
    read_part("audit", 0, [&] { read_head(in.at("audit"), value); });
    read_part("perimeter", 0, [&] { in.at("perimeter").get_to(value.perimeter); });
    read_items(in, "names", false, value.names);
    read_items(in, "assets", true, value.assets);
    read_items(in, "services", true, value.services);
    read_items(in, "findings", true, value.findings);
    read_items(in, "attestations", false, value.attestations);
    read_part("coverage", 0, [&] { in.at("coverage").get_to(value.coverage); });
    read_part("verdict", 0, [&] { in.at("verdict").get_to(value.verdict); });
    read_items(in, "evidence", false, value.evidence);
}

std::string write_audit(const Audit& audit) {
    return json(audit).dump(1, ' ', false, json::error_handler_t::replace) + "\n";
}

base::Result<Audit> read_audit(std::string_view text, std::string_view lang) {
    try {
        return json::parse(text).get<Audit>();
    } catch (const json::parse_error& error) {
        return base::fail(base::Errc::input, broken_json(text, error.byte, lang));
    } catch (const DamagedPart& damage) {
        return base::fail(base::Errc::input, broken_part(damage, lang));
    } catch (const std::exception&) {  // memory
        return base::fail(base::Errc::input, base::say(lang, "illisible", "cannot be read"));
    }
}

}  // namespace vigie::model
