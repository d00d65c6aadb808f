// SPDX-License-Identifier: Apache-2.0
#include "protocols/vxworks_wdb/vxworks_wdb.h"

#include <array>

#include "protocols/oncrpc.h"

namespace vigie::protocols::vxworks_wdb {
namespace {

using base::Errc;
using base::fail;

constexpr std::array<model::Port, 1> kPorts{17185};
constexpr std::uint32_t kProgram = 0x55555555;
constexpr std::uint32_t kVersion = 1;
constexpr std::uint32_t kNothing = 0;

ByteString probe() {
    return rpc_call(kProgram, kVersion, kNothing);
}

Result<Facts> parse_facts(Bytes reply) {
    const auto answer = read_rpc_answer(reply);
    if (!answer) return tl::unexpected(answer.error());
    if (answer->state == RpcAnswer::State::program_unavailable)
        return fail(Errc::not_spoken, "an RPC server without the debug agent");
    return Facts{};
}

// The envelope is that of every RPC server; the port is the other half of the proof.
Match recognise(Bytes reply) {
    return parse_facts(reply) ? Match::maybe : Match::no;
}

}  // namespace

const Protocol protocol = {.name = "vxworks_wdb",
                           .transport = model::Transport::udp,
                           .usual_ports = kPorts,
                           .intrusion = Intrusion::handshake,
                           .anywhere = false,
                           .probe = probe,
                           .recognise = recognise,
                           .parse = parse_facts,
                           .reply_limit = 4096};

}  // namespace vigie::protocols::vxworks_wdb
