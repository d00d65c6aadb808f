// SPDX-License-Identifier: Apache-2.0
#include "protocols/mdns/mdns.h"

#include <algorithm>
#include <array>
#include <optional>

#include "base/text.h"

namespace vigie::protocols::mdns {
namespace {

using base::Errc;
using base::Reader;
using base::Writer;

constexpr std::size_t kRecordsLimit = 64;
constexpr std::size_t kQuestionsLimit = 4;
constexpr std::size_t kLabelsLimit = 32;
constexpr std::size_t kPointersLimit = 8;
constexpr std::size_t kNameLimit = 255;
constexpr std::uint16_t kQuestionId = 0x766D;
constexpr std::uint16_t kPointerRecord = 12;
constexpr std::string_view kServiceTypes = "_services._dns-sd._udp.local";
constexpr std::array<model::Port, 1> kPorts{5353};

// A name with its pointers followed (RFC 1035 4.1.4); the reader ends behind the name where it stood.
std::optional<std::string> read_name(Bytes message, Reader& reader) {
    std::string name;
    std::size_t pointers = 0;
    std::size_t back = 0;
    for (std::size_t i = 0; i < kLabelsLimit; ++i) {
        const std::uint8_t length = reader.u8();
        if (!reader.ok()) return std::nullopt;
        if (length == 0) {
            if (pointers > 0) reader.seek(back);
            return name;
        }
        if ((length & 0xC0U) == 0xC0U) {
            const std::size_t target = (length & 0x3FU) * 256U + reader.u8();
            if (!reader.ok() || ++pointers > kPointersLimit || target >= message.size()) return std::nullopt;
            if (pointers == 1) back = reader.position();
            reader.seek(target);
            continue;
        }
        const std::string_view label = reader.text(length);
        if (!reader.ok() || (length & 0xC0U) != 0 || name.size() + length + 1 > kNameLimit) return std::nullopt;
        if (!name.empty()) name += '.';
        name += label;
    }
    return std::nullopt;
}

std::string without_local(const std::string& name) {
    constexpr std::string_view kLocal = ".local";
    const bool local = name.size() > kLocal.size() &&
                       base::equals_ignoring_case(std::string_view(name).substr(name.size() - kLocal.size()), kLocal);
    return base::printable(local ? name.substr(0, name.size() - kLocal.size()) : name, kNameLimit);
}

Result<std::vector<std::string>> read_services(Bytes reply) {
    Reader reader(reply);
    const std::uint16_t id = reader.u16();
    const std::uint16_t flags = reader.u16();
    const std::size_t questions = reader.u16();
    const std::size_t answers = reader.u16();
    reader.skip(4);
    constexpr std::uint16_t kResponse = 0x8000;
    constexpr std::uint16_t kOpcodeAndError = 0x780F;
    // A responder repeats the identifier, or sends zero as it would to the group.
    if (!reader.ok() || (id != kQuestionId && id != 0) || (flags & kResponse) == 0 || (flags & kOpcodeAndError) != 0 ||
        questions > kQuestionsLimit || answers == 0)
        return base::fail(Errc::not_spoken, "no answer to our mDNS question");
    for (std::size_t i = 0; i < questions; ++i) {
        if (!read_name(reply, reader)) return base::fail(Errc::malformed, "mDNS question with a broken name");
        reader.skip(4);
    }
    std::vector<std::string> services;
    for (std::size_t i = 0; i < std::min(answers, kRecordsLimit); ++i) {
        const auto owner = read_name(reply, reader);
        const std::uint16_t type = reader.u16();
        reader.skip(6);
        const std::size_t length = reader.u16();
        if (!owner || !reader.ok()) return base::fail(Errc::malformed, "mDNS answer cut short");
        const std::size_t end = reader.position() + length;
        if (type == kPointerRecord && base::equals_ignoring_case(*owner, kServiceTypes)) {
            const auto service = read_name(reply, reader);
            if (!service) return base::fail(Errc::malformed, "mDNS answer with a broken name");
            services.push_back(without_local(*service));
        }
        reader.seek(end);
    }
    if (!reader.ok()) return base::fail(Errc::malformed, "mDNS answer cut short");
    if (services.empty()) return base::fail(Errc::not_spoken, "answer without service types");
    return services;
}

Match recognise(Bytes reply) {
    return read_services(reply) ? Match::sure : Match::no;
}

}  // namespace

ByteString service_types_query() {
    Writer out;
    out.u16(kQuestionId).u16(0).u16(1).u16(0).u16(0).u16(0);
    for (const std::string_view label : base::split(kServiceTypes, '.'))
        out.u8(static_cast<std::uint8_t>(label.size())).text(label);
    constexpr std::uint16_t kInternetAndUnicastWanted = 0x8001;
    out.u8(0).u16(kPointerRecord).u16(kInternetAndUnicastWanted);
    return out.take();
}

Result<Facts> parse_facts(Bytes reply) {
    const auto services = read_services(reply);
    if (!services) return tl::unexpected(services.error());
    Facts facts;
    for (const std::string& service : *services) facts.append("mdns.services", service);
    return facts;
}

const Protocol protocol = {.name = "mdns",
                           .transport = model::Transport::udp,
                           .usual_ports = kPorts,
                           .intrusion = Intrusion::query,
                           .probe = service_types_query,
                           .recognise = recognise,
                           .parse = parse_facts,
                           .reply_limit = 9000};

}  // namespace vigie::protocols::mdns
