// SPDX-License-Identifier: Apache-2.0
// The words that users read, one file per language in data/texts/. A key that one language has and the other lacks
// is a load error, so that no reader ever meets a hole. Values are plain text: escaping is the caller's, per format.
#pragma once

#include <filesystem>
#include <functional>
#include <initializer_list>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"

namespace vigie::catalog {

class Texts {
public:
    // Nested TOML tables become dotted keys: [verdict] rouge = "…" is "verdict.rouge". Only strings are allowed.
    static base::Result<Texts> parse(std::string_view toml, std::string_view lang);

    [[nodiscard]] const std::string* find(std::string_view key) const;  // nullptr when the key does not exist
    [[nodiscard]] const std::string& lang() const { return lang_; }     // "fr", "en"
    [[nodiscard]] std::vector<std::string> keys() const;                // sorted

private:
    std::string lang_;
    std::map<std::string, std::string, std::less<>> values_;
};

// Reads fr.toml and en.toml of the folder and returns the one asked for; an Error names the keys that differ.
base::Result<Texts> load_texts(const std::filesystem::path& folder, std::string_view lang);

// Replaces {name} by its value; unknown names stay as they are. Values are not searched again.
std::string fill(std::string_view text, std::initializer_list<std::pair<std::string_view, std::string>> values);

// French spacing: no-break spaces before ; : ! ? % and inside guillemets, where a plain space was typed.
std::string typeset_french(std::string_view text);

}  // namespace vigie::catalog
