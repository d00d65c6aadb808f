// SPDX-License-Identifier: Apache-2.0
// Chapter 5: the services themselves: port matrix, list, obsolete components, access to data.
#include <algorithm>
#include <array>
#include <map>
#include <set>

#include "base/text.h"
#include "report/view.h"

namespace vigie::report {
namespace {

constexpr std::size_t kMatrixColumns = 15;
constexpr std::size_t kDescriptionShown = 240;
constexpr std::size_t kServicePlacesShown = 8;
constexpr std::size_t kDataRows = 150;

using Column = std::pair<model::Transport, model::Port>;

std::string access_letter(const model::Service& service) {
    if (!service.access) return "●";
    switch (*service.access) {
        case model::Access::open: return "P";
        case model::Access::administration: return "A";
        case model::Access::internal: return "I";
        case model::Access::data: return "D";
    }
    return "●";
}

void put_matrix(const View& view, Node& out) {
    std::set<Column> used;
    std::map<model::IpAddress, std::map<Column, std::string>> rows;
    for (const model::Service& service : view.audit.services) {
        const Column column{service.endpoint.transport, service.endpoint.port};
        used.insert(column);
        rows[service.endpoint.address][column] = access_letter(service);
    }
    const std::vector<Column> columns(used.begin(), used.end());
    const std::size_t total = (columns.size() + kMatrixColumns - 1) / kMatrixColumns;
    NodeList tables;
    for (std::size_t start = 0; start < columns.size(); start += kMatrixColumns) {
        const std::vector<Column> here(
            columns.begin() + static_cast<std::ptrdiff_t>(start),
            columns.begin() + static_cast<std::ptrdiff_t>(std::min(columns.size(), start + kMatrixColumns)));
        Node table;
        put(table, "matrix_caption",
            view.say.text("services.matrix_title",
                          {{"n", view.say.number(start / kMatrixColumns + 1)}, {"total", view.say.number(total)}}));
        NodeList heads;
        for (const auto& [transport, port] : here)
            heads.add(std::to_string(port) + (transport == model::Transport::udp ? "u" : ""));
        heads.put_into(table, "matrix_heads");
        NodeList lines;
        for (const auto& [address, cells] : rows) {
            Node line;
            NodeList marks;
            bool any = false;
            for (const Column& column : here) {
                const auto found = cells.find(column);
                any = any || found != cells.end();
                marks.add(found == cells.end() ? std::string() : found->second);
            }
            if (!any) continue;
            put(line, "matrix_address", address.text());
            marks.put_into(line, "matrix_cells");
            lines.add(std::move(line));
        }
        lines.put_into(table, "matrix_lines");
        tables.add(std::move(table));
    }
    tables.put_into(out, "matrix");
}

void put_list(const View& view, Node& out) {
    const Say& say = view.say;
    NodeList rows;
    std::map<std::string, std::size_t> by_access;
    for (const model::Service& service : view.audit.services) {
        Node row;
        const std::string site = service.facts.text("service.site");
        put(row, "service_place", service.endpoint.text() + (site.empty() ? "" : " " + site));
        std::string protocol = service.protocol.empty() ? say.text("services.not_recognised") : clean(service.protocol);
        if (service.tls) protocol += " (TLS)";
        put(row, "service_protocol", protocol);
        const std::string product = product_of(service);
        const std::vector<std::string> suspected = service.facts.list("service.suspected");
        put(row, "service_product",
            !product.empty()     ? product
            : !suspected.empty() ? base::join(suspected, ", ") + " ?"
                                 : say.text("report.empty"));
        const std::string access =
            service.access ? say.word(*service.access) : say.text("services.access_undetermined");
        put(row, "service_access", access);
        ++by_access[access];
        rows.add(std::move(row));
    }
    rows.put_into(out, "service_list");
    NodeList counts;
    for (const auto& [access, count] : by_access) {
        Node row;
        put(row, "access_name", access);
        put(row, "access_number", say.number(count));
        counts.add(std::move(row));
    }
    counts.put_into(out, "access_counts");
}

// One line for each thing said, with the places it is said of.
void put_some(const View& view, const char* key, bool (*keep)(const model::Finding&), Node& out) {
    std::vector<std::pair<const model::Finding*, std::vector<std::string>>> lines;
    std::map<std::string, std::size_t> position;
    for (const model::Finding* finding : ranked(view.audit, keep)) {
        const std::string said = finding->rule + "|" + finding->title + "|" + finding->component + "|" +
                                 std::string(name_of(finding->certainty));
        const auto [found, added] = position.emplace(said, lines.size());
        if (added) lines.emplace_back(finding, std::vector<std::string>());
        lines[found->second].second.push_back(place_of(*finding));
    }
    NodeList rows;
    for (const auto& [finding, places] : lines) {
        Node row;
        put_finding_line(view, *finding, row);
        const std::vector<std::string> shown(
            places.begin(), places.begin() + static_cast<std::ptrdiff_t>(std::min(places.size(), kServicePlacesShown)));
        put(row, "some_places",
            view.say.list(shown) + (places.size() > kServicePlacesShown
                                        ? " + " + view.say.number(places.size() - kServicePlacesShown)
                                        : ""));
        put_optional(row, "some_description",
                     places.size() == 1 ? view.say.prose(sentences(finding->description, kDescriptionShown)) : "");
        rows.add(std::move(row));
    }
    rows.put_into(out, key);
}

// Where data lies and who gets at it (2.4.4): from names and counts, never from content.
void put_data(const View& view, Node& out) {
    const Say& say = view.say;
    NodeList rows;
    std::size_t all = 0;
    for (const model::Service& service : view.audit.services) {
        const std::string access = service.facts.text("data.access");
        const std::vector<std::string> kinds = service.facts.list("data.kinds");
        if ((access.empty() && kinds.empty()) || all++ >= kDataRows) continue;
        std::vector<std::string> words;
        for (const std::string& kind : kinds) words.push_back(say.text_or("data_kind." + kind, clean(kind, 64)));
        std::vector<std::string> counted;
        if (const auto names = service.facts.number("data.names"); names && *names >= 0)
            counted.push_back(say.count("count.data_name", static_cast<std::uint64_t>(*names)));
        if (const auto items = service.facts.number("data.items"); items && *items >= 0)
            counted.push_back(say.count("count.data_item", static_cast<std::uint64_t>(*items)));
        const std::string product = product_of(service);
        Node row;
        put(row, "data_place", service.endpoint.text());
        put(row, "data_product", product.empty() ? clean(service.protocol) : product);
        put(row, "data_access",
            access.empty() ? say.text("services.access_undetermined")
                           : say.text_or("data_access." + access, clean(access, 64)));
        put(row, "data_kinds", say.list(words));
        put(row, "data_counted", say.list(counted));
        put_flag(row, "data_health", std::find(kinds.begin(), kinds.end(), "health") != kinds.end());
        rows.add(std::move(row));
    }
    put_optional(out, "data_more",
                 all > kDataRows ? say.text("services.data_more", {{"n", say.number(all - kDataRows)}}) : "");
    rows.put_into(out, "data");
}

}  // namespace

void view_services(const View& view, Node& out) {
    put_matrix(view, out);
    put_list(view, out);
    view_tls(view, out);
    put_data(view, out);
    put_some(
        view, "obsolete",
        [](const model::Finding& f) {
            return is_current(f) && (f.obsolete || f.category == model::Category::obsolescence);
        },
        out);
    put_some(
        view, "sensitive",
        [](const model::Finding& f) { return is_current(f) && f.category == model::Category::donnees_sensibles; }, out);
}

}  // namespace vigie::report
