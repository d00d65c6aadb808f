// SPDX-License-Identifier: Apache-2.0
#include "inspect/web/fetch.h"

#include <algorithm>

#include "base/text.h"

namespace vigie::inspect {
namespace {

namespace http = protocols::http;
using base::ByteString;
using base::Result;

constexpr std::size_t kPageLimit = 256U << 10U;
constexpr std::size_t kHeadLimit = 16U << 10U;

bool head_complete(base::Bytes reply) {
    return base::as_text(reply).find("\r\n\r\n") != std::string_view::npos;
}

bool head_ended(base::Bytes reply) {
    return head_complete(reply) || base::as_text(reply).find("\n\n") != std::string_view::npos;
}

net::Task<Result<ByteString>> converse(Tools& tools, const Subject& subject, const WebRequest& asked,
                                       ByteString request) {
    Result<std::unique_ptr<net::Session>> session =
        co_await tools.dialer.dial(subject.service.endpoint, tools.connect_wait);
    if (!session) co_return tl::unexpected(session.error());
    if (subject.service.tls) {
        Result<net::TlsInfo> secured = co_await (*session)->start_tls(asked.name);
        if (!secured) co_return tl::unexpected(secured.error());
    }
    Result<void> sent = co_await (*session)->send(std::move(request));
    if (!sent) co_return tl::unexpected(sent.error());
    const bool only_head = asked.head_only || asked.method == "HEAD";
    Result<ByteString> reply =
        co_await net::receive_all(**session, only_head ? &head_complete : http::protocol.complete,
                                  only_head ? kHeadLimit : kPageLimit, tools.reply_wait);
    if (reply && only_head) {
        const auto end = base::as_text(*reply).find("\r\n\r\n");
        if (end != std::string_view::npos) reply->resize(end + 4);  // what came along of the body is not looked at
    }
    co_return reply;
}

}  // namespace

std::string WebPage::head() const {
    std::string out;
    for (const http::Header& header : response.headers) out += header.name + ": " + header.value + "\n";
    return out;
}

net::Task<Result<WebPage>> fetch(Tools& tools, const Subject& subject, WebRequest asked) {
    const model::IpAddress address = subject.service.endpoint.address;
    const bool paced = tools.web_pause.count() > 0;
    std::optional<net::Turn> turn;
    if (paced) co_await net::take_turn(tools.dialer, tools.web_busy, address, turn);

    WebPage page;
    page.request = http::request(asked.method + " " + asked.path, asked.name, http::kUserAgent, asked.accept);
    Result<ByteString> reply = co_await converse(tools, subject, asked, page.request);
    if (paced) co_await tools.dialer.sleep(tools.web_pause);
    if (!reply) co_return tl::unexpected(reply.error());
    if (!head_ended(*reply)) co_return base::fail(base::Errc::limit, "the head of the answer did not end");
    const Result<http::Response> parsed = http::parse_response(*reply);
    if (!parsed) co_return tl::unexpected(parsed.error());
    page.raw = std::move(*reply);
    page.response = *parsed;
    co_return page;
}

}  // namespace vigie::inspect
