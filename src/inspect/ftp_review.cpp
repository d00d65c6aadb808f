// SPDX-License-Identifier: Apache-2.0
// FTP: identification has asked FEAT and AUTH TLS already, which is all that may be asked before a login. When only the
// greeting came, the question is put once more, so that "TLS offered" is known and not assumed.
#include "inspect/inspect.h"
#include "protocols/ftp/ftp.h"

namespace vigie::inspect {

namespace ftp = protocols::ftp;
using base::ByteString;
using base::Result;

net::Task<void> review_ftp(Tools& tools, Subject& subject) {
    if (subject.service.protocol != "ftp" || subject.service.facts.has("ftp.auth_tls")) co_return;
    Result<std::unique_ptr<net::Session>> session =
        co_await tools.dialer.dial(subject.service.endpoint, tools.connect_wait);
    if (!session) {
        record_failure(subject, "ftp.auth_tls", session.error());
        co_return;
    }
    Result<ByteString> greeting = co_await net::receive_all(**session, nullptr, 4096, tools.reply_wait);
    if (!greeting) {
        record_failure(subject, "ftp.auth_tls", greeting.error());
        co_return;
    }
    Result<void> sent = co_await (*session)->send(ftp::protocol.probe());
    Result<ByteString> reply = co_await net::receive_all(**session, ftp::protocol.complete, 8192, tools.reply_wait);
    if (!sent || !reply) {
        record_failure(subject, "ftp.auth_tls", sent ? reply.error() : sent.error());
        co_return;
    }
    greeting->insert(greeting->end(), reply->begin(), reply->end());
    const Result<model::Facts> facts = ftp::protocol.parse(*greeting);
    if (!facts || !facts->has("ftp.auth_tls")) {
        record_failure(subject, "ftp.auth_tls",
                       facts ? base::Error{base::Errc::malformed, "no answer to AUTH TLS"} : facts.error());
        co_return;
    }
    subject.service.facts.merge(*facts);
    record_done(subject, "ftp.auth_tls");
}

}  // namespace vigie::inspect
