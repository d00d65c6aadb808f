// SPDX-License-Identifier: Apache-2.0
#include "protocols/oncrpc.h"

namespace vigie::protocols {
namespace {

using base::Errc;
using base::fail;
using base::Reader;
using base::Writer;

constexpr std::uint32_t kTransaction = 0x76676965;
constexpr std::uint32_t kLastFragment = 0x80000000;
constexpr std::uint32_t kVerifierLimit = 400;
enum MessageType : std::uint32_t { kCall = 0, kReply = 1 };
enum AcceptState : std::uint32_t { kSuccess = 0, kProgramUnavailable = 1, kVersionMismatch = 2, kLastState = 5 };

base::Bytes without_mark(base::Bytes reply) {
    Reader reader(reply);
    const std::uint32_t mark = reader.u32();
    const bool marked = reader.ok() && (mark & kLastFragment) != 0 && (mark & ~kLastFragment) <= reader.remaining();
    return marked ? reader.bytes(mark & ~kLastFragment) : reply;
}

}  // namespace

base::ByteString rpc_call(std::uint32_t program, std::uint32_t version, std::uint32_t procedure) {
    constexpr std::uint32_t kRpcVersion = 2;
    Writer out;
    out.u32(kTransaction).u32(kCall).u32(kRpcVersion).u32(program).u32(version).u32(procedure);
    out.u32(0).u32(0).u32(0).u32(0);  // no credentials, no verifier
    return out.take();
}

base::ByteString rpc_record(base::Bytes call) {
    return Writer().u32(kLastFragment | static_cast<std::uint32_t>(call.size())).bytes(call).take();
}

bool rpc_record_complete(base::Bytes reply) {
    Reader reader(reply);
    const std::uint32_t mark = reader.u32();
    return reader.ok() && (mark & ~kLastFragment) <= reader.remaining();
}

base::Result<RpcAnswer> read_rpc_answer(base::Bytes reply) {
    Reader reader(without_mark(reply));
    const std::uint32_t transaction = reader.u32();
    const std::uint32_t type = reader.u32();
    const std::uint32_t denied = reader.u32();
    if (!reader.ok() || transaction != kTransaction || type != kReply || denied > 1)
        return fail(Errc::not_spoken, "no answer to our RPC call");
    RpcAnswer answer;
    if (denied == 1) {
        const std::uint32_t why = reader.u32();
        reader.skip(4);
        if (!reader.ok() || why > 1) return fail(Errc::malformed, "RPC refusal cut short");
        answer.state = RpcAnswer::State::refused;
        return answer;
    }
    reader.skip(4);
    const std::uint32_t verifier = reader.u32();
    reader.skip(verifier > kVerifierLimit ? reply.size() + 1 : (verifier + 3) / 4 * 4);
    const std::uint32_t state = reader.u32();
    if (!reader.ok() || state > kLastState) return fail(Errc::malformed, "RPC answer with a broken head");
    switch (state) {
        case kSuccess: answer.body = reader.rest(); break;
        case kProgramUnavailable: answer.state = RpcAnswer::State::program_unavailable; break;
        case kVersionMismatch:
            answer.state = RpcAnswer::State::version_mismatch;
            answer.lowest = reader.u32();
            answer.highest = reader.u32();
            if (!reader.ok()) return fail(Errc::malformed, "RPC answer without its versions");
            break;
        default: answer.state = RpcAnswer::State::refused;
    }
    return answer;
}

}  // namespace vigie::protocols
