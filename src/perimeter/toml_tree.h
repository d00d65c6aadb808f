// SPDX-License-Identifier: Apache-2.0
// A TOML document as a plain tree with the line of every value, so that each check can say where it failed.
// Keeps the TOML library out of everything else.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <tl/expected.hpp>

#include "base/clock.h"

namespace vigie::perimeter {

enum class Kind { text, number, flag, date, list, table, other };  // other: real numbers, times, dates with a time

struct Node {
    Kind kind = Kind::other;
    std::size_t line = 1;
    std::string text;
    std::int64_t number = 0;
    bool flag = false;
    base::Date date{};
    std::vector<Node> items;                            // list
    std::vector<std::pair<std::string, Node>> members;  // table, in the order of the file

    [[nodiscard]] const Node* find(std::string_view key) const;
};

struct SyntaxProblem {
    std::size_t line = 1;
    std::string description;  // the library's words, English
};

tl::expected<Node, SyntaxProblem> read_toml(std::string_view text);

}  // namespace vigie::perimeter
