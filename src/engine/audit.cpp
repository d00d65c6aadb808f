// SPDX-License-Identifier: Apache-2.0
#include "engine/audit.h"

#include <nlohmann/json.hpp>

#include "base/text.h"
#include "discover/resolvers.h"
#include "engine/assemble.h"
#include "engine/attest.h"
#include "engine/audit_files.h"
#include "engine/catalogues.h"
#include "engine/conclude.h"
#include "engine/deliver.h"
#include "engine/history.h"
#include "engine/journal.h"
#include "engine/language.h"
#include "engine/supervisor.h"
#include "engine/targets.h"
#include "engine/vault.h"
#include "model/json.h"
#include "perimeter/perimeter_file.h"
#include "scan/port_spec.h"
#include "store/vulnerability_base.h"

namespace vigie::engine {
namespace {

using base::Errc;
using base::fail;
using base::Result;
using nlohmann::json;
namespace fs = std::filesystem;

std::vector<model::IpAddress> resolvers_of(const model::Perimeter& perimeter) {
    if (!perimeter.resolvers.empty()) return perimeter.resolvers;
    const auto text = read_whole("/etc/resolv.conf");
    return discover::resolvers_from(text.value_or(""));
}

Result<NetworkPlan> make_plan(const AuditOptions& options, const model::Perimeter& perimeter, const Caps& caps,
                              const Catalogues& catalogues) {
    NetworkPlan plan;
    plan.lang = options.lang;
    plan.perimeter = perimeter;
    plan.caps = caps;
    Result<std::vector<model::IpAddress>> targets = targets_of(perimeter, options.lang);
    if (!targets) return tl::unexpected(targets.error());
    plan.targets = std::move(*targets);
    plan.resolvers = resolvers_of(perimeter);
    const Result<scan::PortSpec> ports = scan::parse_ports(options.ports.empty() ? "-" : options.ports);
    if (!ports) return tl::unexpected(ports.error());
    plan.tcp_ports = ports->tcp;
    plan.priority_ports = catalogues.priority_ports;
    plan.udp = options.udp;
    plan.discover = !perimeter.domains.empty() || !plan.targets.empty();
    plan.scan = !plan.targets.empty();
    plan.words = catalogues.words;
    plan.fingerprints = &catalogues.fingerprints;
    plan.web = &catalogues.web;
    return plan;
}

// Everything that must be the same when an audit is continued.
std::string configuration(const AuditOptions& options, const model::Perimeter& perimeter, const std::string& version) {
    json perimeter_document = perimeter;
    perimeter_document.erase("file");
    const json document = {{"perimeter", perimeter_document},
                           {"profile", options.profile},
                           {"ports", options.ports},
                           {"udp", options.udp},
                           {"version", version}};
    return document.dump();
}

}  // namespace

Result<AuditOutcome> run_audit(const AuditOptions& options, Observer& observer, const std::atomic<bool>& stop,
                               const std::string& tool_version) {
    const base::SystemClock clock;
    const base::Date today = base::date_of(clock.now());
    auto loaded = perimeter::load(options.perimeter_file, today, options.lang);
    if (!loaded) return tl::unexpected(loaded.error());
    for (const std::string& warning : loaded->warnings) observer.on_event(warning);
    const Result<Caps> caps = caps_of(options.profile, loaded->perimeter, options.lang);
    if (!caps) return tl::unexpected(caps.error());
    const Result<Catalogues> catalogues = load_catalogues();
    if (!catalogues) return tl::unexpected(catalogues.error());
    Result<NetworkPlan> plan = make_plan(options, loaded->perimeter, *caps, *catalogues);
    if (!plan) return tl::unexpected(plan.error());
    std::optional<model::Audit> previous;
    if (!options.previous.empty()) {
        auto read = read_audit_of(options.previous, options.lang);
        if (!read) return tl::unexpected(read.error());
        previous = std::move(*read);
    }

    const std::string configured = configuration(options, loaded->perimeter, tool_version);
    auto vault = open_vault(options.lang);
    if (!vault) return tl::unexpected(vault.error());
    auto journal = open_journal(**vault, options, loaded->perimeter, configured);
    if (!journal) return tl::unexpected(journal.error());
    const std::unique_ptr<store::AuditStore>& store = journal->store;
    const Identity& identity = journal->identity;
    if (const auto noted = note(**vault, options.resume ? "audit-resume" : "audit", identity.id,
                                "profile " + options.profile + ", authorisation " +
                                    base::printable(loaded->perimeter.authorisation.reference));
        !noted)
        return tl::unexpected(noted.error());
    plan->seed = identity.seed;
    const Result<void> resumed = resume_plan(*store, *plan);
    if (!resumed) return tl::unexpected(resumed.error());

    AuditOutcome outcome;
    if (!store->get("state", "network")) {
        const Result<NetworkEnd> end = run_network(*plan, *store, observer, stop);
        if (!end) return tl::unexpected(end.error());
        if (*end == NetworkEnd::stopped) {
            outcome.stopped = true;
            return outcome;
        }
        store->put("state", "network", "\"" + base::format_instant(clock.now()) + "\"");
        const Result<void> written = store->flush();
        if (!written) return tl::unexpected(written.error());
    }

    model::Audit& audit = outcome.audit;
    audit.id = identity.id;
    audit.tool_version = tool_version;
    audit.started = base::parse_instant(identity.started).value_or(clock.now());
    audit.finished = clock.now();
    audit.profile = options.profile;
    audit.policy = options.policy;
    audit.lang = options.lang;
    audit.tlp = options.tlp;
    audit.perimeter = loaded->perimeter;
    const Result<void> assembled = assemble(*store, *plan, audit);
    if (!assembled) return tl::unexpected(assembled.error());
    audit.coverage.not_tested.push_back(passive_gap(options.passive, options.lang));

    auto attested = attestations_in(*store);
    if (!attested) return tl::unexpected(attested.error());
    audit.attestations = std::move(*attested);

    observer.on_progress({.stage = "correlate"});
    const Result<correlate::Knowledge> knowledge = load_knowledge(catalogues->folder);
    if (!knowledge) return tl::unexpected(knowledge.error());
    const auto base = store::open_base_for_reading(store::base_path_to_read());
    observer.on_progress({.stage = "assess"});
    conclude({catalogues->rules, *knowledge, base ? base->get() : nullptr}, previous ? &*previous : nullptr, today,
             audit);

    observer.on_progress({.stage = "report"});
    const Result<void> delivered = deliver(options, catalogues->folder, outcome);
    if (!delivered) return tl::unexpected(delivered.error());
    return outcome;
}

}  // namespace vigie::engine
