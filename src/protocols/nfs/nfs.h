// SPDX-License-Identifier: Apache-2.0
// NFS (RFC 1813, RFC 7530): one empty call with a version that no server has; the refusal names the versions that it
// does have. Nothing is mounted or read.
#pragma once

#include "protocols/protocol.h"

namespace vigie::protocols::nfs {

extern const Protocol protocol_udp;

extern const Protocol protocol;

// The export list of the mount service beside it (RFC 1813, appendix I: procedure 5), as showmount -e asks for it, in
// a TCP record. Nothing is mounted.
ByteString exports_call();
struct Export {
    std::string path;
    bool to_everybody = false;  // no group of clients is named, or "*"
};
// One record. Errors: not_spoken, malformed, refused (the service does not tell).
Result<std::vector<Export>> parse_exports(Bytes reply);

}  // namespace vigie::protocols::nfs
