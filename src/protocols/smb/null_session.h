// SPDX-License-Identifier: Apache-2.0
// SMB 2 as nobody: a session without name, password or any response to the challenge ([MS-NLMP] 3.1.5.1.1, anonymous),
// then the list of shares (srvsvc, [MS-SRVS] 3.1.4.8) and whether each may be opened. It must never carry a name or a
// response, never open a file, and is used only where the owner allowed it (model::Scope::allows_anonymous).
#pragma once

#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "protocols/smb/message.h"

namespace vigie::protocols::smb {

// Requests. Each counts place.message itself; server: an address, as a client would write it.
ByteString anonymous_setup(const Place& place);
ByteString tree_connect(const Place& place, std::string_view server, Bytes share);  // share: in UTF-16
ByteString open_share_service(const Place& place);                                  // in the tree of IPC$
using FileId = std::array<std::uint8_t, 16>;
// One packet of DCE/RPC to the pipe, and its answer in the same exchange.
ByteString call(const Place& place, const FileId& pipe, Bytes packet);
ByteString bind_share_service();
ByteString list_shares();

struct Answer {
    Smb2Header header;
    ByteString message;  // with its head, without the frame
};
// True once a whole answer is there that is more than "wait" (STATUS_PENDING).
bool answered(Bytes heard);
// That answer. Errors: not_spoken, malformed.
Result<Answer> parse_answer(Bytes heard);

Result<FileId> parse_opened(const Answer& answer);
Result<ByteString> parse_called(const Answer& answer);
bool is_bound(Bytes packet);

ByteString utf16(std::string_view ascii);

struct Share {
    std::string name;
    ByteString wire;         // the same in UTF-16, for tree_connect()
    bool is_folder = false;  // a disk share; not a printer, a pipe, nor one of administration (NAME$)
};
struct Shares {
    bool refused = false;  // the service answered that nobody may see them
    std::vector<Share> shares;
};
// packet: the answer to list_shares(); names beyond its first fragment are left out. Errors: malformed.
Result<Shares> parse_shares(Bytes packet);

// "You may not", as opposed to an error that tells nothing of who may ([MS-ERREF] 2.3).
bool is_refusal(std::uint32_t status);

// May whoever asks read in this share? From the rights that the answer to tree_connect() grants.
bool grants_reading(const Answer& answer);

}  // namespace vigie::protocols::smb
