// SPDX-License-Identifier: Apache-2.0
// FTP (RFC 959, 2389, 4217): the greeting, the features offered and whether AUTH TLS is accepted.
// Identification sends no user name. What follows "anonymous" (RFC 1635) is read here too, for the review that asks
// where the owner allowed it.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "protocols/protocol.h"

namespace vigie::protocols::ftp {

struct Reply {
    int code = 0;
    std::vector<std::string> lines;  // text without code, first to last
};

// The replies in order, only whole ones (RFC 959 section 4.2). Errors: not_spoken.
Result<std::vector<Reply>> parse_replies(Bytes bytes);

// True with the first whole reply that is not the first of two (1xx).
bool replied(Bytes bytes);
// That reply. Errors: not_spoken.
Result<Reply> parse_reply(Bytes bytes);
// The port of a data connection: RFC 2428 (229) or RFC 959 (227; its address is never used). Nothing when refused.
std::optional<model::Port> data_port(const Reply& reply);
// A refusal that asks for TLS first says nothing about who may enter.
bool wants_tls(const Reply& reply);

// probe() is FEAT then AUTH TLS, for after the greeting; the server then waits for a TLS handshake or a new command,
// and the caller closes. parse() reads the greeting alone or with the two replies.
extern const Protocol protocol;

}  // namespace vigie::protocols::ftp
