// SPDX-License-Identifier: Apache-2.0
// The closed vocabulary of facts, read from data/facts/*.toml: the names that protocols write and rules read.
// It exists so that a misspelt name is an error when the catalogue is loaded, never a rule that stays silent.
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "model/fact.h"

namespace vigie::catalog {

enum class FactType { text, number, flag, list };
std::string_view name_of(FactType type);
FactType type_of(const model::FactValue& value);

struct FactDefinition {
    std::string name;  // "redis.version"
    FactType type = FactType::text;
    std::string text;                 // what it says
    std::vector<std::string> values;  // the closed list of its words; empty = any
    bool always = false;              // never absent: a field of the subject itself
    std::string where;                // file:line
};

class Vocabulary {
public:
    // Reads every *.toml of the folder; the file's name is the prefix of its facts. Errors carry file:line.
    static base::Result<Vocabulary> load(const std::filesystem::path& folder);

    [[nodiscard]] const FactDefinition* find(std::string_view name) const;  // null when there is none
    // Why this value may not be written under this name; empty when it may.
    [[nodiscard]] std::string objection(std::string_view name, const model::FactValue& value) const;
    [[nodiscard]] const std::map<std::string, FactDefinition, std::less<>>& all() const { return facts_; }

    void add(FactDefinition fact);  // for tests and for fields that are not in a file

private:
    std::map<std::string, FactDefinition, std::less<>> facts_;
};

}  // namespace vigie::catalog
