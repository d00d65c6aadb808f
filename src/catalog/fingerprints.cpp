// SPDX-License-Identifier: Apache-2.0
#include "catalog/fingerprints.h"

#include <algorithm>

#include <toml++/toml.h>

#include "catalog/toml_source.h"

namespace vigie::catalog {
namespace {

using base::Errc;
using base::fail;
using base::Result;

std::string fill(std::string text, const std::map<std::string, std::string>& groups) {
    for (const auto& [name, value] : groups) {
        const std::string mark = "{" + name + "}";
        for (auto at = text.find(mark); at != std::string::npos; at = text.find(mark, at + value.size()))
            text.replace(at, mark.size(), value);
    }
    // A group that took no part leaves nothing.
    for (auto open = text.find('{'); open != std::string::npos; open = text.find('{')) {
        const auto close = text.find('}', open);
        if (close == std::string::npos) break;
        text.erase(open, close - open + 1);
    }
    return text;
}

Result<Fingerprint> read_entry(const std::filesystem::path& file, const toml::table& entry) {
    const std::string where = where_of(file, entry);
    const auto text = [&](const char* key) { return entry[key].value_or(std::string()); };
    for (const auto& [key, value] : entry) {
        constexpr std::string_view kKnown[] = {"fact",    "pattern", "vendor", "product",
                                               "version", "cpe",     "qod",    "example"};
        if (std::find(std::begin(kKnown), std::end(kKnown), key.str()) == std::end(kKnown))
            return fail(Errc::input, where_of(file, value) + ": unknown key '" + std::string(key.str()) + "'");
    }
    if (text("fact").empty() || text("pattern").empty() || text("product").empty())
        return fail(Errc::input, where + ": a fingerprint needs fact, pattern and product");
    Result<Pattern> pattern = Pattern::compile(text("pattern"));
    if (!pattern) return fail(Errc::input, where + ": " + pattern.error().what);
    Fingerprint out{where,
                    text("fact"),
                    *pattern,
                    text("vendor"),
                    text("product"),
                    text("version"),
                    text("cpe"),
                    static_cast<int>(entry["qod"].value_or(std::int64_t{80})),
                    {}};
    if (const toml::array* examples = entry["example"].as_array()) {
        for (const toml::node& node : *examples) {
            const toml::table* example = node.as_table();
            if (example == nullptr) return fail(Errc::input, where + ": an example is a table");
            out.examples.push_back({(*example)["text"].value_or(std::string()),
                                    (*example)["version"].value_or(std::string()),
                                    (*example)["matches"].value_or(true)});
        }
    }
    return out;
}

}  // namespace

Result<Fingerprints> Fingerprints::load(const std::filesystem::path& folder) {
    Fingerprints out;
    std::vector<std::filesystem::path> files;
    std::error_code error;
    for (const auto& entry : std::filesystem::directory_iterator(folder, error))
        if (entry.path().extension() == ".toml") files.push_back(entry.path());
    if (error) return fail(Errc::io, "reading " + folder.string() + ": " + error.message());
    std::sort(files.begin(), files.end());
    for (const auto& file : files) {
        try {
            const toml::table document = toml::parse_file(file.string());
            const toml::array* entries = document["fingerprint"].as_array();
            if (entries == nullptr) return fail(Errc::input, file.filename().string() + ": holds no [[fingerprint]]");
            for (const toml::node& node : *entries) {
                Result<Fingerprint> fingerprint = read_entry(file, *node.as_table());
                if (!fingerprint) return tl::unexpected(fingerprint.error());
                out.fingerprints_.push_back(std::move(*fingerprint));
            }
        } catch (const toml::parse_error& problem) {
            return fail(Errc::input, file.filename().string() + ":" + std::to_string(problem.source().begin.line) +
                                         ": " + std::string(problem.description()));
        }
    }
    return out;
}

std::optional<Identity> Fingerprints::apply(const Fingerprint& fingerprint, const std::string& text) const {
    const auto groups = fingerprint.pattern.match(text);
    if (!groups) return std::nullopt;
    Identity out;
    out.vendor = fill(fingerprint.vendor, *groups);
    out.product = fill(fingerprint.product, *groups);
    out.version = fill(fingerprint.version, *groups);
    out.qod = fingerprint.qod;
    out.from = fingerprint.fact;
    if (!fingerprint.cpe.empty()) out.cpe = cpe_of(fill(fingerprint.cpe, *groups), out.version);
    return out;
}

std::vector<Identity> Fingerprints::identify(const model::Facts& facts) const {
    std::vector<Identity> out;
    for (const Fingerprint& fingerprint : fingerprints_) {
        const std::string text = facts.text(fingerprint.fact);
        if (text.empty()) continue;
        if (auto identity = apply(fingerprint, text)) out.push_back(std::move(*identity));
    }
    std::stable_sort(out.begin(), out.end(), [](const Identity& a, const Identity& b) {
        if (a.qod != b.qod) return a.qod > b.qod;
        return !a.version.empty() && b.version.empty();
    });
    return out;
}

std::string cpe_of(const std::string& part_vendor_product, const std::string& version) {
    std::string number = version.empty() ? "*" : version;
    std::string update = "*";
    if (part_vendor_product == "a:openbsd:openssh") {
        if (const auto p = number.find('p'); p != std::string::npos) {
            update = number.substr(p);
            number = number.substr(0, p);
        }
    }
    const auto escaped = [](const std::string& text) {
        if (text == "*") return text;
        std::string out;
        for (const char character : text) {
            const bool plain = (character >= '0' && character <= '9') || (character >= 'a' && character <= 'z') ||
                               (character >= 'A' && character <= 'Z') || character == '.' || character == '_' ||
                               character == '-';
            if (!plain) out += '\\';
            out += character;
        }
        return out;
    };
    return "cpe:2.3:" + part_vendor_product + ":" + escaped(number) + ":" + escaped(update) + ":*:*:*:*:*:*";
}

}  // namespace vigie::catalog
