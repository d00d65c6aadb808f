// SPDX-License-Identifier: Apache-2.0
#include "engine/assemble.h"

#include <algorithm>

#include <nlohmann/json.hpp>

#include "base/text.h"
#include "engine/tls_links.h"
#include "engine/udp_questions.h"
#include "model/json.h"
#include "model/reason.h"
#include "scan/port_spec.h"

namespace vigie::engine {
namespace {

using base::Errc;
using base::fail;
using base::Result;
using nlohmann::json;

// Above this many declared addresses, those from which nothing came and that have no name are only counted.
constexpr std::size_t kListedAddresses = 1024;

template <class T>
Result<std::vector<T>> read_all(const store::AuditStore& store, const std::string& kind) {
    std::vector<T> out;
    for (const auto& [key, document] : store.entries(kind)) {
        try {
            out.push_back(json::parse(document).template get<T>());
        } catch (const std::exception& error) {
            return fail(Errc::malformed, "the journal's " + kind + " " + key + ": " + error.what());
        }
    }
    return out;
}

struct HostDocument {
    model::IpAddress address;
    bool alive = false;
    model::Facts facts;
    bool blocked = false;
    std::string blocked_why;
    std::optional<double> loss;
};

Result<std::vector<HostDocument>> read_hosts(const store::AuditStore& store) {
    std::vector<HostDocument> out;
    for (const auto& [key, text] : store.entries("host")) {
        const auto address = model::IpAddress::parse(key);
        const json document = json::parse(text, nullptr, false);
        if (!address || !document.is_object()) return fail(Errc::malformed, "the journal's host " + key);
        HostDocument host;
        host.address = *address;
        try {
            host.alive = document.value("alive", false);
            document.value("facts", json::object()).get_to(host.facts);
            host.blocked_why = document.value("blocked", "");
            host.blocked = !host.blocked_why.empty();
            if (document.contains("loss") && document["loss"].is_number()) host.loss = document["loss"].get<double>();
        } catch (const json::exception& error) {
            return fail(Errc::malformed, "the journal's host " + key + ": " + error.what());
        }
        out.push_back(std::move(host));
    }
    return out;
}

void add_hosts(const std::vector<HostDocument>& hosts, model::Audit& audit) {
    std::map<model::IpAddress, std::size_t> known;
    for (std::size_t i = 0; i < audit.assets.size(); ++i) known[audit.assets[i].address] = i;
    double loss = 0;
    std::size_t measured = 0;
    for (const HostDocument& host : hosts) {
        auto found = known.find(host.address);
        if (found == known.end()) {
            model::Asset asset;
            asset.address = host.address;
            asset.how_found = "declared";
            found = known.emplace(host.address, audit.assets.size()).first;
            audit.assets.push_back(std::move(asset));
        }
        model::Asset& asset = audit.assets[found->second];
        asset.alive = asset.alive || host.alive;
        asset.facts.merge(host.facts);
        if (host.blocked) audit.coverage.blocked.push_back({host.address.text(), host.blocked_why});
        if (host.loss) {
            loss += *host.loss;
            ++measured;
        }
    }
    if (measured > 0) audit.coverage.loss_estimate = loss / static_cast<double>(measured);
}

void add_declared(const NetworkPlan& plan, model::Audit& audit) {
    std::set<model::IpAddress> known;
    for (const model::Asset& asset : audit.assets) known.insert(asset.address);
    if (plan.targets.size() > kListedAddresses) return;
    for (const model::IpAddress& target : plan.targets) {
        if (known.contains(target)) continue;
        model::Asset asset;
        asset.address = target;
        asset.how_found = "declared";
        audit.assets.push_back(std::move(asset));
    }
}

// Of all runs of this audit together; none: a journal from before they were counted.
std::optional<std::uint64_t> packets_sent(const store::AuditStore& store) {
    const auto stored = store.get("state", "packets");
    return stored ? base::parse_unsigned(*stored) : std::nullopt;
}

void note_checks(model::Audit& audit) {
    std::set<std::string> checks;
    for (const model::Service& service : audit.services)
        for (const model::Attempt& attempt : service.attempts)
            if (attempt.outcome == model::Attempt::Outcome::done) checks.insert(attempt.check);
    audit.coverage.checks_run.assign(checks.begin(), checks.end());
}

Result<void> add_gaps(const store::AuditStore& store, model::Audit& audit) {
    for (const auto& [key, text] : store.entries("gap")) {
        const json document = json::parse(text, nullptr, false);
        if (!document.is_object()) return fail(Errc::malformed, "the journal's gap " + key);
        try {
            model::CoverageGap gap{document.value("what", ""), document.value("why", "")};
            auto& list = document.value("list", "") == "blocked" ? audit.coverage.blocked : audit.coverage.not_tested;
            list.push_back(std::move(gap));
        } catch (const json::exception& error) {
            return fail(Errc::malformed, "the journal's gap " + key + ": " + error.what());
        }
    }
    return {};
}

// Orthanc tells on its REST port which DICOM port is its own; that port then bears its name too.
void join_orthanc(model::Audit& audit) {
    for (const model::Service& rest : audit.services) {
        const auto dicom_port = rest.facts.number("orthanc.dicom_port");
        if (!dicom_port) continue;
        for (model::Service& service : audit.services) {
            if (service.protocol != "dicom" || service.endpoint.address != rest.endpoint.address ||
                service.endpoint.port != *dicom_port)
                continue;
            service.vendor = rest.vendor;
            service.product = rest.product;
            service.version = rest.version;
            service.cpe = rest.cpe;
            service.qod = rest.qod;
        }
    }
}

}  // namespace

Result<void> assemble(const store::AuditStore& store, const NetworkPlan& plan, model::Audit& audit) {
    auto names = read_all<model::Name>(store, "name");
    if (!names) return tl::unexpected(names.error());
    auto assets = read_all<model::Asset>(store, "asset");
    if (!assets) return tl::unexpected(assets.error());
    auto services = read_all<model::Service>(store, "service");
    if (!services) return tl::unexpected(services.error());
    auto evidence = read_all<model::Evidence>(store, "evidence");
    if (!evidence) return tl::unexpected(evidence.error());
    const auto hosts = read_hosts(store);
    if (!hosts) return tl::unexpected(hosts.error());

    audit.names = std::move(*names);
    audit.assets = std::move(*assets);
    audit.services = std::move(*services);
    audit.evidence = std::move(*evidence);
    add_hosts(*hosts, audit);
    add_declared(plan, audit);
    std::sort(audit.assets.begin(), audit.assets.end(),
              [](const model::Asset& a, const model::Asset& b) { return a.address < b.address; });
    std::sort(audit.services.begin(), audit.services.end(),
              [](const model::Service& a, const model::Service& b) { return a.endpoint < b.endpoint; });
    join_orthanc(audit);
    mark_shared_keys(audit.services);
    propose_certificate_names(audit, model::Scope(plan.perimeter));

    audit.coverage.hosts = plan.targets.size();
    audit.coverage.ports_tcp = scan::format_ports(plan.tcp_ports);
    audit.coverage.ports_udp = scan::format_ports(udp_ports_asked(plan));
    audit.coverage.packets_sent = packets_sent(store);
    note_checks(audit);
    const Result<void> gaps = add_gaps(store, audit);
    if (!gaps) return gaps;
    for (const model::Service& service : audit.services)
        for (const model::Attempt& attempt : service.attempts)
            if (attempt.outcome == model::Attempt::Outcome::not_tried)
                audit.coverage.not_tested.push_back(
                    {attempt.check + " " + service.endpoint.text(), model::reason_for_people(attempt.why, plan.lang)});
    return {};
}

Result<void> resume_plan(const store::AuditStore& store, NetworkPlan& plan) {
    plan.discovered = store.get("state", "discover").has_value();
    plan.scanned = store.get("state", "scan").has_value();
    if (const auto index = store.get("state", "scan-index")) {
        const auto number = base::parse_unsigned(*index);
        if (!number) return fail(Errc::malformed, "the journal's scan index is not a number");
        plan.scan_index = *number;
    }
    plan.packets_before = packets_sent(store).value_or(0);
    if (const auto slow = store.get("state", "scan-slow")) {
        const json hosts = json::parse(*slow, nullptr, false);
        for (const json& host : hosts.is_array() ? hosts : json::array()) {
            const auto address = model::IpAddress::parse(host.value("address", ""));
            if (!address) return fail(Errc::malformed, "the journal's list of slow hosts cannot be read");
            plan.slow_hosts.push_back({*address, host.value("round", std::uint64_t{0}), host.value("rate", 1.0)});
        }
    }
    auto assets = read_all<model::Asset>(store, "asset");
    if (!assets) return tl::unexpected(assets.error());
    for (const model::Asset& asset : *assets)
        if (asset.in_scope) plan.names_of[asset.address.text()] = asset.names;
    for (const auto& [key, text] : store.entries("port")) {
        const auto endpoint = model::Endpoint::parse(key);
        const json document = json::parse(text, nullptr, false);
        if (!endpoint || !document.is_object()) return fail(Errc::malformed, "the journal's port " + key);
        try {
            const auto reply = base::from_base64(document.value("reply", ""));
            const auto request = base::from_base64(document.value("request", ""));
            plan.known_ports.push_back({*endpoint, document.value("protocol", ""), request.value_or(base::ByteString{}),
                                        reply.value_or(base::ByteString{}),
                                        document.value("state", "") == "unconfirmed"});
        } catch (const json::exception& error) {
            return fail(Errc::malformed, "the journal's port " + key + ": " + error.what());
        }
    }
    const auto hosts = read_hosts(store);
    if (!hosts) return tl::unexpected(hosts.error());
    for (const HostDocument& host : *hosts)
        if (host.facts.flag("host.answers_every_port").value_or(false)) plan.answers_every_port.insert(host.address);
    for (const auto& [key, document] : store.entries("service"))
        if (const auto endpoint = model::Endpoint::parse(key)) plan.identified.insert(*endpoint);
    return {};
}

}  // namespace vigie::engine
