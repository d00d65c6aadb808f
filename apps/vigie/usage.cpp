// SPDX-License-Identifier: Apache-2.0
#include "usage.h"

#include <array>
#include <string_view>

#include <CLI/CLI.hpp>

#include "console.h"

namespace vigie::console {
namespace {

struct Pattern {
    std::string_view begin;   // what the library writes before the part that is the user's
    std::string_view end;     // and after it
    std::string_view before;  // the same in French
    std::string_view after;
};

constexpr std::array<Pattern, 6> kPatterns{
    {{"A subcommand is required", "", "une commande est attendue", ""},
     {"The following argument was not expected: ", "", "argument inattendu : ", ""},
     {"The following arguments were not expected: ", "", "arguments inattendus : ", ""},
     {"Could not convert: ", "", "valeur illisible : ", ""},
     {"", " is required", "", " est obligatoire"},
     {"", ": 1 required TEXT missing", "", " : il manque une valeur"}}};

std::string in_french(const std::string& text) {
    for (const Pattern& pattern : kPatterns) {
        if (!text.starts_with(pattern.begin) || !text.ends_with(pattern.end)) continue;
        const std::string theirs =
            text.substr(pattern.begin.size(), text.size() - pattern.begin.size() - pattern.end.size());
        return std::string(pattern.before) + theirs + std::string(pattern.after);
    }
    constexpr std::string_view kNotIn = " not in {";
    if (const auto at = text.find(kNotIn); at != std::string::npos && text.ends_with("}"))
        return text.substr(0, at) + " n'est pas parmi " +
               text.substr(at + kNotIn.size(), text.size() - 1 - at - kNotIn.size());
    return text;
}

}  // namespace

void name_headings(CLI::App& app) {
    if (language() == "en") return;
    const auto formatter = app.get_formatter();
    formatter->label("Positionals", "Arguments");
    formatter->label("REQUIRED", "(obligatoire)");
    formatter->label("SUBCOMMAND", "COMMANDE");
    formatter->label("TEXT", "TEXTE");
    formatter->label("INT", "NOMBRE");
    formatter->label("UINT", "NOMBRE");
    formatter->label("FLOAT", "NOMBRE");
}

void name_commands(CLI::App& app) {
    if (language() == "en") return;
    for (CLI::App* command : app.get_subcommands([](const CLI::App*) { return true; })) {
        command->group("Commandes");
        name_commands(*command);
    }
}

std::string usage_words(const CLI::ParseError& error) {
    return language() == "en" ? error.what() : in_french(error.what());
}

}  // namespace vigie::console
