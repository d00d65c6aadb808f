// SPDX-License-Identifier: Apache-2.0
// Chapter 5: the services themselves: port matrix, list, TLS and certificates, obsolete components, access to data.
#include <algorithm>
#include <array>
#include <map>
#include <set>

#include "report/view.h"

namespace vigie::report {
namespace {

constexpr std::size_t kMatrixColumns = 15;
// Those that the inspection really offers: a version nobody asked about must not read "no".
constexpr std::array<std::string_view, 5> kTlsVersions{"SSLv3", "TLS 1.0", "TLS 1.1", "TLS 1.2", "TLS 1.3"};
constexpr std::size_t kFirstGoodVersion = 3;

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
        put(row, "service_place", service.endpoint.text());
        std::string protocol = service.protocol.empty() ? say.text("services.not_recognised") : clean(service.protocol);
        if (service.tls) protocol += " (TLS)";
        put(row, "service_protocol", protocol);
        const std::string product = product_of(service);
        put(row, "service_product", product.empty() ? say.text("report.empty") : product);
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

void put_versions(const model::Service& service, Node& row) {
    const model::Facts& facts = service.facts;
    const std::vector<std::string> accepted = facts.list("tls.versions");
    const std::vector<std::string> unclear = facts.list("tls.versions_inconclusive");
    const auto has = [](const std::vector<std::string>& list, std::string_view item) {
        return std::find(list.begin(), list.end(), item) != list.end();
    };
    NodeList cells;
    for (std::size_t i = 0; i < kTlsVersions.size(); ++i) {
        Node cell;
        const bool yes = has(accepted, kTlsVersions.at(i)) || facts.text("tls.version") == kTlsVersions.at(i);
        const bool unknown = !yes && (!facts.has("tls.versions") || has(unclear, kTlsVersions.at(i)));
        put_flag(cell, "version_bad", yes && i < kFirstGoodVersion);
        put_flag(cell, "version_good", yes && i >= kFirstGoodVersion);
        put_flag(cell, "version_unknown", unknown);
        put_flag(cell, "version_no", !yes && !unknown);
        cells.add(std::move(cell));
    }
    cells.put_into(row, "version_cells");
}

void put_certificate(const View& view, const model::Service& service, Node& row) {
    const Say& say = view.say;
    const model::Facts& facts = service.facts;
    const std::string empty = say.text("report.empty");
    put_optional(row, "certificate_subject", clean(facts.text("certificate.subject"), 80));
    put(row, "certificate_expires", say.date(facts.text("certificate.not_after")));
    const auto days = facts.number("certificate.days_left");
    const bool expired = facts.flag("certificate.expired").value_or(false);
    put_flag(row, "certificate_expired", expired);
    put_optional(
        row, "certificate_days",
        !expired && days && *days >= 0
            ? say.text("services.days_left", {{"days", say.count("count.day", static_cast<std::uint64_t>(*days))}})
            : "");
    std::string key = clean(facts.text("certificate.key_type"), 32);
    if (const auto bits = facts.number("certificate.key_bits")) key += " " + std::to_string(*bits);
    put(row, "certificate_key", key.empty() ? empty : key);
    std::string trust = empty;
    if (facts.flag("certificate.self_signed").value_or(false))
        trust = say.text("services.self_signed");
    else if (const auto trusted = facts.flag("certificate.chain_trusted"))
        trust = say.text(*trusted ? "services.trusted" : "services.untrusted");
    put(row, "certificate_trust", trust);
}

void put_tls(const View& view, Node& out) {
    NodeList heads;
    for (const std::string_view version : kTlsVersions) heads.add(std::string(version));
    heads.put_into(out, "tls_heads");
    NodeList rows;
    for (const model::Service& service : view.audit.services) {
        if (!service.tls && !service.facts.has("tls.versions") && !service.facts.has("certificate.not_after")) continue;
        Node row;
        put(row, "tls_place", service.endpoint.text());
        put_versions(service, row);
        put_certificate(view, service, row);
        rows.add(std::move(row));
    }
    rows.put_into(out, "tls_rows");
}

void put_some(const View& view, const char* key, bool (*keep)(const model::Finding&), Node& out) {
    NodeList rows;
    for (const model::Finding* finding : ranked(view.audit, keep)) {
        Node row;
        put_finding_line(view, *finding, row);
        rows.add(std::move(row));
    }
    rows.put_into(out, key);
}

}  // namespace

void view_services(const View& view, Node& out) {
    put_matrix(view, out);
    put_list(view, out);
    put_tls(view, out);
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
