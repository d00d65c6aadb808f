// SPDX-License-Identifier: Apache-2.0
// TLS versions by our own ClientHello, one conversation each; the certificate by a normal handshake, with the server
// name the address is known by and without any.
#include <algorithm>

#include <openssl/rand.h>

#include "base/text.h"
#include "inspect/inspect.h"
#include "protocols/tls/certificate.h"
#include "protocols/tls/cipher_suites.h"
#include "protocols/tls/client_hello.h"
#include "protocols/tls/server_hello.h"
#include "protocols/tls/tls.h"

namespace vigie::inspect {
namespace {

namespace tls = protocols::tls;
using base::ByteString;
using base::Result;

constexpr std::size_t kHelloReplyLimit = 32768;

enum class Answer { accepted, refused, inconclusive };

net::Task<Answer> try_version(Tools& tools, Subject& subject, tls::Version version, std::string server_name) {
    tls::HelloOptions options;
    options.version = version;
    options.suites = tls::suites_of(version);
    options.server_name = std::move(server_name);
    RAND_bytes(options.random.data(), static_cast<int>(options.random.size()));
    RAND_bytes(options.key_share.data(), static_cast<int>(options.key_share.size()));
    ByteString hello = tls::client_hello(options);
    Result<ByteString> reply = co_await net::ask_once(tools.dialer, subject.service.endpoint, hello, &tls::complete,
                                                      kHelloReplyLimit, tools.reply_wait);
    if (!reply) {
        // A server that hangs up on a version it does not want is as clear as one that sends an alert.
        co_return reply.error().code == base::Errc::closed ? Answer::refused : Answer::inconclusive;
    }
    const Result<tls::ServerReply> parsed = tls::parse_reply(*reply);
    if (!parsed) co_return Answer::inconclusive;
    if (std::holds_alternative<tls::Alert>(*parsed)) co_return Answer::refused;
    const bool accepted = std::get<tls::ServerHello>(*parsed).version == version;
    if (accepted && version < tls::Version::tls12)
        keep_evidence(tools, subject, std::string("tls.versions ") + std::string(tls::name_of(version)), hello, *reply);
    co_return accepted ? Answer::accepted : Answer::refused;
}

net::Task<void> review_versions(Tools& tools, Subject& subject) {
    const std::string name = subject.service.names.empty() ? std::string() : subject.service.names.front();
    std::vector<std::string> accepted;
    std::vector<std::string> inconclusive;
    for (const tls::Version version : tls::kVersions) {
        const Answer answer = co_await try_version(tools, subject, version, name);
        if (answer == Answer::accepted) accepted.emplace_back(tls::name_of(version));
        if (answer == Answer::inconclusive) inconclusive.emplace_back(tls::name_of(version));
    }
    // A server that refused everything under a name may answer without one.
    if (accepted.empty() && !name.empty()) {
        inconclusive.clear();
        for (const tls::Version version : tls::kVersions) {
            const Answer answer = co_await try_version(tools, subject, version, "");
            if (answer == Answer::accepted) accepted.emplace_back(tls::name_of(version));
            if (answer == Answer::inconclusive) inconclusive.emplace_back(tls::name_of(version));
        }
    }
    if (!accepted.empty()) subject.service.facts.set("tls.versions", accepted);
    if (!inconclusive.empty()) subject.service.facts.set("tls.versions_inconclusive", inconclusive);
    if (inconclusive.empty() && !accepted.empty())
        record_done(subject, "tls.versions");
    else
        record_failure(
            subject, "tls.versions",
            {base::Errc::timeout, "no clear answer for " + (inconclusive.empty() ? std::string("any version")
                                                                                 : base::join(inconclusive, ", "))});
}

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
    for (const std::string& name : *names) {
        std::string plain = name.substr(0, 2) == "*." ? name.substr(2) : name;
        const auto address = model::IpAddress::parse(plain);
        const bool ours = address ? tools.scope.allows(*address) : tools.scope.owns_name(plain);
        if (!ours) subject.service.facts.append("certificate.names_outside", name);
    }
}

net::Task<Result<net::TlsInfo>> handshake(Tools& tools, model::Endpoint endpoint, std::string name) {
    Result<std::unique_ptr<net::Session>> session = co_await tools.dialer.dial(endpoint, tools.connect_wait);
    if (!session) co_return tl::unexpected(session.error());
    Result<net::TlsInfo> info = co_await (*session)->start_tls(std::move(name));
    co_return info;
}

net::Task<void> review_certificate(Tools& tools, Subject& subject) {
    const std::string name = subject.service.names.empty() ? std::string() : subject.service.names.front();
    Result<net::TlsInfo> info = co_await handshake(tools, subject.service.endpoint, name);
    if (!info && !name.empty()) info = co_await handshake(tools, subject.service.endpoint, "");
    if (!info || info->certificates.empty()) {
        record_failure(subject, "certificate",
                       info ? base::Error{base::Errc::tls, "the server sent no certificate"} : info.error());
        co_return;
    }
    judge_certificate(tools, subject, info->certificates);
    note_outside_names(tools, subject, info->certificates.front());
    if (!name.empty()) {  // the certificate shown to those who give no name may be another one
        Result<net::TlsInfo> unnamed = co_await handshake(tools, subject.service.endpoint, "");
        if (unnamed && !unnamed->certificates.empty())
            note_outside_names(tools, subject, unnamed->certificates.front());
    }
    if (!subject.service.facts.has("certificate.names_outside"))
        subject.service.facts.set("certificate.names_outside", std::vector<std::string>{});
}

}  // namespace

net::Task<void> review_tls(Tools& tools, Subject& subject) {
    if (!subject.service.tls && subject.service.protocol != "tls") co_return;
    co_await review_versions(tools, subject);
    co_await review_certificate(tools, subject);
}

}  // namespace vigie::inspect
