// SPDX-License-Identifier: Apache-2.0
#include "catalog/texts.h"

#include <algorithm>
#include <fstream>
#include <iterator>

#include <toml++/toml.h>

namespace vigie::catalog {
namespace {

constexpr std::string_view kNoBreakSpace = "\xC2\xA0";            // U+00A0
constexpr std::string_view kNarrowNoBreakSpace = "\xE2\x80\xAF";  // U+202F
constexpr std::string_view kOpeningGuillemet = "\xC2\xAB";
constexpr std::string_view kClosingGuillemet = "\xC2\xBB";
constexpr int kMaximumDepth = 8;

using Values = std::map<std::string, std::string, std::less<>>;

// Returns the first key whose value is neither a string nor a table, or an empty text.
std::string flatten(const toml::table& table, const std::string& prefix, int depth, Values& out) {
    if (depth > kMaximumDepth) return prefix;
    for (const auto& [name, node] : table) {
        const std::string key = prefix.empty() ? std::string(name.str()) : prefix + "." + std::string(name.str());
        if (const toml::table* inner = node.as_table()) {
            if (std::string bad = flatten(*inner, key, depth + 1, out); !bad.empty()) return bad;
        } else if (const auto* text = node.as_string()) {
            out[key] = text->get();
        } else {
            return key;
        }
    }
    return {};
}

base::Result<std::string> read_file(const std::filesystem::path& path) {
    std::ifstream in(path, std::ios::binary);
    if (!in) return base::fail(base::Errc::io, "reading the texts: cannot open " + path.string());
    return std::string(std::istreambuf_iterator<char>(in), {});
}

std::string first_missing(const std::vector<std::string>& wanted, const Texts& texts) {
    const auto missing =
        std::find_if(wanted.begin(), wanted.end(), [&](const std::string& key) { return texts.find(key) == nullptr; });
    return missing == wanted.end() ? std::string() : *missing;
}

}  // namespace

base::Result<Texts> Texts::parse(std::string_view toml, std::string_view lang) {
    Texts texts;
    texts.lang_ = lang;
    try {
        const toml::table table = toml::parse(toml);
        if (const std::string bad = flatten(table, "", 0, texts.values_); !bad.empty())
            return base::fail(base::Errc::input, "reading the texts: " + bad + " is not a text");
    } catch (const toml::parse_error& error) {
        return base::fail(base::Errc::input, "reading the texts (" + std::string(lang) + "), line " +
                                                 std::to_string(error.source().begin.line) + ": " +
                                                 std::string(error.description()));
    }
    if (lang == "fr")
        for (auto& [key, value] : texts.values_) value = typeset_french(value);
    return texts;
}

const std::string* Texts::find(std::string_view key) const {
    const auto found = values_.find(key);
    return found == values_.end() ? nullptr : &found->second;
}

std::vector<std::string> Texts::keys() const {
    std::vector<std::string> out;
    out.reserve(values_.size());
    for (const auto& entry : values_) out.push_back(entry.first);
    return out;
}

base::Result<Texts> load_texts(const std::filesystem::path& folder, std::string_view lang) {
    if (lang != "fr" && lang != "en")
        return base::fail(base::Errc::input, "reading the texts: no such language: " + std::string(lang));
    const std::string_view other_lang = lang == "fr" ? "en" : "fr";
    const auto load = [&](std::string_view which) -> base::Result<Texts> {
        const auto toml = read_file(folder / (std::string(which) + ".toml"));
        if (!toml) return tl::unexpected(toml.error());
        return Texts::parse(*toml, which);
    };
    auto texts = load(lang);
    if (!texts) return texts;
    const auto other = load(other_lang);
    if (!other) return other;
    if (const std::string key = first_missing(texts->keys(), *other); !key.empty())
        return base::fail(base::Errc::input,
                          "reading the texts: " + std::string(other_lang) + ".toml lacks the key " + key);
    if (const std::string key = first_missing(other->keys(), *texts); !key.empty())
        return base::fail(base::Errc::input, "reading the texts: " + std::string(lang) + ".toml lacks the key " + key);
    return texts;
}

std::string fill(std::string_view text, std::initializer_list<std::pair<std::string_view, std::string>> values) {
    std::string out;
    while (!text.empty()) {
        const auto open = text.find('{');
        out += text.substr(0, open);
        if (open == std::string_view::npos) break;
        text.remove_prefix(open);
        const auto close = text.find('}');
        const std::string_view name = close == std::string_view::npos ? std::string_view() : text.substr(1, close - 1);
        const auto found = std::find_if(values.begin(), values.end(), [&](const auto& v) { return v.first == name; });
        if (found == values.end()) {
            out += '{';
            text.remove_prefix(1);
        } else {
            out += found->second;
            text.remove_prefix(close + 1);
        }
    }
    return out;
}

std::string typeset_french(std::string_view text) {
    std::string out;
    out.reserve(text.size() + 16);
    for (std::size_t i = 0; i < text.size(); ++i) {
        const std::string_view after = text.substr(i + 1);
        if (text[i] != ' ') {
            out += text[i];
        } else if (after.starts_with(kClosingGuillemet) || after.starts_with(':')) {
            out += kNoBreakSpace;
        } else if (!after.empty() && std::string_view(";!?%").find(after[0]) != std::string_view::npos) {
            out += kNarrowNoBreakSpace;
        } else {
            out += std::string_view(out).ends_with(kOpeningGuillemet) ? kNoBreakSpace : std::string_view(" ");
        }
    }
    return out;
}

}  // namespace vigie::catalog
