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
constexpr std::size_t kShown = 40;  // of a value in a remark
constexpr int kDeepest = 16;        // the format has 8 levels

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

bool valid_date(std::string_view text) {
    if (text.size() != 15 || text[8] != '-') return false;
    return base::parse_instant(std::string(text.substr(0, 4)) + "-" + std::string(text.substr(4, 2)) + "-" +
                               std::string(text.substr(6, 2)) + "T" + std::string(text.substr(9, 2)) + ":" +
                               std::string(text.substr(11, 2)) + ":" + std::string(text.substr(13, 2)) + "Z")
        .has_value();
}

// The longest of each list of codes in annex 1.
constexpr long kIdTypes = 5;
constexpr long kTypes = 3;
constexpr long kRoles = 4;
constexpr long kCategories = 72;
constexpr long kDateTypes = 9;
constexpr long kEventTypes = 61;
constexpr int kDoneOn = 7;

class MessageReader {
public:
    explicit MessageReader(std::string_view lang) : lang_(lang) {}

    OpssiesMessage read(const Json& events) {
        std::size_t number = 0;
        for (const Json* item : items(member(member(events, "stakeholders"), "stakeholder"))) {
            place_ = base::say(lang_, "partie prenante ", "stakeholder ") + std::to_string(++number);
            message_.stakeholders.push_back(stakeholder(*item));
        }
        number = 0;
        for (const Json* item : items(member(events, "event"))) {
            place_ = base::say(lang_, "événement ", "event ") + std::to_string(++number);
            message_.events.push_back(event(*item));
        }
        if (left_out_ > 0)
            message_.remarks.push_back(
                base::say(lang_, "remarques de plus, non listées : ", "more remarks, not listed: ") +
                std::to_string(left_out_));
        return std::move(message_);
    }

private:
    void remark(std::string_view french, std::string_view english) {
        if (message_.remarks.size() < kMostOpssiesRemarks)
            message_.remarks.push_back(place_ + base::say(lang_, " : ", ": ") +
                                       std::string(lang_ == "en" ? english : french));
        else
            ++left_out_;
    }
    // name « value » reason
    void odd(std::string_view name, const Json& value, std::string_view french, std::string_view english) {
        const std::string text =
            value.is_string() ? value.get<std::string>() : value.dump(-1, ' ', false, Json::error_handler_t::replace);
        const std::string shown = base::printable(text, kShown);
        remark(std::string(name) + " « " + shown + " » " + std::string(french),
               std::string(name) + " \"" + shown + "\" " + std::string(english));
    }

    // 4 and "4" are the same; anything else is unknown, and said.
    std::optional<long> number(const Json& object, std::string_view name) {
        const Json& value = member(object, name);
        if (value.is_null()) return std::nullopt;
        const auto parsed = base::parse_unsigned(text_of(value));
        if (parsed && *parsed < 1'000'000'000) return static_cast<long>(*parsed);
        odd(name, value, "n'est pas un nombre entier : lu comme inconnu", "is no whole number: read as unknown");
        return std::nullopt;
    }
    // A code of a list that begins at 1; 0 when it is not on it.
    int code(const Json& object, std::string_view name, long last) {
        const auto parsed = number(object, name);
        if (!parsed) return 0;
        if (*parsed >= 1 && *parsed <= last) return static_cast<int>(*parsed);
        odd(name, member(object, name), "n'est pas dans la liste de l'annexe 1", "is not on the list of annex 1");
        return 0;
    }
    std::optional<bool> yes_or_no(const Json& object, std::string_view name) {
        const Json& value = member(object, name);
        if (value.is_null()) return std::nullopt;
        if (value.is_boolean()) return value.get<bool>();
        const std::string text = base::to_lower(text_of(value));
        if (text == "true" || text == "false") return text == "true";
        odd(name, value, "n'est ni true ni false : lu comme inconnu", "is neither true nor false: read as unknown");
        return std::nullopt;
    }

    std::vector<OpssiesIdentifier> identifiers(const Json& value) {
        std::vector<OpssiesIdentifier> out;
        for (const Json* item : items(value)) {
            out.push_back({code(*item, "_stakeholderIdType", kIdTypes), content(*item)});
            if (out.back().text.empty()) remark("un identifiant est vide", "an identifier is empty");
        }
        return out;
    }

    OpssiesStakeholder stakeholder(const Json& value) {
        OpssiesStakeholder out;
        out.identifiers = identifiers(member(value, "stakeholderId"));
        out.name = content(member(value, "stakeholderName"));
        out.type = code(value, "_stakeholderType", kTypes);
        out.role = code(value, "_stakeholderRoleType", kRoles);
        if (out.role == 0) remark("aucun rôle connu", "no known role");
        return out;
    }

    // Of several dates the one on which the audit was done.
    void dates(const Json& value, OpssiesEvent& out) {
        for (const Json* item : items(member(member(value, "dates"), "date"))) {
            const int type = code(*item, "_dateType", kDateTypes);
            const std::string text = content(*item);
            if (!valid_date(text)) {
                odd("date", text, "illisible (aaaammjj-hhmmss attendu) : lue comme inconnue",
                    "cannot be read (yyyymmdd-hhmmss expected): read as unknown");
                continue;
            }
            if (!out.date.empty() && out.date_type == kDoneOn) continue;
            out.date = text;
            out.date_type = type;
        }
        if (member(value, "dates").is_null()) remark("aucune date", "no date");
    }

    void outcome(const Json& value, OpssiesEvent& out) {
        if (!value.is_object()) {
            remark("aucun résultat (outcome) : niveau et score inconnus", "no outcome: level and score unknown");
            return;
        }
        out.level = base::to_lower(text_of(member(value, "level")));
        if (out.level == "rouge") out.level = "red";  // annex 1 names the colours in French, chapter 3 in English
        if (out.level == "vert") out.level = "green";
        if (out.level != "red" && out.level != "orange" && out.level != "green") {
            if (member(value, "level").is_null())
                remark("aucun niveau", "no level");
            else
                odd("level", member(value, "level"), "inconnu (red, orange ou green attendu)",
                    "is unknown (red, orange or green expected)");
            out.level.clear();
        }
        out.score = number(value, "score");
        if (member(value, "score").is_null()) remark("aucun score", "no score");
        out.critical_vulnerabilities = number(value, "CriticalVulnerability");
        out.conform = yes_or_no(value, "isConform");
        if (out.conform && !out.level.empty() && *out.conform != (out.level == "green"))
            remark("isConform et le niveau se contredisent : seul VERT est conforme",
                   "isConform and the level contradict each other: only GREEN is conform");
    }

    OpssiesEvent event(const Json& value) {
        OpssiesEvent out;
        for (const Json* item : items(member(member(value, "stakeholders"), "stakeholder")))
            for (OpssiesIdentifier& identifier : identifiers(member(*item, "stakeholderId")))
                out.audited.push_back(std::move(identifier));
        if (out.audited.empty()) remark("aucun organisme audité", "no audited organisation");
        for (const Json* item : items(member(member(value, "contexts"), "context")))
            out.context_categories.push_back(code(*item, "_contextCategory", kCategories));
        dates(value, out);
        for (const Json* forest : items(member(member(value, "scope"), "forest"))) {
            OpssiesTarget target{text_of(member(*forest, "forestFqdn")), text_of(member(*forest, "forestDnsHostName"))};
            if (!target.fqdn.empty() || !target.host.empty()) out.targets.push_back(std::move(target));
        }
        if (out.targets.empty()) remark("aucune cible (FQDN ou adresse)", "no target (FQDN or address)");
        outcome(member(value, "outcome"), out);
        out.nature = text_of(member(value, "_OperationNatureType"));
        out.event_type = code(value, "_eventType", kEventTypes);
        if (member(value, "_eventType").is_null()) remark("aucun _eventType", "no _eventType");
        return out;
    }

    std::string lang_;
    std::string place_;
    std::size_t left_out_ = 0;
    OpssiesMessage message_;
};

}  // namespace

base::Result<OpssiesMessage> read_opssies(std::string_view text, std::string_view lang) {
    const auto refuse = [&](const char* french, const char* english) {
        return base::fail(base::Errc::malformed, base::say(lang, french, english));
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

    OpssiesMessage message = MessageReader(lang).read(events);
    if (message.events.empty()) return refuse("message OPSSIES sans événement", "OPSSIES message without an event");
    return message;
}

}  // namespace vigie::exchange
