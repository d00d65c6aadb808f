// SPDX-License-Identifier: Apache-2.0
#include "catalog/facts.h"

#include <algorithm>
#include <array>
#include <optional>

#include "catalog/toml_source.h"

namespace vigie::catalog {
namespace {

std::optional<FactType> type_from(std::string_view name) {
    for (const FactType type : {FactType::text, FactType::number, FactType::flag, FactType::list})
        if (name_of(type) == name) return type;
    return std::nullopt;
}

bool is_word(std::string_view text) {
    return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
    });
}

void read_values(const toml::table& entry, FactDefinition& fact, Complaints& complaints) {
    const toml::node* values = entry.get("values");
    if (values == nullptr) return;
    const toml::array* list = values->as_array();
    if (list == nullptr) return complaints.add(fact.where, fact.name + ": values must be a list");
    for (const toml::node& item : *list) {
        if (const auto text = item.value_exact<std::string>())
            fact.values.push_back(*text);
        else
            complaints.add(fact.where, fact.name + ": values must be texts");
    }
}

FactDefinition read_fact(const std::string& name, const std::string& where, const toml::table& entry,
                         Complaints& complaints) {
    FactDefinition fact{.name = name, .text = entry["text"].value_or(std::string()), .where = where};
    const auto type = type_from(entry["type"].value_or(std::string_view()));
    if (!type) complaints.add(where, name + ": type must be text, number, flag or list");
    fact.type = type.value_or(FactType::text);
    if (fact.text.empty()) complaints.add(where, name + ": text is missing");
    fact.always = entry["always"].value_or(false);
    read_values(entry, fact, complaints);
    for (const auto& [key, ignored] : entry)
        if (key != "type" && key != "text" && key != "values" && key != "always")
            complaints.add(where, name + ": unknown key '" + std::string(key.str()) + "'");
    return fact;
}

}  // namespace

std::string_view name_of(FactType type) {
    switch (type) {
        case FactType::text: return "text";
        case FactType::number: return "number";
        case FactType::flag: return "flag";
        case FactType::list: return "list";
    }
    return "text";
}

FactType type_of(const model::FactValue& value) {
    if (std::holds_alternative<bool>(value)) return FactType::flag;
    if (std::holds_alternative<std::int64_t>(value)) return FactType::number;
    if (std::holds_alternative<std::string>(value)) return FactType::text;
    return FactType::list;
}

base::Result<Vocabulary> Vocabulary::load(const std::filesystem::path& folder) {
    const auto files = toml_files(folder);
    if (!files) return tl::unexpected<base::Error>(files.error());
    Vocabulary vocabulary;
    Complaints complaints;
    for (const auto& file : *files) {
        const auto document = read_toml(file);
        if (!document) return tl::unexpected<base::Error>(document.error());
        const std::string prefix = file.stem().string();
        for (const auto& [key, node] : *document) {
            const std::string where = where_of(file, node);
            const std::string name = prefix + "." + std::string(key.str());
            const toml::table* entry = node.as_table();
            if (entry == nullptr || !is_word(key.str()) || !is_word(prefix)) {
                complaints.add(where, name + ": a fact is word = {type = ..., text = ...}");
                continue;
            }
            vocabulary.add(read_fact(name, where, *entry, complaints));
        }
    }
    if (!complaints.empty()) return base::fail(base::Errc::input, complaints.text());
    return vocabulary;
}

const FactDefinition* Vocabulary::find(std::string_view name) const {
    const auto found = facts_.find(name);
    return found == facts_.end() ? nullptr : &found->second;
}

std::string Vocabulary::objection(std::string_view name, const model::FactValue& value) const {
    const FactDefinition* fact = find(name);
    if (fact == nullptr) return "unknown fact '" + std::string(name) + "'";
    if (type_of(value) != fact->type)
        return std::string(name) + " is a " + std::string(name_of(fact->type)) + ", not a " +
               std::string(name_of(type_of(value)));
    if (!fact->values.empty() && fact->type == FactType::text &&
        std::find(fact->values.begin(), fact->values.end(), std::get<std::string>(value)) == fact->values.end())
        return "'" + std::get<std::string>(value) + "' is not one of the words of " + std::string(name);
    return {};
}

void Vocabulary::add(FactDefinition fact) {
    std::string name = fact.name;
    facts_.insert_or_assign(std::move(name), std::move(fact));
}

}  // namespace vigie::catalog
