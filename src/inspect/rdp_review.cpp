// SPDX-License-Identifier: Apache-2.0
// RDP: which security layers does the server accept? One connection request for each, none followed by a session: is
// NLA demanded, or would a password prompt be shown to anybody? Where NLA is offered, its first message is answered
// with the host's name and build; a second one, which would carry a credential, is never sent.
#include <algorithm>

#include "inspect/inspect.h"
#include "protocols/rdp/rdp.h"

namespace vigie::inspect {

namespace rdp = protocols::rdp;
using base::ByteString;
using base::Result;

namespace {

net::Task<Result<void>> ask_build(Tools& tools, Subject& subject) {
    Result<std::unique_ptr<net::Session>> session =
        co_await tools.dialer.dial(subject.service.endpoint, tools.connect_wait);
    if (!session) co_return tl::unexpected(session.error());
    Result<void> sent = co_await (*session)->send(rdp::connection_request(rdp::kTls | rdp::kNla));
    if (!sent) co_return sent;
    Result<ByteString> confirmed = co_await net::receive_all(**session, &rdp::complete, 4096, tools.reply_wait);
    if (!confirmed) co_return tl::unexpected(confirmed.error());
    Result<net::TlsInfo> secured = co_await (*session)->start_tls("");
    if (!secured) co_return tl::unexpected(secured.error());
    Result<void> asked = co_await (*session)->send(rdp::nla_negotiate());
    if (!asked) co_return asked;
    Result<ByteString> reply = co_await net::receive_all(**session, &rdp::nla_complete, 8192, tools.reply_wait);
    if (!reply) co_return tl::unexpected(reply.error());
    const Result<model::Facts> facts = rdp::parse_nla_challenge(*reply);
    if (!facts) co_return tl::unexpected(facts.error());
    subject.service.facts.merge(*facts);
    keep_evidence(tools, subject, "rdp.build", rdp::nla_negotiate(), *reply);
    co_return Result<void>{};
}

}  // namespace

net::Task<void> review_rdp(Tools& tools, Subject& subject) {
    if (subject.service.protocol != "rdp") co_return;
    struct Layer {
        std::uint32_t mask;
        const char* name;
    };
    constexpr Layer kLayers[] = {{rdp::kStandard, "rdp"}, {rdp::kTls, "tls"}, {rdp::kTls | rdp::kNla, "nla"}};
    std::vector<std::string> accepted;
    bool without_nla = false;
    for (const Layer& layer : kLayers) {
        ByteString request = rdp::connection_request(layer.mask);
        Result<ByteString> reply = co_await net::ask_once(tools.dialer, subject.service.endpoint, request,
                                                          &rdp::complete, 4096, tools.reply_wait);
        if (!reply && reply.error().code == base::Errc::closed) continue;  // hanging up is a refusal
        const Result<rdp::Confirmation> answer =
            reply ? rdp::parse_confirmation(*reply) : Result<rdp::Confirmation>(tl::unexpected(reply.error()));
        if (!answer) {
            record_failure(subject, "rdp.security", answer.error());
            co_return;
        }
        if (answer->failure) continue;
        const std::uint32_t chosen = answer->selected.value_or(rdp::kStandard);
        const char* name = chosen == rdp::kNla ? "nla" : chosen == rdp::kTls ? "tls" : "rdp";
        if (std::string_view(name) != "nla") without_nla = true;
        if (std::find(accepted.begin(), accepted.end(), name) == accepted.end()) accepted.emplace_back(name);
        keep_evidence(tools, subject, std::string("rdp.security ") + layer.name, request, *reply);
    }
    subject.service.facts.set("rdp.security", accepted);
    if (!accepted.empty()) subject.service.facts.set("rdp.nla_required", !without_nla);
    record_done(subject, "rdp.security");
    if (std::find(accepted.begin(), accepted.end(), "nla") == accepted.end()) co_return;
    Result<void> built = co_await ask_build(tools, subject);
    if (built)
        record_done(subject, "rdp.build");
    else
        record_failure(subject, "rdp.build", built.error());
}

}  // namespace vigie::inspect
