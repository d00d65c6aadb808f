// SPDX-License-Identifier: Apache-2.0
// RDP: the X.224 connection request with the security protocols that we would take, and the server's choice
// ([MS-RDPBCGR] 2.2.1.1, 2.2.1.2); inside TLS the first message of CredSSP ([MS-CSSP] 2.2.1), whose answer names host
// and build. It ends there: no credential, no session.
#pragma once

#include <optional>

#include "protocols/protocol.h"

namespace vigie::protocols::rdp {

inline constexpr std::uint32_t kStandard = 0;  // RDP's own encryption only
inline constexpr std::uint32_t kTls = 1;
inline constexpr std::uint32_t kNla = 2;  // CredSSP

// Offers the protocols of mask (kTls | kNla, kTls, or kStandard).
ByteString connection_request(std::uint32_t mask);

struct Confirmation {
    bool negotiated = false;                // false: an old server that knows standard security only
    std::optional<std::uint32_t> selected;  // kStandard, kTls or kNla
    std::optional<std::uint32_t> failure;   // [MS-RDPBCGR] 2.2.1.2.2
    [[nodiscard]] bool nla_required() const { return failure == 5U; }
    [[nodiscard]] bool tls_required() const { return failure == 1U; }
};
Result<Confirmation> parse_confirmation(Bytes reply);

// The first NTLM message in a TSRequest, for a connection on which kNla was chosen and TLS is up.
ByteString nla_negotiate();
// facts rdp.host, rdp.domain, rdp.dns_host, rdp.os_build
Result<Facts> parse_nla_challenge(Bytes reply);
bool nla_complete(Bytes reply);

bool complete(Bytes reply);
// fact rdp.security       the protocol chosen (one answer tells one; the inspection asks again with other masks)
// fact rdp.nla_required   true when the server refused for want of NLA, false when it agreed to less
Result<Facts> parse_facts(Bytes reply);

extern const Protocol protocol;

}  // namespace vigie::protocols::rdp
