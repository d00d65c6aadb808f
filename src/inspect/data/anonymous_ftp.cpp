// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "base/text.h"
#include "inspect/data/anonymous.h"
#include "inspect/data/exposure.h"
#include "protocols/ftp/ftp.h"

namespace vigie::inspect {
namespace {

namespace ftp = protocols::ftp;
using base::ByteString;
using base::Errc;
using base::Result;

constexpr const char* kFtpCheck = "ftp.anonymous";
constexpr std::size_t kFtpReplyLimit = 8192;
constexpr std::size_t kFolderLimit = 65536;
constexpr std::size_t kNamesLimit = 1000;
constexpr base::Millis kRefusalWait{8000};  // servers make those wait whom they refuse

net::Task<Result<ftp::Reply>> hear(Tools& tools, net::Session& session) {
    Result<ByteString> reply =
        co_await net::receive_all(session, &ftp::replied, kFtpReplyLimit, std::max(tools.reply_wait, kRefusalWait));
    if (!reply) co_return tl::unexpected(reply.error());
    co_return ftp::parse_reply(*reply);
}

net::Task<Result<ftp::Reply>> ask(Tools& tools, net::Session& session, std::string_view command) {
    Result<void> sent = co_await session.send(base::to_bytes(std::string(command) + "\r\n"));
    if (!sent) co_return tl::unexpected(sent.error());
    Result<ftp::Reply> reply = co_await hear(tools, session);
    co_return reply;
}

// True: anybody may enter. RFC 1635: any word is a good password; ours says who asks.
net::Task<Result<bool>> enter(Tools& tools, net::Session& session) {
    Result<ftp::Reply> greeting = co_await hear(tools, session);
    if (!greeting) co_return tl::unexpected(greeting.error());
    if (greeting->code != 220) co_return base::fail(Errc::refused, "the server takes nobody now");
    Result<ftp::Reply> reply = co_await ask(tools, session, "USER anonymous");
    if (reply && (reply->code == 331 || reply->code == 332)) reply = co_await ask(tools, session, "PASS vigie@");
    if (!reply) co_return tl::unexpected(reply.error());
    if (reply->code == 230 || reply->code == 202) co_return true;
    if (ftp::wants_tls(*reply)) co_return base::fail(Errc::tls, "the server wants TLS before a name");
    // RFC 959 4.2: these are about who may enter; a command that is not understood, or a full server, tells nothing.
    if (reply->code == 530 || reply->code == 532 || reply->code == 550) co_return false;
    co_return base::fail(Errc::refused, "the server answered neither yes nor no");
}

// The names in the first folder; nothing when they are not given.
net::Task<Result<std::vector<std::string>>> list(Tools& tools, net::Session& session) {
    Result<ftp::Reply> passive = co_await ask(tools, session, "EPSV");
    if (passive && !ftp::data_port(*passive)) passive = co_await ask(tools, session, "PASV");
    if (!passive) co_return tl::unexpected(passive.error());
    const std::optional<model::Port> port = ftp::data_port(*passive);
    // The server chooses the port: never one on which bytes become paper.
    if (!port || model::is_paper_port(*port)) co_return base::fail(Errc::refused, "no data connection is offered");
    const model::Endpoint where{session.peer().address, *port, model::Transport::tcp};
    Result<std::unique_ptr<net::Session>> data = co_await tools.dialer.dial(where, tools.connect_wait);
    if (!data) co_return tl::unexpected(data.error());
    Result<void> sent = co_await session.send(base::to_bytes("NLST\r\n"));
    if (!sent) co_return tl::unexpected(sent.error());
    Result<ByteString> names = co_await net::receive_all(**data, nullptr, kFolderLimit, tools.reply_wait);
    (*data)->close();
    if (!names && names.error().code != Errc::closed) co_return tl::unexpected(names.error());
    Result<ftp::Reply> ended = co_await hear(tools, session);
    if (!ended) co_return tl::unexpected(ended.error());
    if (ended->code >= 300) co_return base::fail(Errc::refused, "the folder may not be listed");
    std::vector<std::string> out;
    if (!names) co_return out;  // closed without a byte, and told to be whole: the folder is empty
    for (const std::string_view line : base::split(base::as_text(*names), '\n')) {
        const std::string_view name = base::trim(line);
        if (!name.empty() && out.size() < kNamesLimit) out.emplace_back(name);
    }
    co_return out;
}

}  // namespace

net::Task<void> review_anonymous_ftp(Tools& tools, Subject& subject) {
    Result<std::unique_ptr<net::Session>> session =
        co_await tools.dialer.dial(subject.service.endpoint, tools.connect_wait);
    if (!session) {
        record_failure(subject, kFtpCheck, session.error());
        co_return;
    }
    Result<bool> entered = co_await enter(tools, **session);
    if (!entered) {
        record_failure(subject, kFtpCheck, entered.error());
        co_return;
    }
    model::Facts& facts = subject.service.facts;
    facts.set("ftp.anonymous", *entered);
    note_access(*entered ? "open" : "password", facts);
    record_done(subject, kFtpCheck);
    if (!*entered) co_return;
    Result<std::vector<std::string>> names = co_await list(tools, **session);
    std::string shown = "the server lets anybody in; ";
    if (names) {
        note_names(tools.web, *names, facts);
        shown += std::to_string(names->size()) + " names in its first folder, none kept";
    } else {
        record_failure(subject, "data.names", names.error());
        shown += "its first folder was not listed";
    }
    keep_evidence(tools, subject, kFtpCheck, base::as_bytes("USER anonymous"), base::as_bytes(shown));
    (void)co_await ask(tools, **session, "QUIT");
}

}  // namespace vigie::inspect
