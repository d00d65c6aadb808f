// SPDX-License-Identifier: Apache-2.0
#include "protocols/telnet/telnet.h"

#include <algorithm>
#include <array>

#include "base/text.h"

namespace vigie::protocols::telnet {
namespace {

using base::Errc;
using base::fail;
using base::Reader;

constexpr std::size_t kByteLimit = 16384;
constexpr std::size_t kCommandLimit = 128;
constexpr std::size_t kTextLimit = 2048;
constexpr std::size_t kBannerLimit = 512;
constexpr std::uint8_t kIac = 255;
constexpr std::uint8_t kDont = 254;
constexpr std::uint8_t kDo = 253;
constexpr std::uint8_t kWont = 252;
constexpr std::uint8_t kWill = 251;
constexpr std::uint8_t kSubnegotiation = 250;
constexpr std::uint8_t kSubnegotiationEnd = 240;
constexpr std::uint8_t kLastOption = 49;        // highest one that IANA lists below the extended range
constexpr std::uint8_t kExtended = 255;         // EXOPL
constexpr std::uint8_t kFirstCompression = 85;  // MCCP 1 and 2, met in the field
constexpr std::uint8_t kLastCompression = 86;
constexpr std::array<model::Port, 3> kPorts{23, 2323, 992};

bool is_option(std::uint8_t option) {
    return option <= kLastOption || option == kExtended || (option >= kFirstCompression && option <= kLastCompression);
}

// Names of the IANA registry for the options that servers really use.
std::string option_name(std::uint8_t option) {
    switch (option) {
        case 0: return "binary";
        case 1: return "echo";
        case 3: return "suppress-go-ahead";
        case 5: return "status";
        case 6: return "timing-mark";
        case 24: return "terminal-type";
        case 31: return "window-size";
        case 32: return "terminal-speed";
        case 33: return "remote-flow-control";
        case 34: return "linemode";
        case 35: return "x-display-location";
        case 36: return "environment";
        case 37: return "authentication";
        case 38: return "encryption";
        case 39: return "new-environment";
        default: return "option-" + std::to_string(option);
    }
}

std::string_view verb_name(std::uint8_t verb) {
    switch (verb) {
        case kWill: return "will ";
        case kWont: return "wont ";
        case kDo: return "do ";
        default: return "dont ";
    }
}

void skip_subnegotiation(Reader& reader) {
    for (std::size_t count = 0; count < kByteLimit && !reader.empty(); ++count) {
        if (reader.u8() != kIac) continue;
        if (reader.u8() == kSubnegotiationEnd) return;
    }
}

// Line ends as LF only, the padding NUL of RFC 854 removed.
std::string tidy(std::string_view text) {
    std::string out;
    for (const char character : text)
        if (character != '\r' && character != '\0') out += character;
    return base::printable(base::trim(out), kBannerLimit);
}

// A server that greets with at least one negotiation of a known option, in the first bytes.
Match recognise(Bytes reply) {
    Reader reader(reply);
    if (reader.u8() == kIac) {
        const std::uint8_t verb = reader.u8();
        const std::uint8_t option = reader.u8();
        return reader.ok() && verb >= kWill && verb <= kDont && is_option(option) ? Match::sure : Match::no;
    }
    const std::string text = tidy(base::as_text(reply.subspan(0, std::min(reply.size(), kTextLimit))));
    constexpr std::array<std::string_view, 4> kPrompts{"login:", "username:", "user name:", "password:"};
    for (const std::string_view prompt : kPrompts) {
        if (text.size() < prompt.size()) continue;
        if (base::equals_ignoring_case(std::string_view(text).substr(text.size() - prompt.size()), prompt))
            return Match::maybe;
    }
    return Match::no;
}

Result<Facts> parse(Bytes reply) {
    if (recognise(reply) == Match::no) return fail(Errc::not_spoken, "looking for a telnet negotiation or a prompt");
    const Talk talk = parse_talk(reply);
    Facts facts;
    for (const Command& command : talk.commands)
        facts.append("telnet.options", std::string(verb_name(command.verb)) + option_name(command.option));
    const std::string banner = tidy(talk.text);
    if (!banner.empty()) facts.set("telnet.banner", banner);
    return facts;
}

}  // namespace

Talk parse_talk(Bytes bytes) {
    Talk talk;
    Reader reader(bytes.subspan(0, std::min(bytes.size(), kByteLimit)));
    while (!reader.empty()) {  // each turn consumes a byte of at most kByteLimit
        const std::uint8_t byte = reader.u8();
        if (byte != kIac) {
            if (talk.text.size() < kTextLimit) talk.text += static_cast<char>(byte);
            continue;
        }
        const std::uint8_t verb = reader.u8();
        if (verb == kSubnegotiation) {
            skip_subnegotiation(reader);
        } else if (verb >= kWill && verb <= kDont) {
            const std::uint8_t option = reader.u8();
            if (!reader.ok()) break;
            if (talk.commands.size() < kCommandLimit) talk.commands.push_back({verb, option});
        }
        if (!reader.ok()) break;
    }
    return talk;
}

ByteString refusals(Bytes bytes) {
    base::Writer writer;
    for (const Command& command : parse_talk(bytes).commands) {
        if (command.verb == kWill) writer.u8(kIac).u8(kDont).u8(command.option);
        if (command.verb == kDo) writer.u8(kIac).u8(kWont).u8(command.option);
    }
    return writer.take();
}

const Protocol protocol = {
    .name = "telnet",
    .transport = model::Transport::tcp,
    .usual_ports = kPorts,
    .intrusion = Intrusion::listen,
    .speaks_first = true,
    .recognise = recognise,
    .parse = parse,
};

}  // namespace vigie::protocols::telnet
