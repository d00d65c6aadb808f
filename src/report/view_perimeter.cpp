// SPDX-License-Identifier: Apache-2.0
// Chapter 1: what was declared, what answers, the map, and what was seen outside and left alone.
#include <algorithm>

#include "report/svg.h"
#include "report/view.h"

namespace vigie::report {
namespace {

constexpr std::size_t kNamesListed = 500;

std::vector<std::string> blocks(const std::vector<model::CidrBlock>& values) {
    std::vector<std::string> out;
    for (const model::CidrBlock& value : values) out.push_back(value.text());
    return out;
}

std::vector<std::string> cleaned(std::vector<std::string> values) {
    for (std::string& value : values) value = clean(value);
    return values;
}

void put_declared(const View& view, Node& out) {
    const model::Perimeter& perimeter = view.audit.perimeter;
    NodeList rows;
    const auto add = [&](std::string_view label, const std::vector<std::string>& values, bool always) {
        if (values.empty() && !always) return;
        Node row;
        put(row, "label", view.say.text(label));
        put(row, "value", view.say.list(cleaned(values)));
        rows.add(std::move(row));
    };
    add("perimeter.addresses", blocks(perimeter.addresses), true);
    add("perimeter.domains", perimeter.domains, true);
    add("perimeter.cloud", perimeter.cloud, false);
    add("perimeter.fragile", blocks(perimeter.fragile), false);
    add("perimeter.excluded", blocks(perimeter.excluded), false);
    rows.put_into(out, "declared");
}

void put_names(const View& view, Node& out) {
    const Say& say = view.say;
    NodeList rows;
    std::size_t left_out = 0;
    for (const model::Name& name : view.audit.names) {
        if (!name.in_scope) continue;
        if (rows.size() == kNamesListed) {
            ++left_out;
            continue;
        }
        Node row;
        put(row, "name", clean(name.name));
        // A name that only a certificate told was never asked for.
        const bool asked = !name.how_found.starts_with("certificate ");
        put(row, "name_addresses",
            name.addresses.empty() ? say.text(asked ? "perimeter.not_resolved" : "perimeter.not_asked")
                                   : say.list(cleaned(name.addresses)));
        put_flag(row, "name_outside", name.facts.flag("name.outside").value_or(false));
        put(row, "name_origin", origin_of(say, name.how_found));
        rows.add(std::move(row));
    }
    rows.put_into(out, "names");
    put_optional(out, "names_more",
                 left_out == 0 ? "" : say.text("perimeter.names_more", {{"n", say.number(left_out)}}));
}

void put_proposed(const View& view, Node& out) {
    const Say& say = view.say;
    NodeList rows;
    const auto add = [&](std::string_view kind, const std::string& what, const std::vector<std::string>& beside,
                         const std::string& how) {
        Node row;
        put(row, "proposed_kind", say.text(kind));
        put(row, "proposed_what", clean(what));
        put(row, "proposed_beside", say.list(cleaned(beside)));
        put(row, "proposed_origin", origin_of(say, how));
        rows.add(std::move(row));
    };
    for (const model::Name& name : view.audit.names)
        if (!name.in_scope) add("perimeter.proposed_name", name.name, name.addresses, name.how_found);
    for (const model::Asset& asset : view.audit.assets)
        if (!asset.in_scope) add("perimeter.proposed_address", asset.address.text(), asset.names, asset.how_found);
    rows.put_into(out, "proposed");
}

void put_map(const View& view, Node& out) {
    const SystemMap map = draw_map(view.say, view.audit);
    NodeList sheets;
    for (const MapPicture& picture : map.pictures) {
        Node sheet;
        put(sheet, "map_svg", picture.svg);
        put(sheet, "map_caption", picture.title);
        sheets.add(std::move(sheet));
    }
    sheets.put_into(out, "map_sheets");
    put_optional(out, "map_more",
                 map.left_out == 0 ? ""
                                   : view.say.text("perimeter.map_more", {{"shown", view.say.number(map.shown)},
                                                                          {"rest", view.say.number(map.left_out)}}));
}

std::string_view maturity_key(Maturity maturity) {
    switch (maturity) {
        case Maturity::high: return "perimeter.maturity_high";
        case Maturity::good: return "perimeter.maturity_good";
        case Maturity::partial: return "perimeter.maturity_partial";
        case Maturity::low: return "perimeter.maturity_low";
    }
    return "";
}

}  // namespace

void view_perimeter(const View& view, Node& out) {
    const Summary& s = view.summary;
    put_declared(view, out);
    put_names(view, out);
    view_domains(view, out);
    put_map(view, out);
    put_proposed(view, out);
    std::vector<std::string> silent;
    for (const model::Asset& asset : view.audit.assets)
        if (asset.in_scope && !asset.alive) silent.push_back(asset.address.text());
    put_optional(out, "silent", silent.empty() ? "" : view.say.list(silent));
    put(out, "maturity",
        view.say.text(maturity_key(maturity_of(s)),
                      {{"unknown", view.say.count("count.undeclared", s.proposed_names + s.proposed_addresses)},
                       {"known", view.say.number(s.known_names + s.hosts_alive)}}));
}

}  // namespace vigie::report
