// SPDX-License-Identifier: Apache-2.0
#include "catalog/fingerprints.h"

#include <algorithm>
#include <mutex>

#include <toml++/toml.h>

#include "base/text.h"
#include "catalog/prefilter.h"
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
        constexpr std::string_view kKnown[] = {"fact", "pattern", "vendor", "product", "version",
                                               "cpe",  "qod",     "weak",   "example"};
        if (std::find(std::begin(kKnown), std::end(kKnown), key.str()) == std::end(kKnown))
            return fail(Errc::input, where_of(file, value) + ": unknown key '" + std::string(key.str()) + "'");
    }
    if (text("fact").empty() || text("pattern").empty() || text("product").empty())
        return fail(Errc::input, where + ": a fingerprint needs fact, pattern and product");
    Result<Pattern> pattern = Pattern::compile(text("pattern"));
    if (!pattern) return fail(Errc::input, where + ": " + pattern.error().what);
    Fingerprint out{where,
                    text("fact"),
                    text("pattern"),
                    *pattern,
                    text("vendor"),
                    text("product"),
                    text("version"),
                    text("cpe"),
                    static_cast<int>(entry["qod"].value_or(std::int64_t{80})),
                    entry["weak"].value_or(false),
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

Result<Question> read_question(const std::filesystem::path& file, const toml::table& entry) {
    const std::string where = where_of(file, entry);
    const auto text = [&](const char* key) { return entry[key].value_or(std::string()); };
    for (const auto& [key, value] : entry) {
        constexpr std::string_view kKnown[] = {"products", "path", "header", "keep", "nameless", "example"};
        if (std::find(std::begin(kKnown), std::end(kKnown), key.str()) == std::end(kKnown))
            return fail(Errc::input, where_of(file, value) + ": unknown key '" + std::string(key.str()) + "'");
    }
    const toml::array* products = entry["products"].as_array();
    if (products == nullptr || text("path").substr(0, 1) != "/" || text("keep").empty())
        return fail(Errc::input, where + ": a question needs products, a path and what to keep");
    Result<Pattern> keep = Pattern::compile(text("keep"));
    if (!keep) return fail(Errc::input, where + ": " + keep.error().what);
    Question out{where, {}, text("path"), text("header"), entry["nameless"].value_or(false), *keep, {}};
    for (const toml::node& node : *products) out.products.push_back(node.value_or(std::string()));
    if (const toml::array* examples = entry["example"].as_array()) {
        for (const toml::node& node : *examples) {
            const toml::table* example = node.as_table();
            if (example == nullptr) return fail(Errc::input, where + ": an example is a table");
            out.examples.push_back(
                {(*example)["reply"].value_or(std::string()), (*example)["shown"].value_or(std::string())});
        }
    }
    return out;
}

// The texts of a fact: one, or the items of a list.
std::vector<std::string> texts_of(const model::Facts& facts, const std::string& name) {
    std::vector<std::string> out = facts.list(name);
    if (std::string text = facts.text(name); !text.empty()) out.push_back(std::move(text));
    return out;
}

}  // namespace

// A single audit of a small hospital reads fewer texts of one kind than making the prefilter would cost.
constexpr std::size_t kTextsAlone = 50;

struct Fingerprints::Index {
    struct Group {
        std::vector<std::size_t> entries;    // positions in fingerprints_
        std::size_t read = 0;                // texts
        std::optional<Prefilter> prefilter;  // takes a while to make: only where many texts are read
    };
    std::mutex making;
    std::map<std::string, Group> groups;
};

std::string Question::shown_by(std::string_view reply) const {
    constexpr std::size_t kShownLimit = 160;
    const auto groups = keep.match_numbered(reply);
    if (!groups) return {};
    return base::printable(path.substr(0, path.find('?')) + " " + (groups->size() > 1 ? (*groups)[1] : (*groups)[0]),
                           kShownLimit);
}

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
            const toml::array* questions = document["question"].as_array();
            if (entries == nullptr && questions == nullptr)
                return fail(Errc::input, file.filename().string() + ": holds no [[fingerprint]] and no [[question]]");
            for (const toml::node& node : entries == nullptr ? toml::array() : *entries) {
                if (!node.is_table()) return fail(Errc::input, where_of(file, node) + ": a fingerprint is a table");
                Result<Fingerprint> fingerprint = read_entry(file, *node.as_table());
                if (!fingerprint) return tl::unexpected(fingerprint.error());
                out.fingerprints_.push_back(std::move(*fingerprint));
            }
            for (const toml::node& node : questions == nullptr ? toml::array() : *questions) {
                if (!node.is_table()) return fail(Errc::input, where_of(file, node) + ": a question is a table");
                Result<Question> question = read_question(file, *node.as_table());
                if (!question) return tl::unexpected(question.error());
                out.questions_.push_back(std::move(*question));
            }
        } catch (const toml::parse_error& problem) {
            return fail(Errc::input, file.filename().string() + ":" + std::to_string(problem.source().begin.line) +
                                         ": " + std::string(problem.description()));
        }
    }
    out.index_ = std::make_shared<Index>();
    for (std::size_t i = 0; i < out.fingerprints_.size(); ++i)
        out.index_->groups[out.fingerprints_[i].fact].entries.push_back(i);
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
    out.weak = fingerprint.weak;
    out.from = fingerprint.fact;
    if (!fingerprint.cpe.empty()) out.cpe = cpe_of(fill(fingerprint.cpe, *groups), out.version);
    return out;
}

std::vector<Identity> Fingerprints::identify(const model::Facts& facts) const {
    std::vector<Identity> out;
    if (index_ == nullptr) return out;
    for (auto& [fact, group] : index_->groups) {
        if (!facts.has(fact)) continue;
        std::optional<Prefilter> prefilter;  // a copy: another thread may make it meanwhile
        {
            const std::lock_guard lock(index_->making);
            if (!group.prefilter && ++group.read > kTextsAlone) {
                std::vector<std::string> expressions;
                for (const std::size_t entry : group.entries) expressions.push_back(fingerprints_[entry].expression);
                group.prefilter.emplace(expressions);
            }
            prefilter = group.prefilter;
        }
        const auto read = [&](std::size_t entry, const std::string& text) {
            if (auto identity = apply(fingerprints_[entry], text)) out.push_back(std::move(*identity));
        };
        for (const std::string& text : texts_of(facts, fact)) {
            if (prefilter)
                for (const std::size_t position : prefilter->candidates(text)) read(group.entries[position], text);
            else
                for (const std::size_t entry : group.entries) read(entry, text);
        }
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
