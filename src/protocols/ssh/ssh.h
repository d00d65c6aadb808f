// SPDX-License-Identifier: Apache-2.0
// SSH (RFC 4253): the identification line of the server and, after ours, its KEXINIT: the algorithms it offers.
// No key exchange, no user name, no password: the conversation ends before any secret could matter.
#pragma once

#include <string>
#include <vector>

#include "protocols/protocol.h"

namespace vigie::protocols::ssh {

struct Identification {
    std::string line;      // "SSH-2.0-OpenSSH_9.2p1 Debian-2"  // fact ssh.banner
    std::string protocol;  // "2.0", "1.99", "1.5"              // fact ssh.protocol
    std::string software;  // "OpenSSH_9.2p1"                   // fact ssh.software
    std::string comments;  // "Debian-2"                        // fact ssh.comments
    std::size_t end = 0;   // position in the reply after its line end
};

// Name lists in the server's order of preference; the direction is server to client.
struct KexInit {
    std::vector<std::string> kex_algorithms;
    std::vector<std::string> host_key_algorithms;
    std::vector<std::string> encryption_algorithms;
    std::vector<std::string> mac_algorithms;
    std::vector<std::string> compression_algorithms;
};

// The first line that begins with "SSH-", other lines may stand before it (RFC 4253 section 4.2).
Result<Identification> parse_identification(Bytes reply);
// One unencrypted binary packet that carries SSH_MSG_KEXINIT, from its length field on.
Result<KexInit> parse_kexinit(Bytes packet);

// probe() is our identification line: sent after the greeting, the server answers with its KEXINIT.
// parse() reads a greeting, a KEXINIT, or one after the other.
extern const Protocol protocol;

}  // namespace vigie::protocols::ssh
