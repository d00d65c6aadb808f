// SPDX-License-Identifier: Apache-2.0
// DICOM: is an unknown station accepted, and does the Verification service answer it? Presence only: the association
// proposes C-ECHO and nothing else, so no image and no patient can be asked for.
#include "inspect/inspect.h"
#include "protocols/dicom/dicom.h"

namespace vigie::inspect {

namespace dicom = protocols::dicom;
using base::ByteString;
using base::Result;

net::Task<void> review_dicom(Tools& tools, Subject& subject) {
    if (subject.service.protocol != "dicom") co_return;
    Result<std::unique_ptr<net::Session>> session =
        co_await tools.dialer.dial(subject.service.endpoint, tools.connect_wait);
    if (!session) {
        record_failure(subject, "dicom.echo", session.error());
        co_return;
    }
    ByteString request = dicom::associate_request(dicom::kUnknownTitle, dicom::kCallingTitle);
    Result<void> sent = co_await (*session)->send(request);
    Result<ByteString> reply = co_await net::receive_all(**session, &dicom::complete, 65536, tools.reply_wait);
    if (!sent || !reply) {
        record_failure(subject, "dicom.echo", sent ? reply.error() : sent.error());
        co_return;
    }
    const Result<model::Facts> facts = dicom::parse_facts(*reply);
    const Result<dicom::Answer> answer = dicom::parse_answer(*reply);
    if (!facts || !answer) {
        record_failure(subject, "dicom.echo", facts ? answer.error() : facts.error());
        co_return;
    }
    subject.service.facts.merge(*facts);
    subject.service.facts.set("dicom.accepted", answer->accepted.has_value());
    keep_evidence(tools, subject, "dicom.accepted", request, *reply);
    if (!answer->accepted) {
        subject.service.facts.set("dicom.any_ae_title", false);
        record_done(subject, "dicom.echo");
        co_return;
    }
    subject.service.facts.set("dicom.any_ae_title", true);
    Result<void> asked = co_await (*session)->send(dicom::c_echo());
    Result<ByteString> echo = co_await net::receive_all(**session, &dicom::complete, 65536, tools.reply_wait);
    const bool usable = asked && echo;
    const Result<std::uint16_t> status =
        usable ? dicom::parse_echo_status(*echo)
               : Result<std::uint16_t>(tl::unexpected(asked ? echo.error() : asked.error()));
    Result<void> released = co_await (*session)->send(dicom::release_request());
    (void)released;
    if (!status) {
        record_failure(subject, "dicom.echo", status.error());
        co_return;
    }
    subject.service.facts.set("dicom.echo", *status == 0);
    record_done(subject, "dicom.echo");
}

}  // namespace vigie::inspect
