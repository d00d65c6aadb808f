// SPDX-License-Identifier: Apache-2.0
// SMB: the NEGOTIATE every client starts with, and the first of the NTLM messages, whose answer names the host and
// its build. No credential is ever sent: the third message exists as nobody's alone (null_session.h).
// [MS-SMB2] 2.2.3-2.2.6, [MS-CIFS] 2.2.4.52, [MS-NLMP] 2.2.1.
#pragma once

#include <optional>
#include <string>

#include "protocols/ntlm.h"
#include "protocols/protocol.h"

namespace vigie::protocols::smb {

// Offers SMB 1 and SMB 2 in one message: every generation of servers answers. It does not fix the dialect.
ByteString multi_protocol_negotiate();
// SMB 2.0.2 to 3.1.1: the answer says the highest dialect and what it asks of signing. message: how many messages of
// this connection came before it.
ByteString negotiate(std::uint64_t message = 0);
// SMB 1 ("NT LM 0.12") and nothing else: only a server that still speaks it agrees.
ByteString smb1_negotiate();
// After smb1_negotiate(), on the same connection: the first NTLM message, answered with a challenge and the names by
// which old systems, and Samba, introduce themselves.
ByteString smb1_session_setup_negotiate();
// facts smb.native_os, smb.native_lan_manager, and those of the challenge
Result<Facts> parse_smb1_session_setup(Bytes reply);
// After negotiate(), on the same connection.
ByteString session_setup_negotiate(std::uint64_t message = 1);

struct Negotiated {
    std::string dialect;            // fact smb.dialect, "" = not agreed yet or refused
    bool signing_enabled = false;   // fact smb.signing_enabled
    bool signing_required = false;  // fact smb.signing_required
    std::string server_guid;        // fact smb.server_guid
    std::uint32_t status = 0;       // NT status; 0 = success
};
Result<Negotiated> parse_negotiate(Bytes reply);

struct Smb1Negotiated {
    bool accepted = false;  // fact smb.smb1
    bool signing_enabled = false;
    bool signing_required = false;
};
// An SMB 2 message or another dialect index means "not accepted", which is an answer, not an error.
Result<Smb1Negotiated> parse_smb1_negotiate(Bytes reply);

// facts smb.host, smb.domain, smb.dns_host, smb.os_build
Result<ntlm::Challenge> parse_challenge(Bytes reply);

// True when the whole message that the length before it announces is there.
bool complete(Bytes reply);
// Reads the answers to any of the messages, one after the other.
Result<Facts> parse_facts(Bytes reply);

// Asks in both generations at once; of a server that speaks SMB 2 then for its dialect and its names, on the same
// connection.
extern const Protocol protocol;

}  // namespace vigie::protocols::smb
