// SPDX-License-Identifier: Apache-2.0
#include "engine/single.h"

#include <filesystem>
#include <set>

#include <nlohmann/json.hpp>

#include "base/text.h"
#include "catalog/location.h"
#include "engine/assemble.h"
#include "engine/catalogues.h"
#include "engine/conclude.h"
#include "engine/history.h"
#include "engine/language.h"
#include "engine/supervisor.h"
#include "engine/targets.h"
#include "engine/translate.h"
#include "model/json.h"
#include "model/reason.h"
#include "perimeter/perimeter_file.h"
#include "protocols/protocol.h"
#include "report/retest.h"
#include "scan/port_spec.h"
#include "store/vulnerability_base.h"

namespace vigie::engine {
namespace {

using base::Errc;
using base::fail;
using base::Result;

constexpr std::uint64_t kMostPackets = 10'000'000;
constexpr std::uint64_t kMostShards = 4096;

base::Date today() {
    return base::date_of(base::SystemClock().now());
}

// A journal that lives as long as the command.
Result<std::unique_ptr<store::AuditStore>> passing_journal() {
    return store::AuditStore::open(":memory:");
}

Result<void> run_to_end(const NetworkPlan& plan, store::AuditStore& store, Observer& observer,
                        const std::atomic<bool>& stop, const std::string& lang) {
    const Result<NetworkEnd> end = run_network(plan, store, observer, stop);
    if (!end) return tl::unexpected(end.error());
    if (*end == NetworkEnd::stopped)
        return fail(Errc::cancelled, say(lang, "arrêté avant la fin", "stopped before the end"));
    return {};
}

// One endpoint: TCP is contacted at once, UDP by the probe that its port is known for.
NetworkPlan plan_for(const model::Perimeter& perimeter, const Caps& caps, const Catalogues& catalogues,
                     const model::Endpoint& endpoint, const std::vector<std::string>& names, const std::string& lang) {
    NetworkPlan plan;
    plan.lang = lang;
    plan.perimeter = perimeter;
    plan.caps = caps;
    plan.targets = {endpoint.address};
    plan.priority_ports = catalogues.priority_ports;
    plan.fingerprints = &catalogues.fingerprints;
    plan.web = &catalogues.web;
    plan.discover = false;
    plan.names_of[endpoint.address.text()] = names;
    if (endpoint.transport == model::Transport::udp) {
        plan.udp_ports = {endpoint.port};
    } else {
        plan.scan = false;
        plan.only_services = {endpoint};
    }
    return plan;
}

// The authorisation of an earlier audit still has to hold today.
Result<void> check_authorisation(const model::Perimeter& perimeter, const std::string& lang) {
    const auto day = std::chrono::sys_days{today()};
    if (day < std::chrono::sys_days{perimeter.authorisation.start} ||
        day > std::chrono::sys_days{perimeter.authorisation.end})
        return fail(Errc::input, say(lang, "l'autorisation de cet audit n'est pas valable aujourd'hui (du ",
                                     "the authorisation of this audit is not valid today (from ") +
                                     base::format_date(perimeter.authorisation.start) + say(lang, " au ", " to ") +
                                     base::format_date(perimeter.authorisation.end) + ")");
    return {};
}

// --rate: a number of packets per second, or "max". Outside a laboratory no more than the standard profile allows.
Result<Caps> caps_of_rate(const std::string& rate, const model::Perimeter& perimeter, const std::string& lang) {
    if (rate.empty()) return caps_of("prudent", perimeter, lang);
    if (rate == "max") {
        if (perimeter.authorisation.laboratory) return caps_of("lab", perimeter, lang);
        return fail(Errc::input, say(lang,
                                     "--rate max est refusé : le fichier de périmètre ne dit pas [autorisation] "
                                     "laboratoire = true",
                                     "--rate max is refused: the perimeter file does not say [autorisation] "
                                     "laboratoire = true"));
    }
    const auto wanted = base::parse_unsigned(rate);
    if (!wanted || *wanted == 0 || *wanted > kMostPackets)
        return fail(Errc::input, "--rate " + rate +
                                     say(lang, " : un nombre de paquets par seconde ou max attendu",
                                         ": a number of packets per second or max was expected"));
    Result<Caps> caps = caps_of(perimeter.authorisation.laboratory ? "lab" : "standard", perimeter, lang);
    if (!caps) return caps;
    if (caps->per_second && *wanted > *caps->per_second)
        return fail(Errc::input, "--rate " + rate +
                                     say(lang, " : plus que le plafond de ce périmètre, ",
                                         ": more than the cap of this perimeter, ") +
                                     std::to_string(*caps->per_second));
    caps->per_second = static_cast<std::uint32_t>(*wanted);
    return caps;
}

// "2/3": index and count. Whoever shares a scan shares its caps.
Result<void> apply_shard(const std::string& text, const std::string& lang, NetworkPlan& plan) {
    if (text.empty()) return {};
    const auto slash = text.find('/');
    const auto part = base::parse_unsigned(std::string_view(text).substr(0, slash));
    const auto parts =
        slash == std::string::npos ? std::nullopt : base::parse_unsigned(std::string_view(text).substr(slash + 1));
    if (!part || !parts || *parts == 0 || *parts > kMostShards || *part == 0 || *part > *parts)
        return fail(Errc::input, "--shard " + text +
                                     say(lang, " : i/n attendu, par exemple 2/3 pour la deuxième de trois machines",
                                         ": i/n was expected, for example 2/3 for the second of three machines"));
    plan.shard = static_cast<std::uint32_t>(*part - 1);
    plan.shards = static_cast<std::uint32_t>(*parts);
    for (auto* cap : {&plan.caps.per_second, &plan.caps.per_second_per_address, &plan.caps.per_second_per_network})
        if (*cap) *cap = std::max(1U, **cap / plan.shards);
    return {};
}

// Everything that must be the same when a scan is continued.
std::string configuration_of(const ScanRequest& request, const NetworkPlan& plan) {
    nlohmann::json perimeter = plan.perimeter;
    perimeter.erase("file");
    return nlohmann::json{{"perimeter", perimeter},
                          {"tcp", scan::format_ports(plan.tcp_ports)},
                          {"udp", plan.udp},
                          {"udp_ports", scan::format_ports(plan.udp_ports)},
                          {"rate", request.rate},
                          {"shard", request.shard},
                          {"interface", plan.interface},
                          {"first", plan.priority_ports},
                          {"tries", plan.caps.scan_tries}}
        .dump();
}

Result<std::unique_ptr<store::AuditStore>> scan_journal(const ScanRequest& request, NetworkPlan& plan) {
    if (request.journal.empty()) return passing_journal();
    std::error_code error;
    const bool exists = std::filesystem::exists(request.journal, error);
    if (exists && !request.resume)
        return fail(
            Errc::input,
            request.journal + say(request.lang,
                                  " : un balayage interrompu est là ; --resume pour le continuer, ou supprimer "
                                  "ce fichier",
                                  ": an interrupted scan is there; --resume to continue it, or remove that file"));
    if (!exists && request.resume)
        return fail(Errc::input, request.journal + say(request.lang, " : aucun balayage à reprendre",
                                                       ": there is no scan to continue"));
    auto store = store::AuditStore::open(request.journal, std::nullopt, request.lang);
    if (!store) return store;
    std::filesystem::permissions(request.journal,
                                 std::filesystem::perms::owner_read | std::filesystem::perms::owner_write, error);
    const std::string configured = configuration_of(request, plan);
    const auto stored = (*store)->get("state", "configuration");
    if (exists && stored && *stored != configured)
        return fail(Errc::input,
                    request.journal +
                        say(request.lang,
                            " : le balayage interrompu avait un autre périmètre, d'autres ports ou un autre débit ; le "
                            "continuer avec les mêmes",
                            ": the interrupted scan had another perimeter, other ports or another rate; continue it "
                            "with the same ones"));
    (*store)->put("state", "configuration", configured);
    if (const Result<void> written = (*store)->flush(); !written) return tl::unexpected(written.error());
    if (const Result<void> known = resume_plan(**store, plan); !known) return tl::unexpected(known.error());
    return store;
}

void remove_journal(const std::string& journal) {
    std::error_code error;
    for (const char* suffix : {"", "-wal", "-shm"}) std::filesystem::remove(journal + suffix, error);
}

}  // namespace

std::vector<model::Port> known_udp_ports() {
    std::set<model::Port> out;
    for (const protocols::Protocol* protocol : protocols::all())
        if (protocol->transport == model::Transport::udp && protocol->probe != nullptr)
            out.insert(protocol->usual_ports.begin(), protocol->usual_ports.end());
    return {out.begin(), out.end()};
}

Result<std::vector<OpenPort>> run_scan_alone(const ScanRequest& request, Observer& observer,
                                             const std::atomic<bool>& stop) {
    const auto loaded = perimeter::load(request.perimeter_file, today(), request.lang);
    if (!loaded) return tl::unexpected(loaded.error());
    const Result<Caps> caps = caps_of_rate(request.rate, loaded->perimeter, request.lang);
    if (!caps) return tl::unexpected(caps.error());
    const Result<scan::PortSpec> ports = scan::parse_ports(request.ports.empty() ? "-" : request.ports);
    if (!ports) return tl::unexpected(ports.error());
    const Result<Catalogues> catalogues = load_catalogues();
    if (!catalogues) return tl::unexpected(catalogues.error());

    NetworkPlan plan;
    plan.lang = request.lang;
    plan.perimeter = loaded->perimeter;
    plan.caps = *caps;
    Result<std::vector<model::IpAddress>> targets = targets_of(loaded->perimeter, request.lang);
    if (!targets) return tl::unexpected(targets.error());
    plan.targets = std::move(*targets);
    if (plan.targets.empty())
        return fail(Errc::input, request.perimeter_file +
                                     say(request.lang, " : aucune adresse à balayer", ": there is no address to scan"));
    plan.interface = request.interface;
    const Result<void> sharded = apply_shard(request.shard, request.lang, plan);
    if (!sharded) return tl::unexpected(sharded.error());
    plan.tcp_ports = ports->tcp;
    plan.udp_ports = ports->udp;
    plan.udp = request.udp || !ports->udp.empty();
    plan.priority_ports = catalogues->priority_ports;
    plan.fingerprints = &catalogues->fingerprints;
    plan.discover = false;
    plan.identify = false;
    plan.seed = base::stable_hash(request.perimeter_file + request.ports);
    auto store = scan_journal(request, plan);
    if (!store) return tl::unexpected(store.error());
    const Result<void> ran = run_to_end(plan, **store, observer, stop, request.lang);
    if (!ran) return tl::unexpected(ran.error());
    for (const auto& [key, text] : (*store)->entries("gap")) {
        const auto gap = nlohmann::json::parse(text, nullptr, false);
        if (gap.is_object())
            observer.on_event(gap.value("what", "") + say(request.lang, " : ", ": ") + gap.value("why", ""));
    }

    std::vector<OpenPort> out;
    for (const auto& [key, text] : (*store)->entries("port")) {
        const auto endpoint = model::Endpoint::parse(key);
        const auto document = nlohmann::json::parse(text, nullptr, false);
        if (endpoint && document.is_object()) out.push_back({*endpoint, document.value("state", "")});
    }
    std::sort(out.begin(), out.end(), [](const OpenPort& a, const OpenPort& b) { return a.endpoint < b.endpoint; });
    store->reset();
    if (!request.journal.empty()) remove_journal(request.journal);
    return out;
}

Result<ServiceReview> inspect_service(const std::string& perimeter_file, const std::string& service,
                                      const std::string& profile, const std::string& lang, Observer& observer,
                                      const std::atomic<bool>& stop) {
    const auto loaded = perimeter::load(perimeter_file, today(), lang);
    if (!loaded) return tl::unexpected(loaded.error());
    const auto endpoint = model::Endpoint::parse(service);
    if (!endpoint || endpoint->port == 0)
        return fail(Errc::input, "--service " + service +
                                     say(lang, " : ADRESSE:PORT ou ADRESSE:PORT/udp attendu",
                                         ": ADDRESS:PORT or ADDRESS:PORT/udp was expected"));
    if (!model::Scope(loaded->perimeter).allows(endpoint->address))
        return fail(Errc::input,
                    endpoint->address.text() + say(lang, " n'est pas dans le périmètre déclaré : rien n'a été envoyé",
                                                   " is not in the declared perimeter: nothing was sent"));
    const Result<Caps> caps = caps_of(profile, loaded->perimeter, lang);
    if (!caps) return tl::unexpected(caps.error());
    const Result<Catalogues> catalogues = load_catalogues();
    if (!catalogues) return tl::unexpected(catalogues.error());
    const NetworkPlan plan = plan_for(loaded->perimeter, *caps, *catalogues, *endpoint, {}, lang);
    auto store = passing_journal();
    if (!store) return tl::unexpected(store.error());
    const Result<void> ran = run_to_end(plan, **store, observer, stop, lang);
    if (!ran) return tl::unexpected(ran.error());
    model::Audit audit;
    const Result<void> assembled = assemble(**store, plan, audit);
    if (!assembled) return tl::unexpected(assembled.error());
    return ServiceReview{audit.services, audit.evidence};
}

Result<Retest> retest(const std::string& audit_name, const std::string& finding_id, const std::string& lang,
                      Observer& observer, const std::atomic<bool>& stop) {
    Result<model::Audit> before = read_audit_of(audit_name, lang);
    if (!before) return tl::unexpected(before.error());
    if (const auto told = translate(*before, lang); !told) return tl::unexpected(told.error());
    const auto found = std::find_if(before->findings.begin(), before->findings.end(),
                                    [&](const model::Finding& finding) { return finding.id == finding_id; });
    if (found == before->findings.end())
        return fail(Errc::input, finding_id +
                                     say(lang, " : aucun constat de cet identifiant dans l'audit ",
                                         ": no finding of that id in audit ") +
                                     before->id);
    const Result<void> authorised = check_authorisation(before->perimeter, lang);
    if (!authorised) return tl::unexpected(authorised.error());
    Retest out;
    out.finding = *found;
    out.at = base::SystemClock().now();
    const auto address = model::IpAddress::parse(found->asset);
    if (!address || found->port == 0) {
        out.why = say(lang, "ce constat ne porte pas sur un port : relancer un audit complet pour le retester",
                      "this finding is not about a port: run a whole audit to test it again");
        return out;
    }
    if (!model::Scope(before->perimeter).allows(*address))
        return fail(Errc::input, found->asset + say(lang, " n'est pas dans le périmètre déclaré",
                                                    " is not in the declared perimeter"));
    const Result<Caps> caps = caps_of(before->profile, before->perimeter, lang);
    if (!caps) return tl::unexpected(caps.error());
    const Result<Catalogues> catalogues = load_catalogues();
    if (!catalogues) return tl::unexpected(catalogues.error());
    std::vector<std::string> names;
    for (const model::Asset& asset : before->assets)
        if (asset.address == *address) names = asset.names;
    const model::Endpoint endpoint{*address, found->port, found->transport};
    const NetworkPlan plan = plan_for(before->perimeter, *caps, *catalogues, endpoint, names, lang);
    auto store = passing_journal();
    if (!store) return tl::unexpected(store.error());
    const Result<void> ran = run_to_end(plan, **store, observer, stop, lang);
    if (!ran) return tl::unexpected(ran.error());

    model::Audit now;
    now.lang = lang;
    now.policy = before->policy;
    now.started = base::SystemClock().now();
    now.perimeter = before->perimeter;
    const Result<void> assembled = assemble(**store, plan, now);
    if (!assembled) return tl::unexpected(assembled.error());
    const Result<correlate::Knowledge> knowledge = load_knowledge(catalogues->folder);
    if (!knowledge) return tl::unexpected(knowledge.error());
    const auto base = store::open_base_for_reading(store::base_path_to_read());
    conclude({catalogues->rules, *knowledge, base ? base->get() : nullptr}, nullptr, today(), now);
    out.evidence = now.evidence;
    for (const model::Finding& finding : now.findings) {
        if (finding.id != finding_id) continue;
        out.finding = finding;
        out.answer = RetestAnswer::present;
        return out;
    }
    const bool answered = !now.services.empty() && !now.services.front().protocol.empty();
    const std::string refusal = model::reason_for_people("refused", lang);
    const bool refused = std::any_of(now.coverage.not_tested.begin(), now.coverage.not_tested.end(),
                                     [&](const model::CoverageGap& gap) { return gap.why.starts_with(refusal); });
    for (const model::Service& service : now.services)
        for (const model::Attempt& attempt : service.attempts)
            if (attempt.outcome == model::Attempt::Outcome::failed)
                out.why = attempt.check + " : " + model::reason_for_people(attempt.why, lang);
    if (answered ? out.why.empty() : refused) {
        out.answer = RetestAnswer::fixed;
    } else if (out.why.empty()) {
        out.why = now.coverage.not_tested.empty() ? say(lang, "aucune réponse", "no answer")
                                                  : now.coverage.not_tested.front().why;
    }
    return out;
}

Result<std::string> retest_page(const std::string& audit, const std::string& finding_id, const Retest& result,
                                const std::string& lang) {
    auto before = read_audit_of(audit, lang);
    if (!before) return tl::unexpected(before.error());
    if (const auto done = translate(*before, lang); !done) return tl::unexpected(done.error());
    const auto data = catalog::find_data_folder();
    if (!data) return tl::unexpected(data.error());
    report::RetestPage page{*before,    result.finding, result.finding, report::RetestOutcome::not_tested,
                            result.why, result.at,      result.evidence};
    for (const model::Finding& finding : before->findings)
        if (finding.id == finding_id) page.was = finding;
    if (result.answer != RetestAnswer::present) page.now = page.was;  // its words, in the language asked for
    if (result.answer == RetestAnswer::present) page.outcome = report::RetestOutcome::present;
    if (result.answer == RetestAnswer::fixed) page.outcome = report::RetestOutcome::fixed;
    return report::render_retest(page, lang, *data);
}

}  // namespace vigie::engine
