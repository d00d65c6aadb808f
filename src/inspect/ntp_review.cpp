// SPDX-License-Identifier: Apache-2.0
// NTP: does the server answer control questions of strangers? One datagram; what it answers names its software.
#include "inspect/inspect.h"
#include "protocols/ntp/ntp.h"

namespace vigie::inspect {

namespace ntp = protocols::ntp;
using base::ByteString;
using base::Result;

net::Task<void> review_ntp(Tools& tools, Subject& subject) {
    if (subject.service.protocol != "ntp") co_return;
    constexpr std::size_t kDatagram = 1024;
    const ByteString request = ntp::control_request();
    Result<ByteString> reply =
        co_await net::ask_once(tools.dialer, subject.service.endpoint, request, nullptr, kDatagram, tools.reply_wait);
    if (!reply) {
        // Most servers keep silent towards strangers, as they should; a lost datagram looks the same.
        record_failure(subject, "ntp.control", reply.error());
        co_return;
    }
    const Result<model::Facts> facts = ntp::parse_control(*reply);
    if (!facts) {
        record_failure(subject, "ntp.control", facts.error());
        co_return;
    }
    subject.service.facts.merge(*facts);
    keep_evidence(tools, subject, "ntp.control", request, *reply);
    record_done(subject, "ntp.control");
}

}  // namespace vigie::inspect
