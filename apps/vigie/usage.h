// SPDX-License-Identifier: Apache-2.0
// The words of the command line's own library in the chosen language: headings of the help, and what is wrong with a
// command. It must never change what is accepted.
#pragma once

#include <string>

#include <CLI/App.hpp>

namespace vigie::console {

// Before any command is added: commands take the headings over.
void name_headings(CLI::App& app);
// After all were added.
void name_commands(CLI::App& app);

// One line: "--out est obligatoire".
std::string usage_words(const CLI::ParseError& error);

}  // namespace vigie::console
