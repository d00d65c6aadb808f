// SPDX-License-Identifier: Apache-2.0
#include "protocols/nfs/nfs.h"

#include <array>

#include "protocols/oncrpc.h"

namespace vigie::protocols::nfs {
namespace {

constexpr std::array<model::Port, 1> kPorts{2049};
constexpr std::uint32_t kProgram = 100003;
constexpr std::uint32_t kNoVersion = 99;
constexpr std::uint32_t kNothing = 0;
constexpr std::uint32_t kHighestPlausible = 16;

ByteString probe() {
    return rpc_record(rpc_call(kProgram, kNoVersion, kNothing));
}

ByteString probe_udp() {
    return rpc_call(kProgram, kNoVersion, kNothing);
}

Result<Facts> parse_facts(Bytes reply) {
    const auto answer = read_rpc_answer(reply);
    if (!answer) return tl::unexpected(answer.error());
    Facts facts;
    if (answer->state == RpcAnswer::State::version_mismatch && answer->highest <= kHighestPlausible) {
        facts.set("nfs.lowest_version", static_cast<std::int64_t>(answer->lowest));
        facts.set("nfs.highest_version", static_cast<std::int64_t>(answer->highest));
    }
    return facts;
}

// Only a server of this program knows versions of it.
Match recognise(Bytes reply) {
    const auto facts = parse_facts(reply);
    if (!facts) return Match::no;
    return facts->has("nfs.highest_version") ? Match::sure : Match::no;
}

}  // namespace

const Protocol protocol = {.name = "nfs",
                           .transport = model::Transport::tcp,
                           .usual_ports = kPorts,
                           .intrusion = Intrusion::handshake,
                           .anywhere = false,
                           .probe = probe,
                           .recognise = recognise,
                           .complete = rpc_record_complete,
                           .parse = parse_facts,
                           .reply_limit = 4096};

const Protocol protocol_udp = {.name = "nfs",
                               .transport = model::Transport::udp,
                               .usual_ports = kPorts,
                               .intrusion = Intrusion::handshake,
                               .probe = probe_udp,
                               .recognise = recognise,
                               .parse = parse_facts,
                               .reply_limit = 4096};

}  // namespace vigie::protocols::nfs
