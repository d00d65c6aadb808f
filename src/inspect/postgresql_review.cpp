// SPDX-License-Identifier: Apache-2.0
// Does PostgreSQL talk to a client without TLS, and what would it ask it for? A start-up message names a user that
// nobody has; the server's demand for a password, or its refusal, is the whole answer. No password follows.
#include "inspect/inspect.h"
#include "protocols/postgresql/postgresql.h"

namespace vigie::inspect {

namespace postgresql = protocols::postgresql;
using base::ByteString;
using base::Result;

net::Task<void> review_postgresql(Tools& tools, Subject& subject) {
    if (subject.service.protocol != "postgresql") co_return;
    ByteString message = postgresql::startup_message("vigie", "vigie");
    Result<ByteString> reply = co_await net::ask_once(tools.dialer, subject.service.endpoint, message,
                                                      postgresql::protocol.complete, 8192, tools.reply_wait);
    if (!reply) {
        record_failure(subject, "postgresql.auth", reply.error());
        co_return;
    }
    const Result<postgresql::StartupReply> answer = postgresql::parse_startup_reply(*reply);
    const Result<model::Facts> facts = postgresql::protocol.parse(*reply);
    if (!answer || !facts) {
        record_failure(subject, "postgresql.auth", answer ? facts.error() : answer.error());
        co_return;
    }
    subject.service.facts.merge(*facts);
    const bool refused = answer->auth == "rejected" || answer->auth.empty();
    subject.service.facts.set("postgresql.unencrypted", !refused);
    keep_evidence(tools, subject, "postgresql.auth", message, *reply);
    record_done(subject, "postgresql.auth");
}

}  // namespace vigie::inspect
