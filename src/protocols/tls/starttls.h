// SPDX-License-Identifier: Apache-2.0
// How a conversation in clear is turned into TLS, for each protocol that can: SMTP, IMAP, POP3, FTP, NNTP, Sieve, LDAP,
// XMPP, PostgreSQL, MySQL and RDP. Requests and judgements only, nothing is sent here. Never a login: whoever asks for
// TLS leaves or looks at the certificate.
#pragma once

#include <span>
#include <string_view>

#include "protocols/protocol.h"

namespace vigie::protocols::tls {

enum class Upgrade {
    go_on,    // the next step, or TLS when it was the last
    refused,  // the protocol is spoken, TLS is not offered
    foreign   // another protocol
};

struct UpgradeStep {
    ByteString (*request)(std::string_view server_name);  // null: the server speaks
    bool (*whole)(Bytes reply);                           // null: nothing is answered, TLS begins at once
    Upgrade (*judge)(Bytes reply);
};

struct StartTls {
    std::string_view protocol;  // value of services[].protocol
    std::span<const UpgradeStep> steps;
};

inline constexpr std::size_t kUpgradeReplyLimit = 16384;  // bytes of one step

const StartTls* starttls_of(std::string_view protocol);  // null when there is none
std::span<const StartTls> all_upgrades();
// For a port that nobody recognised: the protocol to try there; what it answers decides. Null when there is none.
const StartTls* starttls_by_port(model::Port port);

}  // namespace vigie::protocols::tls
