// SPDX-License-Identifier: Apache-2.0
#include "perimeter/schema.h"

#include <algorithm>
#include <array>
#include <numeric>
#include <vector>

#include "base/text.h"

namespace vigie::perimeter {
namespace {

constexpr std::array kRules{
    KeyRule{"organisation", "nom", Kind::text, true},
    KeyRule{"organisation", "finess_ej", Kind::text},
    KeyRule{"organisation", "finess_eg", Kind::list},
    KeyRule{"organisation", "siret", Kind::text},
    KeyRule{"organisation", "ght", Kind::text},
    KeyRule{"organisation", "region", Kind::text},
    KeyRule{"autorisation", "reference", Kind::text, true},
    KeyRule{"autorisation", "signataire", Kind::text, true},
    KeyRule{"autorisation", "debut", Kind::date, true},
    KeyRule{"autorisation", "fin", Kind::date, true},
    KeyRule{"autorisation", "laboratoire", Kind::flag},
    KeyRule{"autorisation", "acces_anonyme", Kind::flag},
    KeyRule{"acteurs", "auditeur", Kind::text},
    KeyRule{"acteurs", "prestataire_siren", Kind::text},
    KeyRule{"perimetre", "adresses", Kind::list},
    KeyRule{"perimetre", "domaines", Kind::list},
    KeyRule{"perimetre", "exclusions", Kind::list},
    KeyRule{"perimetre", "fragiles", Kind::list},
    KeyRule{"perimetre", "cloud", Kind::list},
    KeyRule{"limites", "paquets_par_seconde", Kind::number},
    KeyRule{"limites", "paquets_par_seconde_par_adresse", Kind::number},
    KeyRule{"limites", "fenetres", Kind::list},
    KeyRule{"resolution", "serveurs", Kind::list},
    KeyRule{"conservation", "jours", Kind::number},
    KeyRule{"conservation", "sceller", Kind::flag},
};

// Tables without which nothing can be authorised.
constexpr std::array<std::string_view, 3> kRequiredTables{"organisation", "autorisation", "perimetre"};

Text name_of(Kind kind) {
    switch (kind) {
        case Kind::text: return {"un texte entre guillemets", "a quoted text"};
        case Kind::number: return {"un nombre entier", "a whole number"};
        case Kind::flag: return {"true ou false", "true or false"};
        case Kind::date: return {"une date sans guillemets, 2026-11-01", "a date without quotes, 2026-11-01"};
        case Kind::list: return {"une liste de textes, [\"...\", \"...\"]", "a list of texts, [\"...\", \"...\"]"};
        case Kind::table: return {"une table", "a table"};
        case Kind::other: break;
    }
    return {"une valeur d'un autre type", "a value of another type"};
}

std::vector<std::string> known_tables() {
    std::vector<std::string> out;
    for (const KeyRule& rule : kRules)
        if (out.empty() || out.back() != rule.table) out.emplace_back(rule.table);
    return out;
}

std::vector<std::string> known_keys(std::string_view table) {
    std::vector<std::string> out;
    for (const KeyRule& rule : kRules)
        if (rule.table == table) out.emplace_back(rule.key);
    return out;
}

std::size_t edit_distance(std::string_view a, std::string_view b) {
    std::vector<std::size_t> row(b.size() + 1);
    std::iota(row.begin(), row.end(), std::size_t{0});
    for (std::size_t i = 0; i < a.size(); ++i) {
        std::size_t diagonal = std::exchange(row[0], i + 1);
        for (std::size_t j = 0; j < b.size(); ++j) {
            const std::size_t replaced = diagonal + (a[i] == b[j] ? 0U : 1U);
            diagonal = row[j + 1];
            row[j + 1] = std::min({row[j] + 1, row[j + 1] + 1, replaced});
        }
    }
    return row.back();
}

// "" when nothing is near enough to be what was meant.
std::string nearest(std::string_view written, const std::vector<std::string>& known) {
    constexpr std::size_t kLongestWritten = 64;
    if (written.size() > kLongestWritten) return {};
    const std::string lower = base::to_lower(written);
    std::string best;
    std::size_t best_distance = std::max<std::size_t>(2, written.size() / 3) + 1;
    for (const std::string& candidate : known) {
        const bool beginning = lower.size() >= 3 && candidate.starts_with(lower);
        const std::size_t distance = beginning ? 1 : edit_distance(lower, candidate);
        if (distance < best_distance) {
            best_distance = distance;
            best = candidate;
        }
    }
    return best;
}

Text unknown_table(std::string_view written) {
    const std::string shown = quotable(written);
    const std::string near = nearest(written, known_tables());
    if (!near.empty())
        return {"table inconnue [" + shown + "]; attendu : [" + near + "]",
                "unknown table [" + shown + "]; expected: [" + near + "]"};
    const std::string all = "[" + base::join(known_tables(), "], [") + "]";
    return {"table inconnue [" + shown + "]; attendu : " + all, "unknown table [" + shown + "]; expected: " + all};
}

Text stray_key(std::string_view written, std::string_view table) {
    const std::string shown = quotable(written);
    const std::string fr = table.empty() ? " hors de toute table" : " dans [" + std::string(table) + "]";
    const std::string en = table.empty() ? " outside any table" : " in [" + std::string(table) + "]";
    const std::string near = nearest(written, known_keys(table));
    const auto elsewhere =
        std::find_if(kRules.begin(), kRules.end(), [&](const KeyRule& r) { return r.key == written; });
    if (elsewhere != kRules.end()) {
        const std::string home = "[" + std::string(elsewhere->table) + "]";
        return {"clé « " + shown + " » mal placée" + fr + "; attendu : dans " + home,
                "key '" + shown + "' is misplaced" + en + "; expected: in " + home};
    }
    const std::string list = near.empty() ? base::join(known_keys(table), ", ") : "« " + near + " »";
    const std::string list_en = near.empty() ? base::join(known_keys(table), ", ") : "'" + near + "'";
    return {"clé inconnue « " + shown + " »" + fr + "; attendu : " + list,
            "unknown key '" + shown + "'" + en + "; expected: " + list_en};
}

void check_value(const KeyRule& rule, const Node& value, const Report& report) {
    const std::string name = std::string(rule.table) + "." + std::string(rule.key);
    const Text wanted = name_of(rule.kind);
    const auto wrong_kind = [&](const Node& node) {
        const Text met = name_of(node.kind);
        report(node.line, {name + " contient " + met.fr + "; attendu : " + wanted.fr,
                           name + " holds " + met.en + "; expected: " + wanted.en});
    };
    const auto empty_text = [&](const Node& node) {
        report(node.line, {name + " est vide; attendu : " + wanted.fr, name + " is empty; expected: " + wanted.en});
    };
    if (value.kind != rule.kind) return wrong_kind(value);
    if (value.kind == Kind::text && base::trim(value.text).empty()) empty_text(value);
    for (const Node& item : value.items) {
        if (item.kind != Kind::text) return wrong_kind(item);
        if (base::trim(item.text).empty()) empty_text(item);
    }
}

void check_table(std::string_view table, const Node& node, const Report& report) {
    if (node.kind != Kind::table) {
        report(node.line, {"[" + std::string(table) + "] n'est pas une table; attendu : une ligne [" +
                               std::string(table) + "] suivie de ses clés",
                           "[" + std::string(table) + "] is not a table; expected: a line [" + std::string(table) +
                               "] followed by its keys"});
        return;
    }
    for (const auto& member : node.members) {
        const auto& [key, value] = member;
        const auto rule = std::find_if(kRules.begin(), kRules.end(),
                                       [&](const KeyRule& r) { return r.table == table && r.key == member.first; });
        if (rule == kRules.end())
            report(value.line, stray_key(key, table));
        else
            check_value(*rule, value, report);
    }
    for (const KeyRule& rule : kRules) {
        if (rule.table != table || !rule.required || node.find(rule.key) != nullptr) continue;
        const Text wanted = name_of(rule.kind);
        const std::string name = std::string(rule.key);
        report(node.line, {"la clé « " + name + " » manque dans [" + std::string(table) + "]; attendu : " + wanted.fr,
                           "key '" + name + "' is missing in [" + std::string(table) + "]; expected: " + wanted.en});
    }
}

}  // namespace

std::span<const KeyRule> key_rules() {
    return kRules;
}

void check_schema(const Node& root, const Report& report) {
    const std::vector<std::string> tables = known_tables();
    for (const auto& [name, node] : root.members) {
        if (std::find(tables.begin(), tables.end(), name) != tables.end())
            check_table(name, node, report);
        else if (node.kind == Kind::table)
            report(node.line, unknown_table(name));
        else
            report(node.line, stray_key(name, ""));
    }
    for (const std::string_view table : kRequiredTables) {
        if (root.find(table) != nullptr) continue;
        const std::string keys = base::join(known_keys(table), ", ");
        report(1,
               {"la table [" + std::string(table) + "] manque; attendu : [" + std::string(table) + "] avec " + keys,
                "table [" + std::string(table) + "] is missing; expected: [" + std::string(table) + "] with " + keys});
    }
}

}  // namespace vigie::perimeter
