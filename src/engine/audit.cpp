// SPDX-License-Identifier: Apache-2.0
#include "engine/audit.h"

#include <fstream>
#include <random>
#include <sstream>

#include <fmt/format.h>
#include <nlohmann/json.hpp>
#include <sys/stat.h>

#include "base/text.h"
#include "discover/resolvers.h"
#include "engine/assemble.h"
#include "engine/attest.h"
#include "engine/catalogues.h"
#include "engine/conclude.h"
#include "engine/documents.h"
#include "engine/history.h"
#include "engine/language.h"
#include "engine/supervisor.h"
#include "engine/targets.h"
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

Result<std::string> read_text(const fs::path& path) {
    std::ifstream file(path, std::ios::binary);
    std::ostringstream text;
    text << file.rdbuf();
    if (!file) return fail(Errc::io, "reading " + path.string());
    return text.str();
}

std::vector<model::IpAddress> resolvers_of(const model::Perimeter& perimeter) {
    if (!perimeter.resolvers.empty()) return perimeter.resolvers;
    const auto text = read_text("/etc/resolv.conf");
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

struct Identity {
    std::string id;
    std::string started;
    std::uint64_t seed = 0;
};

Identity new_identity(base::Instant now) {
    std::random_device random;
    Identity out;
    out.started = base::format_instant(now);
    out.seed = (static_cast<std::uint64_t>(random()) << 32U) | random();
    std::string stamp;
    for (const char character : out.started)
        if (character >= '0' && character <= '9') stamp += character;
    out.id = fmt::format("A-{}-{}-{:04x}", stamp.substr(0, 8), stamp.substr(8, 6), out.seed & 0xFFFFU);
    return out;
}

// Opens the journal of a new audit, or of the one to continue; says clearly why it cannot.
Result<std::unique_ptr<store::AuditStore>> open_journal(const AuditOptions& options, const std::string& wanted) {
    const fs::path journal = options.out / kJournal;
    std::error_code error;
    const bool exists = fs::exists(journal, error);
    if (exists && !options.resume)
        return fail(
            Errc::input,
            options.out.string() +
                say(options.lang, " contient déjà un audit : choisir un autre dossier, ou --resume pour le continuer",
                    " holds an audit already: choose another folder, or --resume to continue it"));
    if (!exists && options.resume)
        return fail(Errc::input, options.out.string() + say(options.lang, " : aucun audit à reprendre ici",
                                                            ": no audit to continue here"));
    if (!exists) {
        fs::create_directories(options.out, error);
        if (error) return fail(Errc::input, options.out.string() + ": " + error.message());
        chmod(options.out.c_str(), 0700);
    }
    auto store = store::AuditStore::open(journal.string());
    if (!store) return store;
    chmod(journal.c_str(), 0600);
    if (exists) {
        const auto stored = (*store)->get("state", "configuration");
        if (stored && *stored != wanted)
            return fail(
                Errc::input,
                options.out.string() + say(options.lang,
                                           " : l'audit interrompu avait un autre périmètre, profil ou d'autres ports ; "
                                           "le continuer avec les mêmes, ou recommencer dans un autre dossier",
                                           ": the interrupted audit had another perimeter, profile or ports; continue "
                                           "it with the same ones, or start again in another folder"));
    }
    return store;
}

Result<Identity> identity_of(store::AuditStore& store, const std::string& configured) {
    Identity identity;
    if (const auto stored = store.get("state", "identity")) {
        const json document = json::parse(*stored, nullptr, false);
        if (!document.is_object()) return fail(Errc::malformed, "the journal's identity cannot be read");
        identity.id = document.value("id", "");
        identity.started = document.value("started", "");
        identity.seed = document.value("seed", std::uint64_t{0});
        return identity;
    }
    identity = new_identity(base::SystemClock().now());
    const json document = {{"id", identity.id}, {"started", identity.started}, {"seed", identity.seed}};
    store.put("state", "identity", document.dump());
    store.put("state", "configuration", configured);
    const Result<void> written = store.flush();
    if (!written) return tl::unexpected(written.error());
    return identity;
}

model::CoverageGap passive_gap(const AuditOptions& options) {
    return {say(options.lang, "sources passives des 6 derniers mois (§ 2.2 : Shodan, Onyphe, Censys)",
                "passive sources of the last 6 months (2.2: Shodan, Onyphe, Censys)"),
            options.passive ? say(options.lang, "cette version de vigie ne les interroge pas",
                                  "this version of vigie does not ask them")
                            : say(options.lang, "désactivées par --no-passive", "switched off by --no-passive")};
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
    auto store = open_journal(options, configured);
    if (!store) return tl::unexpected(store.error());
    const Result<Identity> identity = identity_of(**store, configured);
    if (!identity) return tl::unexpected(identity.error());
    plan->seed = identity->seed;
    const Result<void> resumed = resume_plan(**store, *plan);
    if (!resumed) return tl::unexpected(resumed.error());

    AuditOutcome outcome;
    if (!(*store)->get("state", "network")) {
        const Result<NetworkEnd> end = run_network(*plan, **store, observer, stop);
        if (!end) return tl::unexpected(end.error());
        if (*end == NetworkEnd::stopped) {
            outcome.stopped = true;
            return outcome;
        }
        (*store)->put("state", "network", "\"" + base::format_instant(clock.now()) + "\"");
        const Result<void> written = (*store)->flush();
        if (!written) return tl::unexpected(written.error());
    }

    model::Audit& audit = outcome.audit;
    audit.id = identity->id;
    audit.tool_version = tool_version;
    audit.started = base::parse_instant(identity->started).value_or(clock.now());
    audit.finished = clock.now();
    audit.profile = options.profile;
    audit.policy = options.policy;
    audit.lang = options.lang;
    audit.tlp = options.tlp;
    audit.perimeter = loaded->perimeter;
    const Result<void> assembled = assemble(**store, *plan, audit);
    if (!assembled) return tl::unexpected(assembled.error());
    audit.coverage.not_tested.push_back(passive_gap(options));

    auto attested = attestations_in(**store);
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
    const auto written = write_documents(audit, options.out, {}, catalogues->folder);
    if (!written) return tl::unexpected(written.error());
    for (const report::WrittenFile& file : *written) {
        if (file.ok())
            outcome.files.push_back(file.path.string());
        else
            outcome.problems.push_back(file.path.string() + ": " + file.error);
    }
    if (const Result<void> remembered = remember_audit(audit.id, options.out); !remembered)
        outcome.problems.push_back(remembered.error().what);
    return outcome;
}

}  // namespace vigie::engine
