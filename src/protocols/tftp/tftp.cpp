// SPDX-License-Identifier: Apache-2.0
#include "protocols/tftp/tftp.h"

#include <algorithm>
#include <array>
#include <optional>

#include "base/text.h"

namespace vigie::protocols::tftp {
namespace {

using base::Errc;
using base::Reader;
using base::Writer;

constexpr std::size_t kBlockSize = 512;
constexpr std::size_t kErrorText = 256;
constexpr std::uint16_t kLastErrorCode = 8;
constexpr std::array<model::Port, 1> kPorts{69};

enum Opcode : std::uint16_t { kReadRequest = 1, kData = 3, kError = 5 };

// The text of a well-formed error packet: a known code, plain characters, one zero at the very end.
std::optional<std::string> read_error(Bytes reply) {
    Reader reader(reply);
    const std::uint16_t opcode = reader.u16();
    const std::uint16_t code = reader.u16();
    const std::string_view text = reader.text_until(0);
    const bool plain =
        std::all_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) >= 32; });
    if (!reader.ok() || !reader.empty() || opcode != kError || code > kLastErrorCode || !plain ||
        text.size() > kErrorText)
        return std::nullopt;
    return base::printable(text, kErrorText);
}

Match recognise(Bytes reply) {
    if (read_error(reply)) return Match::sure;
    return sends_data(reply) ? Match::maybe : Match::no;
}

}  // namespace

ByteString read_request() {
    Writer out;
    out.u16(kReadRequest).text("vigie-no-such-file-81d3c5").u8(0).text("octet").u8(0);
    return out.take();
}

ByteString abort_packet() {
    Writer out;
    out.u16(kError).u16(0).text("aborted").u8(0);
    return out.take();
}

bool sends_data(Bytes reply) {
    Reader reader(reply);
    const std::uint16_t opcode = reader.u16();
    const std::uint16_t block = reader.u16();
    return reader.ok() && opcode == kData && block == 1 && reader.remaining() <= kBlockSize;
}

Result<Facts> parse_facts(Bytes reply) {
    const auto error = read_error(reply);
    if (!error && !sends_data(reply)) return base::fail(Errc::not_spoken, "no TFTP answer");
    Facts facts;
    if (error && !error->empty()) facts.set("tftp.error", *error);
    return facts;
}

const Protocol protocol = {.name = "tftp",
                           .transport = model::Transport::udp,
                           .usual_ports = kPorts,
                           .intrusion = Intrusion::query,
                           .probe = read_request,
                           .recognise = recognise,
                           .parse = parse_facts,
                           .reply_limit = 1024};

}  // namespace vigie::protocols::tftp
