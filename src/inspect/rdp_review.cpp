// SPDX-License-Identifier: Apache-2.0
// RDP: which security layers does the server accept? One connection request for each, none followed by a session: is
// NLA demanded, or would a password prompt be shown to anybody?
#include <algorithm>

#include "inspect/inspect.h"
#include "protocols/rdp/rdp.h"

namespace vigie::inspect {

namespace rdp = protocols::rdp;
using base::ByteString;
using base::Result;

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
}

}  // namespace vigie::inspect
