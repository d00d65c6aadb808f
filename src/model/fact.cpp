// SPDX-License-Identifier: Apache-2.0
#include "model/fact.h"

#include <algorithm>

namespace vigie::model {

void Facts::append(const std::string& name, std::string item) {
    auto& value = values_[name];
    if (!std::holds_alternative<std::vector<std::string>>(value)) value = std::vector<std::string>{};
    auto& items = std::get<std::vector<std::string>>(value);
    if (std::find(items.begin(), items.end(), item) == items.end()) items.push_back(std::move(item));
}

void Facts::merge(const Facts& other) {
    for (const auto& [name, value] : other.values_) values_[name] = value;
}

const FactValue* Facts::find(std::string_view name) const {
    const auto found = values_.find(name);
    return found == values_.end() ? nullptr : &found->second;
}

std::optional<bool> Facts::flag(std::string_view name) const {
    const FactValue* value = find(name);
    if (value == nullptr || !std::holds_alternative<bool>(*value)) return std::nullopt;
    return std::get<bool>(*value);
}

std::optional<std::int64_t> Facts::number(std::string_view name) const {
    const FactValue* value = find(name);
    if (value == nullptr || !std::holds_alternative<std::int64_t>(*value)) return std::nullopt;
    return std::get<std::int64_t>(*value);
}

std::string Facts::text(std::string_view name) const {
    const FactValue* value = find(name);
    if (value == nullptr || !std::holds_alternative<std::string>(*value)) return {};
    return std::get<std::string>(*value);
}

std::vector<std::string> Facts::list(std::string_view name) const {
    const FactValue* value = find(name);
    if (value == nullptr || !std::holds_alternative<std::vector<std::string>>(*value)) return {};
    return std::get<std::vector<std::string>>(*value);
}

}  // namespace vigie::model
