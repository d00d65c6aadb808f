// SPDX-License-Identifier: Apache-2.0
// Identification and inspection of every open port, as many conversations at once as the dialer's slots allow.
#include <nlohmann/json.hpp>

#include "base/text.h"
#include "engine/network_context.h"
#include "engine/side_by_side.h"
#include "identify/identify.h"
#include "inspect/inspect.h"
#include "model/json.h"
#include "model/reason.h"
#include "net/worker_pool.h"
#include "protocols/tls/certificate.h"

namespace vigie::engine {
namespace {

using nlohmann::json;

constexpr unsigned kWorkerThreads = 4;
constexpr base::Millis kImpatientGreeting{800};
constexpr base::Millis kImpatientReply{1200};

struct Count {
    std::uint64_t total = 0;
    std::uint64_t done = 0;
    std::uint64_t named = 0;
};

struct Work {
    NetworkContext& context;
    inspect::Tools& tools;
    Count count;
};

void report_progress(NetworkContext& context, const Count& count) {
    context.channel.send("progress", "identify",
                         {{"done", count.done}, {"total", count.total}, {"open_ports", count.named}});
}

std::string headline(const model::Service& service) {
    const std::string site = service.facts.text("service.site");
    std::string line = service.endpoint.text() + (site.empty() ? "" : " " + site) + "  " +
                       (service.tls && service.protocol != "tls" ? "tls/" : "") +
                       (service.protocol.empty() ? "?" : service.protocol);
    if (!service.product.empty()) line += "  " + service.product;
    if (!service.version.empty()) line += " " + service.version;
    const std::vector<std::string> suspected = service.facts.list("service.suspected");
    if (service.product.empty() && !suspected.empty()) line += "  (" + base::join(suspected, ", ") + " ?)";
    if (const std::string behaviour = service.facts.text("service.behaviour"); !behaviour.empty())
        line += "  [" + behaviour + "]";
    return line;
}

void publish(Work& work, inspect::Subject& subject) {
    for (const model::Evidence& evidence : subject.evidence)
        work.context.channel.send("evidence", evidence.id, json(evidence));
    const std::string site = subject.service.facts.text("service.site");
    work.context.channel.send("service", subject.service.endpoint.text() + (site.empty() ? "" : " " + site),
                              json(subject.service));
    if (!subject.service.protocol.empty()) {
        ++work.count.named;
        work.context.log(headline(subject.service));
    }
}

// An open port that nobody answers on is still an open port, except on hosts that answer on every port, and where
// the second contact found it closed.
bool worth_keeping(const Work& work, const identify::Identified& found) {
    if (!found.service.protocol.empty()) return true;
    if (work.context.answers_every_port.contains(found.service.endpoint.address)) return false;
    return found.confirmed || model::is_paper_port(found.service.endpoint.port);
}

// Sites under a name of their own: as many services, each with its product.
net::Task<void> examine_sites(Work& work, std::vector<inspect::Subject> sites, identify::Options options) {
    for (inspect::Subject& site : sites) {
        identify::Identified named = co_await identify::identify_site(
            work.tools.dialer, *work.context.plan.fingerprints, work.tools.clock, std::move(site.service), options);
        if (work.context.stop) co_return;
        site.service = std::move(named.service);
        for (model::Evidence& evidence : named.evidence) site.evidence.push_back(std::move(evidence));
        publish(work, site);
    }
}

net::Task<void> examine(Work& work, NetworkPlan::KnownPort port) {
    const auto named = work.context.names_of.find(port.endpoint.address.text());
    std::vector<std::string> names = named == work.context.names_of.end() ? std::vector<std::string>{} : named->second;
    inspect::Subject subject;
    const bool fragile = work.context.scope.is_fragile(port.endpoint.address);
    const bool every_port = work.context.answers_every_port.contains(port.endpoint.address);
    bool keep = true;
    identify::Options options;
    if (port.endpoint.transport == model::Transport::udp) {
        const protocols::Protocol* protocol = protocols::find(port.protocol);
        if (protocol == nullptr) co_return;
        identify::Identified found = identify::identify_udp(*work.context.plan.fingerprints, work.tools.clock,
                                                            port.endpoint, *protocol, port.request, port.reply);
        found.service.names = names;
        subject = {std::move(found.service), std::move(found.evidence)};
    } else {
        options.greeting_wait = work.context.plan.caps.greeting_wait;
        options.reply_wait = work.context.plan.caps.reply_wait;
        options.ask_everything = !fragile && !every_port;
        options.conversation = work.context.plan.caps.reply_wait * net::kPatience;
        options.page_pause = work.context.plan.caps.web_pause;
        options.web_busy = &work.tools.web_busy;
        if (every_port) {  // hundreds of ports that most often hide nothing: do not wait long for each
            options.greeting_wait = std::min(options.greeting_wait, kImpatientGreeting);
            options.reply_wait = std::min(options.reply_wait, kImpatientReply);
        }
        identify::Identified found = co_await identify::identify_tcp(work.tools.dialer, *work.context.plan.fingerprints,
                                                                     work.tools.clock, port.endpoint, names, options);
        if (work.context.stop) co_return;  // a cancelled conversation says nothing: it is made again on --resume
        keep = worth_keeping(work, found);
        if (!found.confirmed && !model::is_paper_port(port.endpoint.port))
            work.context.gap("not_tested", port.endpoint.text(),
                             found.service.attempts.empty()
                                 ? work.context.say("aucune connexion possible", "no conversation could be opened")
                                 : model::reason_for_people(found.service.attempts.back().why, work.context.plan.lang));
        subject = {std::move(found.service), std::move(found.evidence)};
    }
    if (keep && !work.context.stop) {
        // Also what nobody recognised: it may go over to TLS in the words of its usual port.
        co_await inspect::inspect(work.tools, subject);
        if (!subject.service.protocol.empty()) identify::name_product(*work.context.plan.fingerprints, subject.service);
        std::vector<inspect::Subject> sites = std::move(subject.sites);
        if (!work.context.stop) publish(work, subject);
        if (!work.context.stop) co_await examine_sites(work, std::move(sites), options);
        if (subject.service.facts.flag("web.blocked").value_or(false))
            work.context.gap("blocked", port.endpoint.text(),
                             work.context.say("un pare-feu applicatif ou un CDN a répondu à la place du site : ",
                                              "a web firewall or CDN answered in the site's place: ") +
                                 base::join(subject.service.facts.list("web.fronts"), ", "));
    }
    ++work.count.done;
    report_progress(work.context, work.count);
}

constexpr std::size_t kConversations = 600;

net::Task<void> examine_with(NetworkContext& context, Network::Reach reach, const protocols::tls::TrustStore* trust,
                             net::WorkerPool& workers, std::vector<NetworkPlan::KnownPort> ports) {
    inspect::Tools tools(reach.dialer, context.network.clock(), context.scope);
    tools.domains = context.plan.perimeter.domains;
    tools.trust = trust;
    tools.descriptors = reach.descriptors;
    tools.workers = &workers;
    tools.reply_wait = context.plan.caps.reply_wait;
    tools.resolvers = context.plan.resolvers;
    tools.web = context.plan.web;
    tools.web_pause = context.plan.caps.web_pause;
    Work work{context, tools, {.total = ports.size()}};
    co_await side_by_side(
        ports.size(), kConversations, [&](std::size_t index) { return examine(work, ports[index]); },
        [&] { return static_cast<bool>(context.stop); });
}

std::vector<NetworkPlan::KnownPort> ports_to_examine(NetworkContext& context) {
    std::vector<NetworkPlan::KnownPort> out;
    const std::set<model::Port> priority(context.plan.priority_ports.begin(), context.plan.priority_ports.end());
    std::map<model::IpAddress, std::uint64_t> left_out;
    for (const NetworkPlan::KnownPort& port : context.open_ports) {
        if (context.plan.identified.contains(port.endpoint)) continue;
        if (port.endpoint.transport == model::Transport::tcp &&
            context.answers_every_port.contains(port.endpoint.address) && !priority.contains(port.endpoint.port)) {
            ++left_out[port.endpoint.address];
            continue;
        }
        out.push_back(port);
    }
    for (const auto& [address, count] : left_out)
        context.gap("not_tested", address.text() + "/tcp",
                    context.say("l'hôte répond sur tous les ports : ", "the host answers on every port: ") +
                        std::to_string(count) +
                        context.say(" ports hors de la liste prioritaire n'ont pas été examinés un par un",
                                    " ports outside the priority list were not examined one by one"));
    return out;
}

}  // namespace

bool run_services(NetworkContext& context) {
    std::vector<NetworkPlan::KnownPort> ports = ports_to_examine(context);
    report_progress(context, {.total = ports.size()});
    if (ports.empty()) return !context.stop;
    net::WorkerPool workers(kWorkerThreads);
    const auto trust = protocols::tls::TrustStore::system();
    if (!trust) context.gap("not_tested", "certificate.chain_trusted", trust.error().what);
    context.network.converse(context.plan.caps.sessions_per_address, [&](Network::Reach reach) {
        return examine_with(context, reach, trust ? &*trust : nullptr, workers, std::move(ports));
    });
    return !context.stop;
}

}  // namespace vigie::engine
