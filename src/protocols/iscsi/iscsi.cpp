// SPDX-License-Identifier: Apache-2.0
#include "protocols/iscsi/iscsi.h"

#include <array>

#include "protocols/recognise.h"

namespace vigie::protocols::iscsi {
namespace {

using base::Errc;
using base::fail;
using base::Reader;
using base::Writer;

constexpr std::array<model::Port, 1> kPorts{3260};
constexpr std::size_t kHead = 48;
constexpr std::uint8_t kLoginResponse = 0x23;
constexpr std::uint32_t kTask = 0x76676965;

ByteString probe() {
    constexpr std::uint8_t kLoginNow = 0x43;
    constexpr std::uint8_t kSecurityToOperational = 0x81;
    std::string keys;
    for (const std::string_view key :
         {"InitiatorName=iqn.2026-11.invalid.vigie:audit", "SessionType=Discovery", "AuthMethod=None"})
        keys.append(key).push_back('\0');
    const auto length = static_cast<std::uint32_t>(keys.size());
    Writer out;
    out.u8(kLoginNow).u8(kSecurityToOperational).u16(0).u8(0).u24(length).u32(0x80766769).u16(0x6500).u16(0);
    out.u32(kTask).u16(0).u16(0).u32(1).u32(0).fill(16, 0).text(keys);
    return out.fill((4 - length % 4) % 4, 0).take();
}

bool complete(Bytes reply) {
    Reader reader(reply);
    reader.skip(5);
    const std::size_t length = reader.u24();
    return reader.ok() && reply.size() >= kHead + length;
}

Result<Facts> parse_facts(Bytes reply) {
    Reader reader(reply);
    const std::uint8_t operation = reader.u8() & 0x3FU;
    reader.seek(16);
    const std::uint32_t task = reader.u32();
    reader.seek(36);
    const unsigned status = reader.u8();
    const unsigned detail = reader.u8();
    reader.seek(kHead);
    if (!reader.ok() || operation != kLoginResponse || task != kTask || status > 3)
        return fail(Errc::not_spoken, "no iSCSI answer to our login");
    Facts facts;
    facts.set("iscsi.status", static_cast<std::int64_t>(status * 256 + detail));
    constexpr unsigned kAuthenticationFailed = 0x0201;
    if (status == 0) facts.set("iscsi.unauthenticated", true);
    if (status * 256 + detail == kAuthenticationFailed) facts.set("iscsi.unauthenticated", false);
    return facts;
}

}  // namespace

const Protocol protocol = {.name = "iscsi",
                           .transport = model::Transport::tcp,
                           .usual_ports = kPorts,
                           .intrusion = Intrusion::handshake,
                           .anywhere = false,
                           .probe = probe,
                           .recognise = sure_if_parsed<parse_facts>,
                           .complete = complete,
                           .parse = parse_facts,
                           .reply_limit = 4096};

}  // namespace vigie::protocols::iscsi
