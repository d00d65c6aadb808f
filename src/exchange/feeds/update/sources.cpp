// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>

#include <toml++/toml.h>

#include "exchange/feeds/update/update.h"

namespace vigie::exchange {
namespace {

struct KindName {
    std::string_view name;
    FeedSource::Kind kind;
};
constexpr std::array<KindName, 5> kKinds = {{{"file", FeedSource::Kind::file},
                                             {"nvd", FeedSource::Kind::nvd},
                                             {"cve-list", FeedSource::Kind::cve_list},
                                             {"certfr", FeedSource::Kind::certfr},
                                             {"csaf", FeedSource::Kind::csaf}}};

tl::unexpected<base::Error> wrong(const toml::node& node, const std::string& what) {
    return base::fail(base::Errc::input, "feeds, line " + std::to_string(node.source().begin.line) + ": " + what);
}

base::Result<void> check_keys(const toml::table& table, std::initializer_list<std::string_view> known) {
    for (const auto& [key, value] : table)
        if (std::find(known.begin(), known.end(), key.str()) == known.end())
            return wrong(value, "unknown key \"" + std::string(key.str()) + "\"");
    return {};
}

// A name becomes a file name and a note in the base.
bool is_name(std::string_view name) {
    return !name.empty() && name.size() <= 40 &&
           name.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-") == std::string_view::npos;
}

base::Result<FeedSource> read_source(const toml::table& table) {
    if (const auto checked = check_keys(table, {"name", "kind", "url", "files", "changes", "archive", "first_year",
                                                "since_days", "default", "licence", "about"});
        !checked)
        return tl::unexpected<base::Error>(checked.error());
    FeedSource out;
    out.name = table["name"].value_or(std::string());
    out.url = table["url"].value_or(std::string());
    out.files = table["files"].value_or(std::string());
    out.changes = table["changes"].value_or(std::string());
    out.archive = table["archive"].value_or(std::string());
    out.first_year = table["first_year"].value_or(2002);
    out.since_days = table["since_days"].value_or(0);
    out.by_default = table["default"].value_or(true);
    const std::string kind = table["kind"].value_or(std::string("file"));
    const auto* const known =
        std::find_if(kKinds.begin(), kKinds.end(), [&](const KindName& k) { return k.name == kind; });
    if (known == kKinds.end()) return wrong(table, "unknown kind \"" + kind + "\"");
    out.kind = known->kind;
    if (!is_name(out.name)) return wrong(table, "a source needs a name of small letters, digits and hyphens");
    if (out.url.empty()) return wrong(table, "source \"" + out.name + "\" without url");
    if (out.kind == FeedSource::Kind::nvd && out.files.find("{year}") == std::string::npos)
        return wrong(table, "source \"" + out.name + "\": files needs {year}");
    if (out.kind == FeedSource::Kind::cve_list && out.changes.empty())
        return wrong(table, "source \"" + out.name + "\" needs changes");
    return out;
}

}  // namespace

base::Result<SourceList> parse_sources(std::string_view text) {
    toml::table document;
    try {
        document = toml::parse(text);
    } catch (const toml::parse_error& error) {
        return base::fail(base::Errc::input, "feeds, line " + std::to_string(error.source().begin.line) + ": " +
                                                 std::string(error.description()));
    }
    SourceList out;
    if (const auto checked = check_keys(document, {"network", "source"}); !checked)
        return tl::unexpected<base::Error>(checked.error());
    if (const toml::table* network = document["network"].as_table()) {
        if (const auto checked = check_keys(*network, {"proxy", "ca_file", "attempts"}); !checked)
            return tl::unexpected<base::Error>(checked.error());
        out.network.proxy = (*network)["proxy"].value_or(std::string());
        out.network.ca_file = (*network)["ca_file"].value_or(std::string());
        out.network.attempts = std::clamp((*network)["attempts"].value_or(6), 1, 20);
    }
    const toml::array* sources = document["source"].as_array();
    if (sources == nullptr) return base::fail(base::Errc::input, "feeds: no [[source]]");
    for (const toml::node& node : *sources) {
        const toml::table* table = node.as_table();
        if (table == nullptr) return wrong(node, "not a table");
        auto source = read_source(*table);
        if (!source) return tl::unexpected<base::Error>(source.error());
        const bool twice = std::any_of(out.sources.begin(), out.sources.end(),
                                       [&](const FeedSource& other) { return other.name == source->name; });
        if (twice) return wrong(*table, "source \"" + source->name + "\" is given twice");
        out.sources.push_back(std::move(*source));
    }
    return out;
}

}  // namespace vigie::exchange
