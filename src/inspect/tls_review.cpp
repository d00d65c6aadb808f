// SPDX-License-Identifier: Apache-2.0
// The TLS of one service: what each version accepts and in whose order, by our own hellos; then options, certificates
// and one whole handshake. Behind STARTTLS the same, after the protocol's own request for it. No exploit is tried and
// no renegotiation is asked for. The list is believed only when its first suite is accepted again at the end.
#include <algorithm>

#include <openssl/rand.h>

#include "base/text.h"
#include "inspect/tls_certificates.h"
#include "inspect/tls_options.h"
#include "inspect/tls_suites.h"
#include "inspect/tls_talk.h"
#include "protocols/tls/certificate.h"
#include "protocols/tls/cipher_suites.h"
#include "protocols/tls/ssl2.h"

namespace vigie::inspect {
namespace {

namespace tls = protocols::tls;
using base::ByteString;
using base::Result;
using Outcome = VersionReview::Outcome;

constexpr std::string_view kSsl2 = "SSLv2";

struct Summary {
    std::vector<std::string> accepted;
    std::vector<std::string> unclear;
};

const VersionReview* best_of(const std::vector<VersionReview>& versions) {
    for (const VersionReview& one : versions)
        if (one.outcome == Outcome::accepted) return &one;
    return nullptr;
}

// Best version first.
net::Task<std::vector<VersionReview>> review_versions(TlsTalk& talk, std::string server_name) {
    std::vector<VersionReview> out;
    for (auto version = tls::kVersions.rbegin(); version != tls::kVersions.rend(); ++version) {
        VersionReview review = co_await review_version(talk, *version, server_name);
        out.push_back(std::move(review));
        if (talk.not_offered()) break;
    }
    co_return out;
}

// SSL 2.0 answers with its whole list at once. A server of today says nothing to such a hello, or hangs up.
net::Task<void> review_ssl2(Tools& tools, TlsTalk& talk, Subject& subject, Summary& summary) {
    std::array<std::uint8_t, 16> challenge{};
    RAND_bytes(challenge.data(), static_cast<int>(challenge.size()));
    const ByteString hello = tls::ssl2_hello(challenge);
    Result<ByteString> reply = co_await talk.ask(hello, &tls::ssl2_complete);
    const Result<tls::Ssl2Hello> answer =
        reply ? tls::parse_ssl2(*reply) : Result<tls::Ssl2Hello>(tl::unexpected(reply.error()));
    if (!answer) {
        if (!talk.stopped().empty()) summary.unclear.emplace_back(kSsl2);
        co_return;
    }
    summary.accepted.emplace_back(kSsl2);
    for (const std::string& cipher : answer->ciphers)
        subject.service.facts.append("tls.suites", std::string(kSsl2) + " " + cipher);
    subject.service.facts.append("tls.weaknesses", "ssl2");
    keep_evidence(tools, subject, "tls.versions SSLv2", hello, *reply);
}

// Is the first suite of the best version still accepted? If not, something counted our connections.
net::Task<bool> still_answers(TlsTalk& talk, const VersionReview& best, std::string server_name) {
    tls::HelloOptions options;
    options.version = best.version;
    options.suites = {best.suites.front()};
    options.server_name = std::move(server_name);
    HelloAnswer again = co_await talk.hello(options);
    co_return again.outcome == HelloAnswer::Outcome::hello;
}

void write_suites(Subject& subject, const VersionReview& review) {
    model::Facts& facts = subject.service.facts;
    const std::string version(tls::name_of(review.version));
    int worst_so_far = 3;
    for (const std::uint16_t suite : review.suites) {
        const std::string label = version + " " + tls::suite_label(suite);
        facts.append("tls.suites", label);
        for (const std::string& weakness : tls::weaknesses(suite)) facts.append("tls.weaknesses", weakness);
        if (review.version == tls::Version::tls13) continue;
        const int rank = class_of_suite(suite);
        if (rank == 0) facts.append("tls.weak_suites", label);
        if (review.server_order.value_or(false) && rank > worst_so_far) facts.append("tls.order_faults", label);
        worst_so_far = std::min(worst_so_far, rank);
    }
    if (review.server_order) facts.append("tls.order", version + (*review.server_order ? " server" : " client"));
    if (review.cbc_without_etm) facts.append("tls.weaknesses", "cbc_without_etm");
    if (review.short_hellos) facts.set("tls.short_hellos", true);
    if (review.unoffered) facts.append("tls.inconclusive", version + ": a suite was chosen that was not offered");
    if (!review.whole && !review.suites.empty() && !review.unoffered)
        facts.append("tls.inconclusive", version + ": the enumeration broke off");
}

void write_versions(Subject& subject, const Summary& summary) {
    model::Facts& facts = subject.service.facts;
    if (!summary.accepted.empty()) facts.set("tls.versions", summary.accepted);
    if (!summary.unclear.empty()) facts.set("tls.versions_inconclusive", summary.unclear);
    if (summary.unclear.empty() && !summary.accepted.empty())
        record_done(subject, "tls.versions");
    else
        record_failure(subject, "tls.versions",
                       {base::Errc::timeout,
                        "no clear answer for " + (summary.unclear.empty() ? std::string("any version")
                                                                          : base::join(summary.unclear, ", "))});
}

// What the enumeration means, once it is known whether it can be believed.
void conclude(Tools& tools, Subject& subject, const std::vector<VersionReview>& versions, bool believable,
              Summary& summary) {
    model::Facts& facts = subject.service.facts;
    for (auto review = versions.rbegin(); review != versions.rend(); ++review) {  // facts list the oldest first
        const std::string name(tls::name_of(review->version));
        if (review->outcome == Outcome::accepted) {
            summary.accepted.push_back(name);
            if (review->first && review->version < tls::Version::tls12)
                keep_evidence(tools, subject, "tls.versions " + name, review->first->request, review->first->reply);
        } else if (review->outcome == Outcome::unclear || !believable) {
            summary.unclear.push_back(name);
        }
    }
    for (const VersionReview& review : versions) write_suites(subject, review);
    for (const VersionReview& review : versions)
        if (review.first && review.version < tls::Version::tls13 && !review.unoffered) {
            facts.set("tls.secure_renegotiation", review.first->flight.hello.secure_renegotiation());
            facts.set("tls.extended_master_secret", review.first->flight.hello.extended_master_secret());
            break;
        }
    if (!facts.has("tls.suites")) return;
    for (const char* list : {"tls.weaknesses", "tls.order_faults"})
        if (!facts.has(list)) facts.set(list, std::vector<std::string>{});
    if (believable && !facts.has("tls.inconclusive"))
        record_done(subject, "tls.suites");
    else
        record_failure(subject, "tls.suites", {base::Errc::timeout, base::join(facts.list("tls.inconclusive"), "; ")});
}

net::Task<void> review_handshake(Tools& tools, TlsTalk& talk, Subject& subject,
                                 const std::vector<VersionReview>& versions, std::string server_name) {
    model::Facts& facts = subject.service.facts;
    std::vector<std::string> alpn;
    if (subject.service.tls) alpn = {"h2", "http/1.1"};
    Result<net::TlsInfo> info = co_await talk.handshake(server_name, alpn);
    std::vector<ByteString> chain;
    for (const VersionReview& review : versions) {
        if (!review.first || review.version >= tls::Version::tls13) continue;
        const tls::ServerFlight& flight = review.first->flight;
        facts.set("tls.stapling", flight.stapled);
        facts.set("tls.client_certificate", flight.client_certificate);
        chain = flight.certificates;
        break;
    }
    if (info) {
        facts.set("tls.version", info->version);
        facts.set("tls.cipher", info->cipher);
        if (!info->alpn.empty() && !facts.has("tls.alpn")) facts.set("tls.alpn", info->alpn);
        facts.set("tls.stapling", info->stapled || facts.flag("tls.stapling").value_or(false));
        facts.set("tls.client_certificate",
                  info->client_certificate || facts.flag("tls.client_certificate").value_or(false));
        if (info->ticket_lifetime) facts.set("tls.ticket_lifetime", static_cast<std::int64_t>(*info->ticket_lifetime));
        facts.set("tls.tickets", info->ticket_lifetime.has_value());
        facts.set("tls.early_data", static_cast<std::int64_t>(info->early_data));
        if (!info->certificates.empty()) chain = info->certificates;
        record_done(subject, "tls.handshake");
    } else {
        for (const char* check : {"tls.handshake", "tls.ticket_lifetime", "tls.early_data"})
            record_failure(subject, check, info.error());
    }
    if (chain.empty()) {
        record_failure(subject, "certificate",
                       info ? base::Error{base::Errc::tls, "the server sent no certificate"} : info.error());
        co_return;
    }
    judge_certificate(tools, subject, chain);
    note_outside_names(tools, subject, chain.front());
    if (!server_name.empty())
        if (const auto names = tls::certificate_names(chain.front()))
            facts.set("certificate.name_covered", tls::covers(*names, server_name));
}

}  // namespace

net::Task<void> review_tls(Tools& tools, Subject& subject) {
    const bool from_start = subject.service.tls || subject.service.protocol == "tls";
    const bool unknown = subject.service.protocol.empty() &&
                         subject.service.endpoint.transport == model::Transport::tcp &&
                         !model::is_paper_port(subject.service.endpoint.port);
    const tls::StartTls* upgrade = from_start ? nullptr
                                   : unknown  ? tls::starttls_by_port(subject.service.endpoint.port)
                                              : tls::starttls_of(subject.service.protocol);
    if (!from_start && upgrade == nullptr) co_return;
    TlsTalk talk(tools, subject.service.endpoint, upgrade);
    model::Facts& facts = subject.service.facts;
    std::string name = subject.service.names.empty() ? std::string() : subject.service.names.front();
    std::vector<VersionReview> versions = co_await review_versions(talk, name);
    if (best_of(versions) == nullptr && !name.empty() && talk.stopped().empty() && !talk.not_offered()) {
        name.clear();  // a server that refused everything under a name may answer without one
        versions = co_await review_versions(talk, name);
    }
    if (unknown && !talk.not_offered() && best_of(versions) == nullptr) co_return;  // another protocol, or none
    if (upgrade != nullptr) {
        if (unknown) subject.service.protocol = std::string(upgrade->protocol);  // it answered in its own words
        if (talk.not_offered()) {
            facts.set("tls.starttls", false);
            record_done(subject, "tls.starttls");
            co_return;
        }
        if (best_of(versions) == nullptr) {
            record_failure(subject, "tls.starttls",
                           {base::Errc::timeout, talk.stopped().empty() ? "no TLS came after the request for it"
                                                                        : "no clear answer: " + talk.stopped()});
            co_return;
        }
        facts.set("tls.starttls", true);
    }
    Summary summary;
    bool believable = true;
    if (const VersionReview* best = best_of(versions); best != nullptr) {
        facts.set("tls.server_name", name.empty() ? std::string("-") : name);
        co_await review_ssl2(tools, talk, subject, summary);
        co_await review_handshake(tools, talk, subject, versions, name);
        if (tools.scope.is_fragile(subject.service.endpoint.address)) {
            subject.service.attempts.push_back({"tls.options", model::Attempt::Outcome::not_tried,
                                                "fragile device: versions, suites and one certificate only"});
        } else {
            co_await review_options(talk, subject, versions, name);
            co_await review_other_certificates(tools, talk, subject, versions, name);
            co_await review_other_names(tools, talk, subject, versions, name);
        }
        believable = co_await still_answers(talk, *best, name);
        if (!believable)
            facts.append("tls.inconclusive",
                         "the first suite was not accepted again after " + std::to_string(talk.conversations()) +
                             " connections" + (talk.stopped().empty() ? std::string() : " (" + talk.stopped() + ")"));
    } else {
        // Nothing of ours is spoken, but a library may know something that we do not.
        co_await review_handshake(tools, talk, subject, versions, name);
    }
    // Whoever chooses what nobody offered does not negotiate: nothing it refused is known to be off.
    believable = believable && std::none_of(versions.begin(), versions.end(),
                                            [](const VersionReview& review) { return review.unoffered; });
    conclude(tools, subject, versions, believable, summary);
    write_versions(subject, summary);
    facts.set("tls.connections", static_cast<std::int64_t>(talk.conversations()));
}

}  // namespace vigie::inspect
