// SPDX-License-Identifier: Apache-2.0
#include "inspect/tls_talk.h"

#include <openssl/rand.h>

namespace vigie::inspect {

namespace tls = protocols::tls;
using base::Bytes;
using base::ByteString;
using base::Errc;
using base::Millis;
using base::Result;

namespace {

constexpr unsigned kConversationsLimit = 400;
constexpr unsigned kFragileLimit = 40;  // at one packet per second this is already minutes
constexpr unsigned kSilencesLimit =
    3;  // in a row, each of them tried twice: the server, or what guards it, has had enough
constexpr std::size_t kTlsReplyLimit = 65536;
constexpr Millis kBeforeRetry{400};
constexpr Millis kTicketWait{15};
constexpr int kTicketWaits = 20;

}  // namespace

TlsTalk::TlsTalk(Tools& tools, model::Endpoint endpoint, const tls::StartTls* upgrade)
    : tools_(tools),
      endpoint_(endpoint),
      upgrade_(upgrade),
      limit_(tools.scope.is_fragile(endpoint.address) ? kFragileLimit : kConversationsLimit) {}

void TlsTalk::note(bool answered, const base::Error& error) {
    silences_ = answered ? 0 : silences_ + 1;
    if (silences_ >= kSilencesLimit && stopped_.empty())
        stopped_ = std::string(base::name_of(error.code)) + ": " + error.what;
}

net::Task<Result<void>> TlsTalk::upgrade(net::Session& session) {
    for (const tls::UpgradeStep& step : upgrade_->steps) {
        if (step.request != nullptr) {
            ByteString request = step.request("");
            Result<void> sent = co_await session.send(std::move(request));
            if (!sent) co_return sent;
        }
        if (step.whole == nullptr) continue;
        Result<ByteString> reply =
            co_await net::receive_all(session, step.whole, tls::kUpgradeReplyLimit, tools_.reply_wait);
        if (!reply) co_return tl::unexpected(reply.error());
        const tls::Upgrade verdict = step.judge(*reply);
        if (verdict == tls::Upgrade::go_on) continue;
        if (verdict == tls::Upgrade::refused && !upgraded_) not_offered_ = true;
        co_return base::fail(Errc::not_spoken, verdict == tls::Upgrade::refused
                                                   ? "the server does not offer TLS here"
                                                   : "an unexpected answer to the request for TLS");
    }
    upgraded_ = true;
    co_return Result<void>{};
}

net::Task<Result<std::unique_ptr<net::Session>>> TlsTalk::open() {
    if (!stopped_.empty()) co_return base::fail(Errc::timeout, "not asked any more: " + stopped_);
    if (conversations_ >= limit_) {
        stopped_ = "limit: " + std::to_string(conversations_) + " conversations were enough";
        co_return base::fail(Errc::limit, stopped_);
    }
    ++conversations_;
    Result<std::unique_ptr<net::Session>> session = co_await tools_.dialer.dial(endpoint_, tools_.connect_wait);
    if (!session || upgrade_ == nullptr) co_return session;
    Result<void> ready = co_await upgrade(**session);
    if (!ready) co_return tl::unexpected(ready.error());
    co_return session;
}

net::Task<HelloAnswer> TlsTalk::hello_once(const ByteString& request, bool whole_flight) {
    HelloAnswer answer;
    answer.request = request;
    Result<std::unique_ptr<net::Session>> session = co_await open();
    if (!session) {
        answer.error = session.error();
        co_return answer;
    }
    Result<void> sent = co_await (*session)->send(request);
    if (!sent) {
        answer.error = sent.error();
        co_return answer;
    }
    Result<ByteString> reply = co_await net::receive_all(
        **session, whole_flight ? &tls::flight_complete : &tls::complete, kTlsReplyLimit, tools_.reply_wait);
    (*session)->close();
    if (!reply) {
        answer.error = reply.error();
        if (reply.error().code == Errc::closed) answer.outcome = HelloAnswer::Outcome::closed;
        co_return answer;
    }
    answer.reply = std::move(*reply);
    const Result<tls::ServerReply> parsed = tls::parse_reply(answer.reply);
    if (!parsed) {
        answer.error = parsed.error();
    } else if (const auto* alert = std::get_if<tls::Alert>(&*parsed)) {
        answer.outcome = HelloAnswer::Outcome::refused;
        answer.alert = *alert;
    } else {
        answer.outcome = HelloAnswer::Outcome::hello;
        answer.flight.hello = std::get<tls::ServerHello>(*parsed);
        if (whole_flight) {
            Result<tls::ServerFlight> flight = tls::parse_flight(answer.reply);
            if (flight) answer.flight = std::move(*flight);
        }
    }
    co_return answer;
}

net::Task<HelloAnswer> TlsTalk::hello(tls::HelloOptions options, bool whole_flight) {
    RAND_bytes(options.random.data(), static_cast<int>(options.random.size()));
    RAND_bytes(options.key_share.data(), static_cast<int>(options.key_share.size()));
    const ByteString request = tls::client_hello(options);
    HelloAnswer answer = co_await hello_once(request, whole_flight);
    const bool hopeless =
        answer.error.code == Errc::out_of_scope || answer.error.code == Errc::cancelled || not_offered_;
    if (answer.outcome == HelloAnswer::Outcome::unclear && stopped_.empty() && !hopeless) {
        co_await tools_.dialer.sleep(kBeforeRetry);
        answer = co_await hello_once(request, whole_flight);
    }
    note(answer.outcome != HelloAnswer::Outcome::unclear, answer.error);
    co_return answer;
}

net::Task<Result<ByteString>> TlsTalk::ask(ByteString request, bool (*complete)(Bytes)) {
    Result<std::unique_ptr<net::Session>> session = co_await open();
    if (!session) co_return tl::unexpected(session.error());
    Result<void> sent = co_await (*session)->send(std::move(request));
    if (!sent) co_return tl::unexpected(sent.error());
    Result<ByteString> reply = co_await net::receive_all(**session, complete, kTlsReplyLimit, tools_.reply_wait);
    co_return reply;
}

net::Task<Result<net::TlsInfo>> TlsTalk::handshake(std::string server_name, std::vector<std::string> alpn) {
    Result<std::unique_ptr<net::Session>> session = co_await open();
    if (!session) co_return tl::unexpected(session.error());
    (*session)->offer_alpn(alpn);
    Result<net::TlsInfo> info = co_await (*session)->start_tls(std::move(server_name));
    if (!info || info->version != "TLS 1.3") co_return info;
    net::TlsInfo later = *info;
    for (int i = 0; i < kTicketWaits && !later.ticket_lifetime; ++i) {
        Result<ByteString> ignored = co_await (*session)->receive(1, kTicketWait);
        if (!ignored && ignored.error().code != Errc::timeout) break;
        later = (*session)->tls_info();
        if (ignored) break;  // the application speaks already
    }
    if (later.version.empty()) co_return info;
    co_return later;
}

}  // namespace vigie::inspect
