// SPDX-License-Identifier: Apache-2.0
#include "catalog/template.h"

#include <array>
#include <utility>

#include "base/text.h"
#include "catalog/rules.h"

namespace vigie::catalog {
namespace {

constexpr std::size_t kValueLimit = 300;  // bytes of one value inside a text

constexpr std::array<std::pair<std::string_view, std::string_view>, 10> kShortNames{{{"address", "service.address"},
                                                                                     {"port", "service.port"},
                                                                                     {"transport", "service.transport"},
                                                                                     {"endpoint", "service.endpoint"},
                                                                                     {"protocol", "service.protocol"},
                                                                                     {"product", "service.product"},
                                                                                     {"version", "service.version"},
                                                                                     {"names", "service.names"},
                                                                                     {"name", "name.value"},
                                                                                     {"asset", "asset.address"}}};

// Calls piece(literal) and name(name) in turn.
template <class Piece, class Name>
void walk(std::string_view text, Piece piece, Name name) {
    while (!text.empty()) {
        const auto open = text.find('{');
        const auto close = open == std::string_view::npos ? open : text.find('}', open);
        if (close == std::string_view::npos) return piece(text);
        piece(text.substr(0, open));
        name(text.substr(open + 1, close - open - 1));
        text.remove_prefix(close + 1);
    }
}

std::string absent(std::string_view name, const model::Facts& facts, std::string_view lang) {
    const bool french = lang != "en";
    const bool product = name == "service.product";
    if (product && !facts.text("service.protocol").empty()) return facts.text("service.protocol");
    if (product) return french ? "logiciel non identifié" : "unidentified software";
    if (name == "service.version") return french ? "version non affichée" : "version not shown";
    return french ? "non connu" : "not known";
}

}  // namespace

std::vector<std::string> template_names(std::string_view text) {
    std::vector<std::string> names;
    walk(
        text, [](std::string_view) {}, [&](std::string_view name) { names.emplace_back(name); });
    return names;
}

std::string full_name(std::string_view name) {
    for (const auto& [brief, full] : kShortNames)
        if (brief == name) return std::string(full);
    return std::string(name);
}

std::string display(const model::FactValue& value, std::string_view lang) {
    const bool french = lang != "en";
    std::string out;
    if (const auto* flag = std::get_if<bool>(&value))
        out = *flag ? (french ? "oui" : "yes") : (french ? "non" : "no");
    else if (const auto* number = std::get_if<std::int64_t>(&value))
        out = std::to_string(*number);
    else if (const auto* text = std::get_if<std::string>(&value))
        out = *text;
    else
        out = base::join(std::get<std::vector<std::string>>(value), ", ");
    return base::printable(out, kValueLimit);
}

std::string render_text(std::string_view text, const model::Facts& facts, std::string_view lang) {
    std::string out;
    std::size_t long_address = std::string::npos;  // where an IPv6 address begins that ends the text so far
    walk(
        text,
        [&](std::string_view piece) {
            // "{address}:{port}": the colons of the address must not run into that of the port.
            if (piece == ":" && long_address != std::string::npos) {
                out.insert(long_address, 1, '[');
                out.push_back(']');
            }
            out += piece;
        },
        [&](std::string_view name) {
            const std::string full = full_name(name);
            const model::FactValue* value = facts.find(full);
            const std::string words = value == nullptr ? absent(full, facts, lang) : display(*value, lang);
            const bool is_long = full == "service.address" && words.find(':') != std::string::npos;
            long_address = is_long ? out.size() : std::string::npos;
            out += words;
        });
    return out;
}

std::string render_component(std::string_view text, const model::Facts& facts) {
    std::string out;
    walk(
        text, [&](std::string_view piece) { out += piece; },
        [&](std::string_view name) {
            if (const model::FactValue* value = facts.find(full_name(name))) out += display(*value, "en");
        });
    return std::string(base::trim(out));
}

}  // namespace vigie::catalog
