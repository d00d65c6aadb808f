// SPDX-License-Identifier: Apache-2.0
#include "protocols/coap/coap.h"

#include <array>

#include "base/text.h"
#include "protocols/recognise.h"

namespace vigie::protocols::coap {
namespace {

using base::Errc;
using base::fail;
using base::Reader;
using base::Writer;

constexpr std::array<model::Port, 1> kPorts{5683};
constexpr std::uint16_t kMessage = 0x7667;
constexpr std::string_view kToken = "81d3";
constexpr std::size_t kTextLimit = 256;
constexpr std::size_t kOptionsLimit = 32;
constexpr std::uint8_t kPayload = 0xFF;

ByteString probe() {
    constexpr std::uint8_t kConfirmable = 0x44;  // version 1, four bytes of token
    constexpr std::uint8_t kGet = 1;
    Writer out;
    out.u8(kConfirmable).u8(kGet).u16(kMessage).text(kToken);
    out.u8(0xBB).text(".well-known").u8(0x04).text("core");  // path: two options 11
    return out.u8(0xC1).u8(0x02).take();                     // block 0 of 64 bytes: option 23
}

std::size_t extended(Reader& reader, std::uint8_t nibble) {
    if (nibble == 13) return reader.u8() + std::size_t{13};
    if (nibble == 14) return reader.u16() + std::size_t{269};
    if (nibble == 15) reader.fail();
    return nibble;
}

// Stands behind the options; false when they are broken.
bool skip_options(Reader& reader) {
    for (std::size_t i = 0; i < kOptionsLimit && !reader.empty(); ++i) {
        const std::uint8_t first = reader.u8();
        if (first == kPayload) return true;
        (void)extended(reader, first >> 4U);
        const std::size_t length = extended(reader, first & 0x0FU);
        reader.skip(length);
        if (!reader.ok()) return false;
    }
    return reader.empty();
}

Result<Facts> parse_facts(Bytes reply) {
    Reader reader(reply);
    const std::uint8_t first = reader.u8();
    const std::uint8_t code = reader.u8();
    const std::uint16_t message = reader.u16();
    const unsigned type = (first >> 4U) & 3U;
    const std::string_view token = reader.text(first & 0x0FU);
    const bool version = (first >> 6U) == 1;
    constexpr unsigned kReset = 3;
    const unsigned code_class = code >> 5U;
    const bool reset = type == kReset && code == 0 && message == kMessage && token.empty() && reader.empty();
    const bool answer = token == kToken && (code_class == 2 || code_class == 4 || code_class == 5);
    if (!reader.ok() || !version || (!reset && !answer)) return fail(Errc::not_spoken, "no answer to our CoAP message");
    Facts facts;
    if (reset) return facts;
    const unsigned detail = code & 0x1FU;
    facts.set("coap.code", std::to_string(code_class) + "." + (detail < 10 ? "0" : "") + std::to_string(detail));
    if (!skip_options(reader)) return fail(Errc::malformed, "CoAP options that are broken");
    const std::string payload = base::printable(base::as_text(reader.rest()), kTextLimit);
    if (code_class == 2 && !payload.empty()) facts.set("coap.resources", payload);
    return facts;
}

}  // namespace

const Protocol protocol = {.name = "coap",
                           .transport = model::Transport::udp,
                           .usual_ports = kPorts,
                           .intrusion = Intrusion::query,
                           .probe = probe,
                           .recognise = sure_if_parsed<parse_facts>,
                           .parse = parse_facts,
                           .reply_limit = 4096};

}  // namespace vigie::protocols::coap
