// SPDX-License-Identifier: Apache-2.0
#include "correlate/product.h"

#include <algorithm>
#include <set>

#include <toml++/toml.h>

#include "base/text.h"

namespace vigie::correlate {
namespace {

constexpr std::size_t kCpeLimit = 1024;

std::string where(const toml::node& node) {
    return "products.toml:" + std::to_string(node.source().begin.line);
}

std::vector<std::string> texts(const toml::table& table, std::string_view key) {
    std::vector<std::string> out;
    if (const toml::array* list = table[key].as_array())
        for (const toml::node& item : *list)
            if (const auto text = item.value<std::string>()) out.push_back(*text);
    return out;
}

base::Result<void> refuse_unknown_keys(const toml::table& table, const std::set<std::string_view>& known) {
    for (const auto& [key, value] : table)
        if (known.count(key.str()) == 0)
            return base::fail(base::Errc::input, where(value) + ": unknown key \"" + std::string(key.str()) + "\"");
    return {};
}

base::Result<void> read_builds(const toml::table& table, std::vector<NamedBuild>& out) {
    const toml::array* builds = table["build"].as_array();
    if (builds == nullptr) return {};
    for (const toml::node& node : *builds) {
        const toml::table* one = node.as_table();
        if (one == nullptr) return base::fail(base::Errc::input, where(node) + ": build is not a table");
        if (const auto keys = refuse_unknown_keys(*one, {"number", "version", "update"}); !keys) return keys;
        NamedBuild build{(*one)["number"].value_or(std::string()), (*one)["version"].value_or(std::string()),
                         (*one)["update"].value_or(std::string())};
        if (build.build.empty() || build.version.empty() || build.update.empty())
            return base::fail(base::Errc::input, where(node) + ": a build needs number, version and update");
        out.push_back(std::move(build));
    }
    return {};
}

base::Result<void> read_shipped(const toml::table& table, std::vector<Shipped>& out) {
    const toml::array* list = table["shipped"].as_array();
    if (list == nullptr) return {};
    for (const toml::node& node : *list) {
        const toml::table* one = node.as_table();
        if (one == nullptr) return base::fail(base::Errc::input, where(node) + ": shipped is not a table");
        if (const auto keys = refuse_unknown_keys(*one, {"release", "versions"}); !keys) return keys;
        out.push_back({(*one)["release"].value_or(std::string()), texts(*one, "versions")});
        if (out.back().release.empty() || out.back().versions.empty())
            return base::fail(base::Errc::input, where(node) + ": shipped needs release and versions");
    }
    return {};
}

base::Result<Product> read_product(const toml::table& table) {
    if (const auto keys = refuse_unknown_keys(
            table, {"id", "name", "names", "cpe", "debian", "rpm", "alpine", "backported", "debian_only", "lifecycle",
                    "versions", "build", "shipped", "of_others", "example"});
        !keys)
        return tl::unexpected<base::Error>(keys.error());
    Product out;
    out.id = table["id"].value_or(std::string());
    out.name = table["name"].value_or(std::string());
    out.names = texts(table, "names");
    out.cpe = texts(table, "cpe");
    for (const std::string& name : out.names) out.lower_names.push_back(base::to_lower(name));
    out.debian = texts(table, "debian");
    out.rpm = texts(table, "rpm");
    out.alpine = texts(table, "alpine");
    out.of_others = texts(table, "of_others");
    const auto scheme = scheme_from(table["versions"].value_or(std::string("generic")));
    if (!scheme) return base::fail(base::Errc::input, where(table) + ": versions is no known scheme");
    out.numbering.scheme = *scheme;
    if (const auto shipped = read_shipped(table, out.shipped); !shipped)
        return tl::unexpected<base::Error>(shipped.error());
    if (const auto builds = read_builds(table, out.numbering.builds); !builds)
        return tl::unexpected<base::Error>(builds.error());
    const auto backported = table["backported"].value<bool>();
    out.lifecycle = table["lifecycle"].value_or(out.id);
    if (out.id.empty() || out.name.empty() || out.names.empty() || !backported)
        return base::fail(base::Errc::input, where(table) + ": id, name, names and backported are needed");
    out.backported = *backported;
    out.debian_only = table["debian_only"].value_or(false);
    for (const std::string& cpe : out.cpe)
        if (base::split(cpe, ':').size() != 2)
            return base::fail(base::Errc::input, where(table) + ": cpe \"" + cpe + "\" is not vendor:product");
    if (const toml::array* examples = table["example"].as_array())
        for (const toml::node& node : *examples) {
            const toml::table* example = node.as_table();
            if (example == nullptr) return base::fail(base::Errc::input, where(node) + ": example is not a table");
            if (const auto keys = refuse_unknown_keys(*example, {"banner", "version", "package", "system"}); !keys)
                return tl::unexpected<base::Error>(keys.error());
            out.examples.push_back(
                {(*example)["banner"].value_or(std::string()), (*example)["version"].value_or(std::string()),
                 (*example)["package"].value_or(std::string()), (*example)["system"].value_or(std::string())});
        }
    if (out.examples.empty()) return base::fail(base::Errc::input, where(table) + ": no example");
    return out;
}

// One field of a formatted CPE name: backslashes removed, up to the next unescaped colon.
std::vector<std::string> cpe_fields(std::string_view text) {
    std::vector<std::string> out(1);
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '\\' && i + 1 < text.size())
            out.back() += text[++i];
        else if (text[i] == ':')
            out.emplace_back();
        else
            out.back() += text[i];
    }
    return out;
}

}  // namespace

base::Result<Products> Products::parse(std::string_view toml_text) {
    toml::table document;
    try {
        document = toml::parse(toml_text);
    } catch (const toml::parse_error& error) {
        return base::fail(base::Errc::input, "products.toml:" + std::to_string(error.source().begin.line) + ": " +
                                                 std::string(error.description()));
    }
    Products out;
    std::set<std::string> seen;
    const toml::array* list = document["product"].as_array();
    if (list == nullptr) return base::fail(base::Errc::input, "products.toml: no [[product]]");
    for (const toml::node& node : *list) {
        const toml::table* table = node.as_table();
        if (table == nullptr) return base::fail(base::Errc::input, where(node) + ": not a table");
        auto product = read_product(*table);
        if (!product) return tl::unexpected<base::Error>(product.error());
        for (const std::string& name : product->names)
            if (!seen.insert(base::to_lower(name)).second)
                return base::fail(base::Errc::input, where(*table) + ": \"" + name + "\" is named twice");
        out.products_.push_back(std::move(*product));
    }
    return out;
}

const Product* Products::by_cpe(std::string_view name) const {
    for (const Product& product : products_)
        if (std::find(product.cpe.begin(), product.cpe.end(), name) != product.cpe.end()) return &product;
    return nullptr;
}

const Product* Products::by_name(std::string_view name) const {
    for (const Product& product : products_)
        for (const std::string& known : product.names)
            if (base::equals_ignoring_case(known, name)) return &product;
    return nullptr;
}

std::string debian_source(std::string_view pattern, std::string_view version) {
    const auto parts = base::split(version, '.');
    std::string out(pattern);
    const auto fill = [&](std::string_view word, std::size_t index) {
        const auto at = out.find(word);
        if (at != std::string::npos)
            out.replace(at, word.size(), index < parts.size() ? std::string(parts[index]) : "");
    };
    fill("{major}", 0);
    fill("{minor}", 1);
    return out;
}

base::Result<CpeName> parse_cpe(std::string_view text) {
    if (text.size() > kCpeLimit) return base::fail(base::Errc::limit, "CPE name: longer than 1024 characters");
    std::vector<std::string> fields;
    if (text.substr(0, 8) == "cpe:2.3:")
        fields = cpe_fields(text.substr(8));
    else if (text.substr(0, 5) == "cpe:/")
        fields = cpe_fields(text.substr(5));
    else
        return base::fail(base::Errc::input, "not a CPE name: \"" + base::printable(text, 64) + "\"");
    if (fields.size() < 3 || fields[0].size() != 1 ||
        std::string_view("aoh").find(fields[0]) == std::string_view::npos || fields[1].empty() || fields[2].empty())
        return base::fail(base::Errc::input,
                          "CPE name without part, vendor and product: \"" + base::printable(text, 64) + "\"");
    CpeName out;
    out.part = fields[0].front();
    out.vendor = base::to_lower(fields[1]);
    out.product = base::to_lower(fields[2]);
    const auto given = [&](std::size_t index) {
        return index < fields.size() && fields[index] != "*" && fields[index] != "-" && !fields[index].empty();
    };
    if (given(3)) {
        out.version = fields[3];
        if (given(4)) out.version += fields[4];
    }
    return out;
}

}  // namespace vigie::correlate
