// SPDX-License-Identifier: Apache-2.0
#include "inspect/tls_certificates.h"

#include <algorithm>

#include "protocols/tls/certificate.h"
#include "protocols/tls/cipher_suites.h"

namespace vigie::inspect {

namespace tls = protocols::tls;
using base::ByteString;
using base::Result;

namespace {

constexpr std::size_t kNamesLimit = 5;

const VersionReview* classic(const std::vector<VersionReview>& versions) {
    for (const VersionReview& one : versions)
        if (one.outcome == VersionReview::Outcome::accepted && one.version < tls::Version::tls13) return &one;
    return nullptr;
}

std::string short_text(const model::Facts& facts) {
    return facts.text("certificate.subject") + ", " + facts.text("certificate.key_type") + " " +
           std::to_string(facts.number("certificate.key_bits").value_or(0)) + ", " +
           facts.text("certificate.not_after") + ", SHA-256 " + facts.text("certificate.fingerprint").substr(0, 16);
}

}  // namespace

void judge_certificate(Tools& tools, Subject& subject, const std::vector<ByteString>& chain) {
    const base::Instant now = tools.clock.now();
    const Result<model::Facts> facts = tls::certificate_facts(chain.front(), chain, now);
    if (!facts) {
        record_failure(subject, "certificate", facts.error());
        return;
    }
    subject.service.facts.merge(*facts);
    if (tools.trust != nullptr) {
        const Result<tls::ChainVerdict> verdict = tls::verify_chain(chain, *tools.trust, now);
        if (verdict) {
            subject.service.facts.set("certificate.chain_trusted", verdict->trusted);
            subject.service.facts.set("certificate.chain_incomplete", verdict->incomplete);
            if (!verdict->trusted) subject.service.facts.set("certificate.chain_error", verdict->error);
        } else {
            record_failure(subject, "certificate.chain", verdict.error());
        }
    }
    keep_evidence(tools, subject, "certificate", {}, chain.front());
    record_done(subject, "certificate");
}

void note_outside_names(const Tools& tools, Subject& subject, const ByteString& leaf) {
    const Result<std::vector<std::string>> names = tls::certificate_names(leaf);
    if (!names) return;
    model::Facts& facts = subject.service.facts;
    if (!facts.has("certificate.names_outside")) facts.set("certificate.names_outside", std::vector<std::string>{});
    for (const std::string& name : *names) {
        const std::string plain = name.starts_with("*.") ? name.substr(2) : name;
        const auto address = model::IpAddress::parse(plain);
        const bool ours = address ? tools.scope.allows(*address) : tools.scope.owns_name(plain);
        if (!ours) facts.append("certificate.names_outside", name);
    }
}

net::Task<void> review_other_certificates(Tools& tools, TlsTalk& talk, Subject& subject,
                                          const std::vector<VersionReview>& versions, std::string server_name) {
    const VersionReview* version = classic(versions);
    if (version == nullptr || !version->first) co_return;
    const bool first_is_ecdsa = tls::suite_name(version->suites.front()).find("_ECDSA_") != std::string_view::npos;
    tls::HelloOptions options;
    options.version = version->version;
    options.server_name = server_name;
    for (const std::uint16_t suite : version->suites) {
        const std::string_view name = tls::suite_name(suite);
        const bool ecdsa = name.find("_ECDSA_") != std::string_view::npos;
        const bool certified = name.find("_RSA_") != std::string_view::npos || ecdsa;
        if (certified && ecdsa != first_is_ecdsa) options.suites.push_back(suite);
    }
    if (options.suites.empty()) co_return;
    HelloAnswer answer = co_await talk.hello(options, true);
    if (answer.outcome != HelloAnswer::Outcome::hello || answer.flight.certificates.empty()) co_return;
    const auto& chain = answer.flight.certificates;
    const base::Instant now = tools.clock.now();
    const Result<model::Facts> other = tls::certificate_facts(chain.front(), chain, now);
    if (!other || other->text("certificate.fingerprint") == subject.service.facts.text("certificate.fingerprint"))
        co_return;
    model::Facts& facts = subject.service.facts;
    facts.append("certificate.others", short_text(*other));
    if (other->flag("certificate.expired").value_or(false)) facts.append("certificate.others_faults", "expired");
    if (other->flag("certificate.weak_signature").value_or(false))
        facts.append("certificate.others_faults", "weak_signature");
    if (other->text("certificate.key_type") == "RSA" && other->number("certificate.key_bits").value_or(4096) < 2048)
        facts.append("certificate.others_faults", "small_key");
    if (tools.trust != nullptr) {
        const Result<tls::ChainVerdict> verdict = tls::verify_chain(chain, *tools.trust, now);
        if (verdict && !verdict->trusted && facts.flag("certificate.chain_trusted").value_or(false))
            facts.append("certificate.others_faults", "untrusted");
    }
    note_outside_names(tools, subject, chain.front());
    keep_evidence(tools, subject, "certificate.others", {}, chain.front());
}

net::Task<void> review_other_names(Tools& tools, TlsTalk& talk, Subject& subject,
                                   const std::vector<VersionReview>& versions, std::string server_name) {
    std::vector<std::string> names = subject.service.names;
    if (names.size() > kNamesLimit) names.resize(kNamesLimit);
    names.emplace_back();  // and those who give no name
    const VersionReview* version = classic(versions);
    for (const std::string& name : names) {
        if (name == server_name || !talk.stopped().empty()) continue;
        std::vector<ByteString> chain;
        std::string shown;
        if (version != nullptr) {
            tls::HelloOptions options;
            options.version = version->version;
            options.suites = tls::suites_of(version->version);
            options.server_name = name;
            HelloAnswer answer = co_await talk.hello(options, true);
            if (answer.outcome == HelloAnswer::Outcome::hello) {
                shown = std::string(tls::name_of(answer.flight.hello.version)) + " " +
                        tls::suite_label(answer.flight.hello.suite);
                if (answer.flight.hello.version == version->version &&
                    answer.flight.hello.suite == version->suites.front())
                    shown.clear();  // as under the first name
                chain = std::move(answer.flight.certificates);
            } else {
                shown = answer.outcome == HelloAnswer::Outcome::refused
                            ? "alert " + tls::alert_name(answer.alert.description)
                            : "no answer";
            }
        } else {
            const std::vector<std::string> no_alpn;
            Result<net::TlsInfo> info = co_await talk.handshake(name, no_alpn);
            if (info)
                chain = std::move(info->certificates);
            else
                shown = info.error().what;
        }
        if (!chain.empty()) {
            const Result<model::Facts> other = tls::certificate_facts(chain.front(), {}, base::Instant{});
            if (other &&
                other->text("certificate.fingerprint") != subject.service.facts.text("certificate.fingerprint")) {
                note_outside_names(tools, subject, chain.front());
                shown += (shown.empty() ? "" : ", ") + short_text(*other);
            }
        }
        if (!shown.empty())
            subject.service.facts.append("tls.other_names", (name.empty() ? std::string("-") : name) + ": " + shown);
    }
}

}  // namespace vigie::inspect
