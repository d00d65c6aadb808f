// SPDX-License-Identifier: Apache-2.0
#include "correlate/lifecycle.h"

#include <algorithm>

#include <toml++/toml.h>

#include "base/text.h"
#include "correlate/version.h"

namespace vigie::correlate {
namespace {

std::string line_of(const toml::node& node) {
    return "lifecycle/products.toml:" + std::to_string(node.source().begin.line);
}

std::optional<base::Date> date_at(const toml::table& table, std::string_view key) {
    const auto date = table[key].value<toml::date>();
    if (!date) return std::nullopt;
    return base::Date{std::chrono::year{date->year}, std::chrono::month{date->month}, std::chrono::day{date->day}};
}

base::Result<LifecycleRelease> read_release(const toml::table& table, const std::string& product,
                                            const std::string& source, bool extended_is_public) {
    for (const auto& [key, value] : table) {
        constexpr std::string_view kKnown[] = {"release",      "label",  "end",      "ended",
                                               "extended_end", "latest", "versions", "source"};
        if (std::find(std::begin(kKnown), std::end(kKnown), key.str()) == std::end(kKnown))
            return base::fail(base::Errc::input, line_of(value) + ": unknown key \"" + std::string(key.str()) + "\"");
    }
    LifecycleRelease out;
    out.life.product = product;
    out.life.release = table["release"].value_or(std::string());
    out.life.label = table["label"].value_or(out.life.release);
    out.life.end = date_at(table, "end");
    out.life.ended = table["ended"].value_or(false);
    out.life.extended_end = date_at(table, "extended_end");
    out.life.latest = table["latest"].value_or(std::string());
    out.life.source = table["source"].value_or(source);
    out.extended_is_public = extended_is_public;
    if (const toml::array* versions = table["versions"].as_array())
        for (const toml::node& version : *versions)
            if (const auto text = version.value<std::string>()) out.versions.push_back(*text);
    if (out.versions.empty()) out.versions.push_back(out.life.release);
    if (out.life.release.empty()) return base::fail(base::Errc::input, line_of(table) + ": release is needed");
    if (out.life.source.empty()) return base::fail(base::Errc::input, line_of(table) + ": a date needs its source");
    return out;
}

// "1.22" covers "1.22", "1.22.1", "1.22p1"; not "1.2" or "1.221".
bool covers(std::string_view prefix, std::string_view version) {
    if (version.substr(0, prefix.size()) != prefix) return false;
    if (version.size() == prefix.size()) return true;
    const char next = version[prefix.size()];
    return next < '0' || next > '9';
}

SupportAnswer judge(const model::ReleaseLife& life, bool extended_is_public, base::Date today) {
    SupportAnswer out;
    out.life = life;
    const auto past = [&](const std::optional<base::Date>& date) {
        return date && base::days_between(*date, today) > 0;
    };
    const bool over = life.ended || past(life.end);
    if (over && life.extended_end && !past(life.extended_end)) {
        out.support = extended_is_public ? Support::maintained : Support::extended_only;
        out.on_free_extension = extended_is_public;
    } else if (over) {
        out.support = Support::ended;
    }
    out.last_day = extended_is_public && life.extended_end ? life.extended_end : life.end;
    if (out.support == Support::maintained && out.last_day && base::days_between(today, *out.last_day) <= kSoonDays) {
        out.support = Support::ends_soon;
        out.days_left = base::days_between(today, *out.last_day);
    }
    return out;
}

// The newest release that is still maintained.
std::string newest(const std::vector<model::ReleaseLife>& releases, base::Date today) {
    const model::ReleaseLife* best = nullptr;
    for (const model::ReleaseLife& life : releases) {
        const bool over = life.ended || (life.end && base::days_between(*life.end, today) > 0);
        if (!over && (best == nullptr || compare_versions(best->release, life.release) < 0)) best = &life;
    }
    if (best == nullptr) return {};
    return best->latest.empty() ? best->label : best->latest;
}

}  // namespace

base::Result<Lifecycle> Lifecycle::parse(std::string_view toml_text) {
    toml::table document;
    try {
        document = toml::parse(toml_text);
    } catch (const toml::parse_error& error) {
        return base::fail(base::Errc::input, "lifecycle/products.toml:" + std::to_string(error.source().begin.line) +
                                                 ": " + std::string(error.description()));
    }
    Lifecycle out;
    const toml::array* list = document["product"].as_array();
    if (list == nullptr) return base::fail(base::Errc::input, "lifecycle/products.toml: no [[product]]");
    for (const toml::node& node : *list) {
        const toml::table* table = node.as_table();
        if (table == nullptr) return base::fail(base::Errc::input, line_of(node) + ": not a table");
        LifecycleProduct product;
        product.id = (*table)["id"].value_or(std::string());
        product.move_to = (*table)["move_to"].value_or(std::string());
        const std::string source = (*table)["source"].value_or(std::string());
        const bool extended_is_public = (*table)["extended_is_public"].value_or(false);
        if (product.id.empty() || out.find(product.id) != nullptr)
            return base::fail(base::Errc::input, line_of(*table) + ": id is missing or given twice");
        if (const toml::array* releases = (*table)["release"].as_array())
            for (const toml::node& item : *releases) {
                const toml::table* release = item.as_table();
                if (release == nullptr) return base::fail(base::Errc::input, line_of(item) + ": not a table");
                auto read = read_release(*release, product.id, source, extended_is_public);
                if (!read) return tl::unexpected<base::Error>(read.error());
                product.releases.push_back(std::move(*read));
            }
        if (const toml::table* undated = (*table)["undated"].as_table()) {
            product.undated_fr = (*undated)["fr"].value_or(std::string());
            product.undated_en = (*undated)["en"].value_or(std::string());
            product.source = source;
            if (product.undated_fr.empty() || product.undated_en.empty() || source.empty())
                return base::fail(base::Errc::input, line_of(*table) + ": undated needs fr, en and a source");
        }
        if (product.releases.empty() && product.undated_fr.empty())
            return base::fail(base::Errc::input, line_of(*table) + ": no release");
        out.products_.push_back(std::move(product));
    }
    return out;
}

const LifecycleProduct* Lifecycle::find(std::string_view product) const {
    for (const LifecycleProduct& candidate : products_)
        if (candidate.id == product) return &candidate;
    return nullptr;
}

std::optional<SupportAnswer> support_of(const std::string& product, std::string_view version, const Lifecycle& own,
                                        const std::vector<model::ReleaseLife>& from_base, base::Date today) {
    if (version.empty()) return std::nullopt;
    const LifecycleProduct* ours = own.find(product);
    std::optional<SupportAnswer> out;
    std::size_t length = 0;
    bool extended_is_public = false;
    if (ours != nullptr)
        for (const LifecycleRelease& release : ours->releases) {
            extended_is_public = release.extended_is_public;
            for (const std::string& prefix : release.versions)
                if (covers(prefix, version) && prefix.size() >= length) {
                    length = prefix.size();
                    // Our table says which release it is; the base, when it knows that release, has fresher dates.
                    const auto fresh =
                        std::find_if(from_base.begin(), from_base.end(),
                                     [&](const model::ReleaseLife& l) { return l.release == release.life.release; });
                    model::ReleaseLife life = fresh != from_base.end() ? *fresh : release.life;
                    life.label = release.life.label;  // "Debian 12 (bookworm)" says more than "12"
                    out = judge(life, release.extended_is_public, today);
                }
        }
    if (!out)
        for (const model::ReleaseLife& life : from_base)
            if (covers(life.release, version) && life.release.size() >= length) {
                length = life.release.size();
                out = judge(life, extended_is_public, today);
            }
    if (!out && ours != nullptr && !ours->undated_fr.empty()) {
        out.emplace();
        out->support = Support::undated;
        out->life.product = product;
        out->life.source = ours->source;
        out->why_fr = ours->undated_fr;
        out->why_en = ours->undated_en;
        return out;
    }
    if (!out) return std::nullopt;
    out->move_to = ours != nullptr && !ours->move_to.empty() ? ours->move_to : newest(from_base, today);
    return out;
}

}  // namespace vigie::correlate
