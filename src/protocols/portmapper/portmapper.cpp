// SPDX-License-Identifier: Apache-2.0
#include "protocols/portmapper/portmapper.h"

#include <array>

#include "protocols/oncrpc.h"

namespace vigie::protocols::portmapper {
namespace {

using base::Errc;
using base::fail;
using base::Reader;

constexpr std::array<model::Port, 1> kPorts{111};
constexpr std::uint32_t kProgram = 100000;
constexpr std::uint32_t kVersion = 2;
constexpr std::size_t kEntriesLimit = 256;
enum Procedure : std::uint32_t { kNothing = 0, kDump = 4 };

ByteString probe() {
    return rpc_record(rpc_call(kProgram, kVersion, kDump));
}

ByteString probe_udp() {
    return rpc_call(kProgram, kVersion, kNothing);
}

std::string_view name_of(std::uint32_t program) {
    switch (program) {
        case 100000: return "portmapper";
        case 100003: return "nfs";
        case 100004: return "ypserv";
        case 100005: return "mountd";
        case 100007: return "ypbind";
        case 100011: return "rquotad";
        case 100021: return "nlockmgr";
        case 100024: return "status";
        case 100227: return "nfs_acl";
        default: return "";
    }
}

std::string transport_of(std::uint32_t number) {
    return number == 6 ? "tcp" : number == 17 ? "udp" : std::to_string(number);
}

// RFC 1833 section 3.2: a linked list of (program, version, transport, port).
bool read_list(Bytes body, Facts& facts) {
    Reader reader(body);
    for (std::size_t i = 0; i < kEntriesLimit; ++i) {
        const std::uint32_t more = reader.u32();
        if (!reader.ok() || more > 1) return false;
        if (more == 0) return true;
        const std::uint32_t program = reader.u32();
        const std::uint32_t version = reader.u32();
        const std::uint32_t transport = reader.u32();
        const std::uint32_t port = reader.u32();
        if (!reader.ok() || port > 65535) return false;
        const std::string_view name = name_of(program);
        facts.append("portmapper.programs", (name.empty() ? std::to_string(program) : std::string(name)) + " v" +
                                                std::to_string(version) + " " + std::to_string(port) + "/" +
                                                transport_of(transport));
    }
    return true;
}

Result<Facts> parse_facts(Bytes reply) {
    const auto answer = read_rpc_answer(reply);
    if (!answer) return tl::unexpected(answer.error());
    Facts facts;
    if (answer->state == RpcAnswer::State::success && !answer->body.empty() && !read_list(answer->body, facts))
        return fail(Errc::malformed, "list of programs with a broken entry");
    return facts;
}

// An empty answer is that of any RPC server.
Match recognise(Bytes reply) {
    const auto facts = parse_facts(reply);
    if (!facts) return Match::no;
    return facts->has("portmapper.programs") ? Match::sure : Match::maybe;
}

}  // namespace

const Protocol protocol = {.name = "portmapper",
                           .transport = model::Transport::tcp,
                           .usual_ports = kPorts,
                           .intrusion = Intrusion::query,
                           .anywhere = false,
                           .probe = probe,
                           .recognise = recognise,
                           .complete = rpc_record_complete,
                           .parse = parse_facts,
                           .reply_limit = 16384};

const Protocol protocol_udp = {.name = "portmapper",
                               .transport = model::Transport::udp,
                               .usual_ports = kPorts,
                               .intrusion = Intrusion::handshake,
                               .probe = probe_udp,
                               .recognise = recognise,
                               .parse = parse_facts,
                               .reply_limit = 16384};

}  // namespace vigie::protocols::portmapper
