// SPDX-License-Identifier: Apache-2.0
// Facts: what was observed, as named values ("ssh.auth_methods" = ["publickey", "password"]). Protocols write
// them, rules and reports read them. A fact that was not obtained is absent, never false or empty.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace vigie::model {

using FactValue = std::variant<bool, std::int64_t, std::string, std::vector<std::string>>;

class Facts {
public:
    void set(std::string name, FactValue value) { values_[std::move(name)] = std::move(value); }
    void set(std::string name, const char* value) { values_[std::move(name)] = std::string(value); }
    void set(std::string name, std::nullptr_t) = delete;     // also a 0, which would be taken for a text
    void append(const std::string& name, std::string item);  // adds to a list; an item already there is not repeated
    void merge(const Facts& other);                          // other's values win

    [[nodiscard]] const FactValue* find(std::string_view name) const;
    [[nodiscard]] bool has(std::string_view name) const { return find(name) != nullptr; }
    // The value when present and of that type.
    [[nodiscard]] std::optional<bool> flag(std::string_view name) const;
    [[nodiscard]] std::optional<std::int64_t> number(std::string_view name) const;
    [[nodiscard]] std::string text(std::string_view name) const;               // "" when absent
    [[nodiscard]] std::vector<std::string> list(std::string_view name) const;  // empty when absent

    [[nodiscard]] const std::map<std::string, FactValue, std::less<>>& all() const { return values_; }
    [[nodiscard]] bool empty() const { return values_.empty(); }
    bool operator==(const Facts&) const = default;

private:
    std::map<std::string, FactValue, std::less<>> values_;
};

}  // namespace vigie::model
