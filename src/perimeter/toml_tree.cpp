// SPDX-License-Identifier: Apache-2.0
#include "perimeter/toml_tree.h"

#include <algorithm>

#include <toml++/toml.h>

namespace vigie::perimeter {
namespace {

std::size_t line_of(const toml::source_region& region) {
    return std::max<std::size_t>(1, region.begin.line);
}

Node convert(const toml::node& in) {
    Node out;
    out.line = line_of(in.source());
    if (const auto* text = in.as_string()) {
        out.kind = Kind::text;
        out.text = text->get();
    } else if (const auto* number = in.as_integer()) {
        out.kind = Kind::number;
        out.number = number->get();
    } else if (const auto* flag = in.as_boolean()) {
        out.kind = Kind::flag;
        out.flag = flag->get();
    } else if (const auto* date = in.as_date()) {
        out.kind = Kind::date;
        out.date = base::Date{std::chrono::year{date->get().year}, std::chrono::month{date->get().month},
                              std::chrono::day{date->get().day}};
    } else if (const auto* list = in.as_array()) {
        out.kind = Kind::list;
        for (const toml::node& item : *list) out.items.push_back(convert(item));
    } else if (const auto* table = in.as_table()) {
        out.kind = Kind::table;
        for (const auto& [key, value] : *table) {
            out.members.emplace_back(std::string(key.str()), convert(value));
            // A value knows where it begins; the user looks for the key.
            out.members.back().second.line = line_of(key.source());
        }
        std::stable_sort(out.members.begin(), out.members.end(),
                         [](const auto& a, const auto& b) { return a.second.line < b.second.line; });
    }
    return out;
}

}  // namespace

const Node* Node::find(std::string_view key) const {
    for (const auto& [name, node] : members)
        if (name == key) return &node;
    return nullptr;
}

tl::expected<Node, SyntaxProblem> read_toml(std::string_view text) {
    try {
        return convert(toml::parse(text));
    } catch (const toml::parse_error& error) {
        return tl::unexpected(SyntaxProblem{line_of(error.source()), std::string(error.description())});
    }
}

}  // namespace vigie::perimeter
