// SPDX-License-Identifier: Apache-2.0
// ONC RPC (RFC 5531), the envelope of the port mapper, NFS and VxWorks' debug agent: a call without credentials, and
// what a server says of it. Shared by those protocols; knows none of them, never calls a procedure that changes a
// state.
#pragma once

#include <cstdint>

#include "base/bytes.h"
#include "base/result.h"

namespace vigie::protocols {

struct RpcAnswer {
    enum class State { success, program_unavailable, version_mismatch, refused } state = State::success;
    std::uint32_t lowest = 0;  // version_mismatch: the versions that the server has
    std::uint32_t highest = 0;
    base::Bytes body;  // success: the results
};

// A datagram; over TCP it needs its record mark (section 11).
base::ByteString rpc_call(std::uint32_t program, std::uint32_t version, std::uint32_t procedure);
base::ByteString rpc_record(base::Bytes call);
// True when the whole record is there.
bool rpc_record_complete(base::Bytes reply);

// A datagram or one record. Errors: not_spoken (no answer to our call), malformed.
base::Result<RpcAnswer> read_rpc_answer(base::Bytes reply);

}  // namespace vigie::protocols
