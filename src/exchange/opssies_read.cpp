// SPDX-License-Identifier: Apache-2.0
#include <nlohmann/json.hpp>

#include "base/language.h"
#include "base/text.h"
#include "exchange/opssies.h"

namespace vigie::exchange {
namespace {

using Json = nlohmann::json;

constexpr std::size_t kMostItems = 100'000;
constexpr std::size_t kLongestText = 1024;
constexpr int kDeepest = 16;  // the format has 8 levels

// The member of that name in any letter case; null when there is none.
const Json& member(const Json& object, std::string_view name) {
    static const Json kNull;
    if (!object.is_object()) return kNull;
    if (const auto exact = object.find(name); exact != object.end()) return *exact;
    for (const auto& [key, value] : object.items())
        if (base::equals_ignoring_case(key, name)) return value;
    return kNull;
}

std::string text_of(const Json& value) {
    if (value.is_string()) return base::printable(base::trim(value.get_ref<const std::string&>()), kLongestText);
    if (value.is_number_integer()) return std::to_string(value.get<std::int64_t>());
    return {};
}

// Text content is "__text" in the examples, "_text" in the tables, or the value itself.
std::string content(const Json& value) {
    if (!value.is_object()) return text_of(value);
    if (const Json& two = member(value, "__text"); !two.is_null()) return text_of(two);
    return text_of(member(value, "_text"));
}

// 4 and "4" are the same; anything else is 0, which no reference list contains.
long number(const Json& value) {
    const auto parsed = base::parse_unsigned(text_of(value));
    return parsed && *parsed < 1'000'000'000 ? static_cast<long>(*parsed) : 0;
}

int code(const Json& object, std::string_view name) {
    return static_cast<int>(number(member(object, name)));
}

// One object or an array of them: the format uses both for the same thing.
std::vector<const Json*> items(const Json& value) {
    std::vector<const Json*> out;
    if (value.is_array()) {
        for (const Json& item : value)
            if (out.size() < kMostItems) out.push_back(&item);
    } else if (!value.is_null()) {
        out.push_back(&value);
    }
    return out;
}

std::vector<OpssiesIdentifier> identifiers(const Json& value) {
    std::vector<OpssiesIdentifier> out;
    for (const Json* item : items(value)) out.push_back({code(*item, "_stakeholderIdType"), content(*item)});
    return out;
}

OpssiesStakeholder stakeholder(const Json& value) {
    OpssiesStakeholder out;
    out.identifiers = identifiers(member(value, "stakeholderId"));
    out.name = content(member(value, "stakeholderName"));
    out.type = code(value, "_stakeholderType");
    out.role = code(value, "_stakeholderRoleType");
    return out;
}

OpssiesEvent event(const Json& value) {
    OpssiesEvent out;
    for (const Json* item : items(member(member(value, "stakeholders"), "stakeholder")))
        for (OpssiesIdentifier& identifier : identifiers(member(*item, "stakeholderId")))
            out.audited.push_back(std::move(identifier));
    for (const Json* item : items(member(member(value, "contexts"), "context")))
        out.context_categories.push_back(code(*item, "_contextCategory"));
    for (const Json* item : items(member(member(value, "dates"), "date"))) {
        out.date = content(*item);
        out.date_type = code(*item, "_dateType");
    }
    const Json& forest = member(member(value, "scope"), "forest");
    out.fqdn = text_of(member(forest, "forestFqdn"));
    out.host = text_of(member(forest, "forestDnsHostName"));
    const Json& outcome = member(value, "outcome");
    out.level = base::to_lower(text_of(member(outcome, "level")));
    if (out.level == "rouge") out.level = "red";  // annex 1 names the colours in French, chapter 3 in English
    if (out.level == "vert") out.level = "green";
    out.score = number(member(outcome, "score"));
    out.critical_vulnerabilities = number(member(outcome, "CriticalVulnerability"));
    out.nature = text_of(member(value, "_OperationNatureType"));
    out.event_type = code(value, "_eventType");
    return out;
}

bool valid_date(std::string_view text) {
    if (text.size() != 15 || text[8] != '-') return false;
    return base::parse_instant(std::string(text.substr(0, 4)) + "-" + std::string(text.substr(4, 2)) + "-" +
                               std::string(text.substr(6, 2)) + "T" + std::string(text.substr(9, 2)) + ":" +
                               std::string(text.substr(11, 2)) + ":" + std::string(text.substr(13, 2)) + "Z")
        .has_value();
}

}  // namespace

base::Result<OpssiesMessage> read_opssies(std::string_view text, std::string_view lang) {
    const auto refuse = [&](const char* french, const char* english, const std::string& detail = "") {
        return base::fail(base::Errc::malformed, base::say(lang, french, english) + base::printable(detail, 40));
    };
    if (text.size() > kMostOpssiesBytes)
        return base::fail(base::Errc::limit,
                          base::say(lang, "message OPSSIES de plus de 16 Mio", "OPSSIES message larger than 16 MiB"));
    const auto no_deeper = [](int depth, Json::parse_event_t, Json&) { return depth <= kDeepest; };
    const Json document = Json::parse(text, no_deeper, false);
    if (document.is_discarded()) return refuse("ce n'est pas du JSON", "this is not JSON");
    const Json& events = member(document, "events");
    if (!events.is_object())
        return refuse("ce n'est pas un message OPSSIES : aucun objet « events »",
                      "this is no OPSSIES message: there is no object called events");

    OpssiesMessage message;
    for (const Json* item : items(member(member(events, "stakeholders"), "stakeholder")))
        message.stakeholders.push_back(stakeholder(*item));
    for (const Json* item : items(member(events, "event"))) {
        message.events.push_back(event(*item));
        const OpssiesEvent& last = message.events.back();
        if (!last.date.empty() && !valid_date(last.date))
            return refuse("date OPSSIES illisible (aaaammjj-hhmmss attendu) : ",
                          "not an OPSSIES date (yyyymmdd-hhmmss expected): ", last.date);
        if (last.level != "" && last.level != "red" && last.level != "orange" && last.level != "green")
            return refuse("niveau OPSSIES inconnu (red, orange ou green attendu) : ",
                          "unknown OPSSIES level (red, orange or green expected): ", last.level);
    }
    if (message.events.empty()) return refuse("message OPSSIES sans événement", "OPSSIES message without an event");
    return message;
}

}  // namespace vigie::exchange
