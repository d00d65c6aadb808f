// SPDX-License-Identifier: Apache-2.0
#include "protocols/firebird/firebird.h"

#include <array>

#include "protocols/recognise.h"

namespace vigie::protocols::firebird {
namespace {

using base::Errc;
using base::fail;
using base::Reader;
using base::Writer;

constexpr std::array<model::Port, 1> kPorts{3050};
constexpr std::uint32_t kModern = 0x8000;  // since version 11 the number has this mark
constexpr std::array<std::uint32_t, 9> kVersions{10,           kModern | 11, kModern | 12, kModern | 13, kModern | 15,
                                                 kModern | 16, kModern | 17, kModern | 18, kModern | 19};
constexpr std::uint32_t kGeneric = 1;  // architecture that needs no common byte order
constexpr std::uint32_t kLargestType = 5;
enum Operation : std::uint32_t {
    kConnect = 1,
    kAccept = 3,
    kReject = 4,
    kAttach = 19,
    kGoOnWithLogin = 92,
    kAcceptWithData = 94,
    kAcceptIf = 98
};

ByteString probe() {
    constexpr std::uint32_t kConnectVersion = 3;
    Writer out;
    out.u32(kConnect).u32(kAttach).u32(kConnectVersion).u32(kGeneric);
    out.u32(0).u32(kVersions.size()).u32(0);  // no database, no user
    std::uint32_t preference = 1;
    for (const std::uint32_t version : kVersions)
        out.u32(version).u32(kGeneric).u32(2).u32(kLargestType).u32(++preference);
    return out.take();
}

bool complete(Bytes reply) {
    Reader reader(reply);
    const std::uint32_t operation = reader.u32();
    if (!reader.ok()) return false;
    if (operation == kReject) return true;
    constexpr std::size_t kShortest = 16;
    return reply.size() >= kShortest;
}

// Which versions of the protocol came with which releases is public; a server that agrees on one is at least that.
Result<Facts> parse_facts(Bytes reply) {
    Reader reader(reply);
    const std::uint32_t operation = reader.u32();
    Facts facts;
    if (operation == kReject && reply.size() == 4) {
        facts.set("firebird.answer", "refused");
        return facts;
    }
    if (operation == kGoOnWithLogin && reply.size() == 20) {
        for (int i = 0; i < 4; ++i)
            if (reader.u32() != 0) return fail(Errc::not_spoken, "no Firebird login without data");
        facts.set("firebird.answer", "login wanted");
        return facts;
    }
    const std::uint32_t version = reader.u32();
    const std::uint32_t architecture = reader.u32();
    const std::uint32_t type = reader.u32() & 0xFFU;
    const bool agreed = operation == kAccept || operation == kAcceptWithData || operation == kAcceptIf;
    // Some servers answer with a number whose mark has spread over the upper half.
    const std::uint32_t low = version & 0xFFFFU;
    const bool known = low == 10 || (low > (kModern | 10U) && low < (kModern | 32U));
    const std::uint32_t high = version >> 16U;
    if (!reader.ok() || !agreed || !known || (high != 0 && high != 0xFFFF) || architecture != kGeneric ||
        type > kLargestType)
        return fail(Errc::not_spoken, "no answer of Firebird");
    facts.set("firebird.answer", "agreed");
    facts.set("firebird.protocol_version", static_cast<std::int64_t>(version & 0x7FFFU));
    return facts;
}

// Four bytes could be anybody's refusal.
Match recognise(Bytes reply) {
    const auto facts = parse_facts(reply);
    if (!facts) return Match::no;
    return facts->text("firebird.answer") == "refused" ? Match::maybe : Match::sure;
}

}  // namespace

const Protocol protocol = {.name = "firebird",
                           .transport = model::Transport::tcp,
                           .usual_ports = kPorts,
                           .intrusion = Intrusion::handshake,
                           .anywhere = false,
                           .probe = probe,
                           .recognise = recognise,
                           .complete = complete,
                           .parse = parse_facts,
                           .reply_limit = 2048};

}  // namespace vigie::protocols::firebird
