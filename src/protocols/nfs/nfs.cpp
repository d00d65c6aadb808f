// SPDX-License-Identifier: Apache-2.0
#include "protocols/nfs/nfs.h"

#include <array>

#include "base/text.h"
#include "protocols/oncrpc.h"

namespace vigie::protocols::nfs {
namespace {

constexpr std::array<model::Port, 1> kPorts{2049};
constexpr std::uint32_t kProgram = 100003;
constexpr std::uint32_t kNoVersion = 99;
constexpr std::uint32_t kNothing = 0;
constexpr std::uint32_t kHighestPlausible = 16;
using base::Errc;
using base::fail;
using base::Reader;

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

constexpr std::uint32_t kMountProgram = 100005;
constexpr std::uint32_t kMountVersion = 3;
constexpr std::uint32_t kExport = 5;
constexpr std::size_t kExportsLimit = 256;
constexpr std::size_t kGroupsLimit = 1024;

// XDR: its length, the text, filled up to four bytes.
std::string_view read_text(Reader& reader) {
    const std::uint32_t length = reader.u32();
    if (length > 1024) reader.fail();
    const std::string_view text = reader.text(length);
    reader.skip((4 - length % 4) % 4);
    return text;
}

}  // namespace

ByteString exports_call() {
    return rpc_record(rpc_call(kMountProgram, kMountVersion, kExport));
}

Result<std::vector<Export>> parse_exports(Bytes reply) {
    const auto answer = read_rpc_answer(reply);
    if (!answer) return tl::unexpected(answer.error());
    if (answer->state != RpcAnswer::State::success) return fail(Errc::refused, "the mount service does not tell");
    Reader reader(answer->body);
    std::vector<Export> out;
    while (reader.u32() == 1 && reader.ok()) {
        if (out.size() >= kExportsLimit) return fail(Errc::limit, "a list of exports without end");
        Export one;
        one.path = base::printable(read_text(reader), 255);
        std::size_t groups = 0;
        bool everybody = false;
        while (reader.u32() == 1 && reader.ok()) {
            if (++groups > kGroupsLimit) return fail(Errc::limit, "a list of clients without end");
            everybody = everybody || read_text(reader) == "*";
        }
        one.to_everybody = everybody || groups == 0;
        if (!reader.ok()) return fail(Errc::malformed, "list of exports with a broken entry");
        out.push_back(std::move(one));
    }
    if (!reader.ok()) return fail(Errc::malformed, "list of exports cut short");
    return out;
}

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
