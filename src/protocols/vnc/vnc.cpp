// SPDX-License-Identifier: Apache-2.0
#include "protocols/vnc/vnc.h"

#include <algorithm>
#include <array>

#include "base/text.h"
#include "protocols/recognise.h"

namespace vigie::protocols::vnc {
namespace {

using base::Errc;
using base::fail;
using base::Reader;

constexpr std::array<model::Port, 5> kPorts{5900, 5901, 5902, 5903, 5800};
constexpr std::size_t kGreeting = 12;
constexpr std::size_t kTypesLimit = 32;
constexpr std::size_t kReasonLimit = 256;

// The version that every server of today has.
ByteString probe() {
    return base::to_bytes("RFB 003.008\n");
}

// With the greeting before it, or what came after our version alone.
bool complete(Bytes reply) {
    Reader reader(reply);
    if (base::as_text(reply).starts_with("RFB ")) reader.skip(kGreeting);
    const std::size_t count = reader.u8();
    return reader.ok() && (count == 0 ? reader.remaining() >= 3 : reader.remaining() >= count);
}

std::string name_of_type(std::uint8_t type) {
    switch (type) {
        case 1: return "none";
        case 2: return "vnc-password";
        case 5: return "ra2";
        case 6: return "ra2ne";
        case 16: return "tight";
        case 18: return "tls";
        case 19: return "vencrypt";
        case 20: return "sasl";
        case 30: return "apple";
        case 35: return "apple-kerberos";
        default: return std::to_string(type);
    }
}

Result<Facts> parse_facts(Bytes reply) {
    Reader reader(reply);
    const std::string_view greeting = reader.text(kGreeting);
    const bool whole = greeting.size() == kGreeting;
    const auto major = base::parse_unsigned(whole ? greeting.substr(4, 3) : "");
    const auto minor = base::parse_unsigned(whole ? greeting.substr(8, 3) : "");
    if (!reader.ok() || !greeting.starts_with("RFB ") || !major || !minor || greeting[7] != '.' || greeting[11] != '\n')
        return fail(Errc::not_spoken, "no RFB greeting");
    Facts facts;
    facts.set("vnc.version", std::to_string(*major) + "." + std::to_string(*minor));
    if (reader.empty()) return facts;
    constexpr std::uint64_t kFirstWithList = 7;
    if (*major == 3 && *minor < kFirstWithList) {
        // Version 3.3: the server decides.
        const std::uint32_t type = reader.u32();
        if (!reader.ok() || type == 0 || type > 255) return facts;
        facts.append("vnc.security_types", name_of_type(static_cast<std::uint8_t>(type)));
        facts.set("vnc.unauthenticated", type == 1);
        return facts;
    }
    const std::size_t count = reader.u8();
    if (count == 0) {
        const std::string_view reason = reader.text(std::min<std::size_t>(reader.u32(), kReasonLimit));
        if (reader.ok()) facts.set("vnc.refused", base::printable(reason, kReasonLimit));
        return facts;
    }
    const Bytes types = reader.bytes(std::min(count, kTypesLimit));
    if (!reader.ok()) return fail(Errc::malformed, "list of security types cut short");
    for (const std::uint8_t type : types) facts.append("vnc.security_types", name_of_type(type));
    const auto none = std::find(types.begin(), types.end(), std::uint8_t{1});
    facts.set("vnc.unauthenticated", none != types.end());
    return facts;
}

}  // namespace

const Protocol protocol = {.name = "vnc",
                           .transport = model::Transport::tcp,
                           .usual_ports = kPorts,
                           .intrusion = Intrusion::handshake,
                           .speaks_first = true,
                           .probe = probe,
                           .recognise = sure_if_parsed<parse_facts>,
                           .complete = complete,
                           .parse = parse_facts,
                           .reply_limit = 1024};

}  // namespace vigie::protocols::vnc
