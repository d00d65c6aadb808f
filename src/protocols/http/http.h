// SPDX-License-Identifier: Apache-2.0
// HTTP/1 (RFC 9110, RFC 9112): one GET of the first page; its head and what the page shows (title, password field,
// generated directory listing). Never a form sent, never a credential, never a name out of a listing.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "protocols/protocol.h"

namespace vigie::protocols::http {

struct Header {
    std::string name;   // lower case
    std::string value;  // as sent, folded lines joined
};

struct Response {
    int status = 0;       // 0: the page came without any head (HTTP/0.9)  // fact http.status
    std::string version;  // "1.1"
    std::string reason;
    std::vector<Header> headers;
    std::string body;       // chunks joined; still encoded when Content-Encoding says so
    bool complete = false;  // the end of the body was announced and seen; a body that ends with the connection is never

    // First header of that (lower-case) name; "" when absent.
    [[nodiscard]] std::string_view header(std::string_view name) const;
};

// User-Agent of every request: a hospital's log must say who knocked.
inline constexpr std::string_view kUserAgent = "vigie/0.1 (audit d'exposition autorise)";

// method_path is "GET /path". host "" asks the default site under a name that no site can bear (RFC 2606): an empty
// Host is legal, but nginx, Apache and lighttpd answer 400 to it.
// accept "" takes anything.
ByteString request(std::string_view method_path, std::string_view host, std::string_view user_agent,
                   std::string_view accept = {});

// Errors: not_spoken, malformed. A cut reply is read as far as it goes, with complete = false.
Result<Response> parse_response(Bytes reply);

// http.https_redirect means "the Location is https:"; only the caller knows whether it asked in clear.
Facts facts_of(const Response& response);

extern const Protocol protocol;

}  // namespace vigie::protocols::http
