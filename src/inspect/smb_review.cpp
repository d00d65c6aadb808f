// SPDX-License-Identifier: Apache-2.0
// SMB: the dialect and the signing that the server wants, the host name and build it tells before any login, and
// whether it still speaks SMB 1. The conversation ends before the message that would carry a credential.
#include "inspect/inspect.h"
#include "protocols/smb/smb.h"

namespace vigie::inspect {
namespace {

namespace smb = protocols::smb;
using base::ByteString;
using base::Result;

constexpr std::size_t kSmbReplyLimit = 65536;

net::Task<Result<ByteString>> exchange(Tools& tools, net::Session& session, ByteString question) {
    Result<void> sent = co_await session.send(std::move(question));
    if (!sent) co_return tl::unexpected(sent.error());
    Result<ByteString> reply = co_await net::receive_all(session, &smb::complete, kSmbReplyLimit, tools.reply_wait);
    co_return reply;
}

net::Task<Result<void>> negotiate(Tools& tools, Subject& subject) {
    Result<std::unique_ptr<net::Session>> session =
        co_await tools.dialer.dial(subject.service.endpoint, tools.connect_wait);
    if (!session) co_return tl::unexpected(session.error());
    Result<ByteString> reply = co_await exchange(tools, **session, smb::negotiate());
    if (!reply) co_return tl::unexpected(reply.error());
    const Result<model::Facts> agreed = smb::parse_facts(*reply);
    if (!agreed) co_return tl::unexpected(agreed.error());
    subject.service.facts.merge(*agreed);
    keep_evidence(tools, subject, "smb.negotiate", smb::negotiate(), *reply);
    Result<ByteString> challenge = co_await exchange(tools, **session, smb::session_setup_negotiate());
    if (!challenge) co_return tl::unexpected(challenge.error());
    const Result<model::Facts> told = smb::parse_facts(*challenge);
    if (!told) co_return tl::unexpected(told.error());
    subject.service.facts.merge(*told);
    co_return Result<void>{};
}

// Is SMB 1 still spoken? Where it is, the answer to the first NTLM message names system and software.
net::Task<Result<bool>> ask_smb1(Tools& tools, Subject& subject) {
    Result<std::unique_ptr<net::Session>> session =
        co_await tools.dialer.dial(subject.service.endpoint, tools.connect_wait);
    if (!session) co_return tl::unexpected(session.error());
    Result<ByteString> reply = co_await exchange(tools, **session, smb::smb1_negotiate());
    if (!reply && reply.error().code == base::Errc::closed) co_return false;  // hanging up: it does not speak it
    if (!reply) co_return tl::unexpected(reply.error());
    const Result<smb::Smb1Negotiated> answer = smb::parse_smb1_negotiate(*reply);
    if (!answer) co_return tl::unexpected(answer.error());
    if (!answer->accepted) co_return false;
    keep_evidence(tools, subject, "smb.smb1", smb::smb1_negotiate(), *reply);
    Result<ByteString> named = co_await exchange(tools, **session, smb::smb1_session_setup_negotiate());
    if (!named) co_return true;
    const Result<model::Facts> names = smb::parse_smb1_session_setup(*named);
    if (!names) co_return true;
    subject.service.facts.merge(*names);
    keep_evidence(tools, subject, "smb.names", smb::smb1_session_setup_negotiate(), *named);
    co_return true;
}

}  // namespace

net::Task<void> review_smb(Tools& tools, Subject& subject) {
    if (subject.service.protocol != "smb") co_return;
    Result<void> negotiated = co_await negotiate(tools, subject);
    if (negotiated)
        record_done(subject, "smb.negotiate");
    else
        record_failure(subject, "smb.negotiate", negotiated.error());

    Result<bool> accepted = co_await ask_smb1(tools, subject);
    if (!accepted) {
        record_failure(subject, "smb.smb1", accepted.error());
        co_return;
    }
    subject.service.facts.set("smb.smb1", *accepted);
    record_done(subject, "smb.smb1");
}

}  // namespace vigie::inspect
