// SPDX-License-Identifier: Apache-2.0
// The closed list of tables and keys of the perimeter file, and the check that a document keeps to it.
#pragma once

#include <functional>
#include <span>
#include <string_view>

#include "perimeter/text.h"
#include "perimeter/toml_tree.h"

namespace vigie::perimeter {

struct KeyRule {
    std::string_view table;
    std::string_view key;
    Kind kind = Kind::text;  // list = list of texts
    bool required = false;
};

std::span<const KeyRule> key_rules();

using Report = std::function<void(std::size_t line, Text problem)>;

// Reports unknown tables and keys (with the nearest known one), wrong types, empty texts, and what is required but
// missing. Afterwards every known key that is present in root has its declared kind.
void check_schema(const Node& root, const Report& report);

}  // namespace vigie::perimeter
