// SPDX-License-Identifier: Apache-2.0
#include "protocols/oracle/oracle.h"

#include <array>

#include "base/text.h"

namespace vigie::protocols::oracle {
namespace {

using base::Errc;
using base::fail;
using base::Reader;
using base::Writer;

constexpr std::array<model::Port, 4> kPorts{1521, 1522, 1526, 1529};
constexpr std::size_t kHead = 8;
constexpr std::uint32_t kHighestMajor = 40;
enum Packet : std::uint8_t { kConnect = 1, kAccept = 2, kRefuse = 4, kResend = 11 };

ByteString probe() {
    constexpr std::string_view kCommand = "(CONNECT_DATA=(COMMAND=VERSION))";
    constexpr std::uint16_t kOffset = 58;
    Writer out;
    out.u16(static_cast<std::uint16_t>(kOffset + kCommand.size())).u16(0).u8(kConnect).u8(0).u16(0);
    out.u16(0x0136).u16(0x012C).u16(0).u16(0x0800).u16(0x7FFF).u16(0x7F08).u16(0).u16(1);
    out.u16(static_cast<std::uint16_t>(kCommand.size())).u16(kOffset).u32(0).u8(0).u8(0);
    return out.fill(kOffset - out.size(), 0).text(kCommand).take();
}

bool complete(Bytes reply) {
    Reader reader(reply);
    const std::size_t length = reader.u16();
    return reader.ok() && length <= reply.size();
}

// VSNNUM packs five numbers: 8, 4, 8, 4 and 8 bits; from release 18 on the second has 8 and the third 4.
std::string version_text(std::uint32_t number) {
    const std::uint32_t major = number >> 24U;
    const auto part = [&](unsigned shift, std::uint32_t mask) { return std::to_string((number >> shift) & mask); };
    if (major >= 18)
        return std::to_string(major) + "." + part(16, 255) + "." + part(12, 15) + "." + part(4, 255) + "." +
               part(0, 15);
    return std::to_string(major) + "." + part(20, 15) + "." + part(12, 255) + "." + part(8, 15) + "." + part(0, 255);
}

Result<Facts> parse_facts(Bytes reply) {
    Reader reader(reply);
    const std::size_t length = reader.u16();
    const std::uint16_t sum = reader.u16();
    const std::uint8_t type = reader.u8();
    reader.skip(3);
    const bool known = type == kAccept || type == kRefuse || (type == kResend && length == kHead);
    if (!reader.ok() || length > reply.size() || length < kHead || sum != 0 || !known)
        return fail(Errc::not_spoken, "no TNS answer");
    const std::string_view text = base::as_text(reader.rest());
    Facts facts;
    constexpr std::string_view kVersion = "VSNNUM=";
    const std::size_t at = text.find(kVersion);
    if (at != std::string_view::npos) {
        const std::string_view rest = text.substr(at + kVersion.size());
        const auto number = base::parse_unsigned(rest.substr(0, rest.find(')')));
        if (number && *number > 0xFFFFFF && *number >> 24U < kHighestMajor)
            facts.set("oracle.version", version_text(static_cast<std::uint32_t>(*number)));
    }
    constexpr std::string_view kError = "(ERR=";
    const std::size_t error = text.find(kError);
    if (error != std::string_view::npos) {
        const std::string_view rest = text.substr(error + kError.size());
        if (const auto number = base::parse_unsigned(rest.substr(0, rest.find(')'))); number && *number < 100000)
            facts.set("oracle.error", static_cast<std::int64_t>(*number));
    }
    return facts;
}

// The head alone is short: an answer without Oracle's own words proves little.
Match recognise(Bytes reply) {
    const auto facts = parse_facts(reply);
    if (!facts) return Match::no;
    return facts->empty() ? Match::maybe : Match::sure;
}

}  // namespace

const Protocol protocol = {.name = "oracle",
                           .transport = model::Transport::tcp,
                           .usual_ports = kPorts,
                           .intrusion = Intrusion::handshake,
                           .anywhere = false,
                           .probe = probe,
                           .recognise = recognise,
                           .complete = complete,
                           .parse = parse_facts,
                           .reply_limit = 8192};

}  // namespace vigie::protocols::oracle
