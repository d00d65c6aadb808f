// SPDX-License-Identifier: Apache-2.0
#include "protocols/kerberos/kerberos.h"

#include <array>

#include "base/text.h"
#include "protocols/ber.h"
#include "protocols/recognise.h"

namespace vigie::protocols::kerberos {
namespace {

using base::Errc;
using base::fail;
using base::Reader;
using base::Writer;

constexpr std::array<model::Port, 1> kPorts{88};
constexpr std::string_view kRealm = "VIGIE.INVALID";
constexpr std::uint8_t kVersion = 5;
constexpr std::size_t kTextLimit = 128;
constexpr std::size_t kFieldsLimit = 16;
constexpr std::uint8_t kErrorTag = 0x7E;

using ber::element;
using ber::small_integer;

ByteString text(std::uint8_t tag, std::string_view value) {
    return element(tag, base::as_bytes(value));
}

ByteString name(std::uint8_t type, std::initializer_list<std::string_view> parts) {
    ByteString strings;
    for (const std::string_view part : parts) {
        const ByteString one = text(ber::kGeneralString, part);
        strings.insert(strings.end(), one.begin(), one.end());
    }
    return element(ber::kSequence,
                   {element(0xA0, small_integer(type)), element(0xA1, element(ber::kSequence, strings))});
}

// RFC 4120 section 5.4.1: AS-REQ for the ticket service of the realm, by that service's own name.
ByteString probe() {
    constexpr std::uint8_t kRequest = 10;
    constexpr std::uint8_t kService = 2;
    const ByteString service = name(kService, {"krbtgt", kRealm});
    const ByteString body =
        element(ber::kSequence, {element(0xA0, element(ber::kBitString, ByteString{0, 0, 0, 0, 0})),
                                 element(0xA1, service), element(0xA2, text(ber::kGeneralString, kRealm)),
                                 element(0xA3, service), element(0xA5, text(ber::kGeneralizedTime, "19700101000000Z")),
                                 element(0xA7, element(ber::kInteger, ByteString{0x76, 0x67, 0x69, 0x65})),
                                 element(0xA8, element(ber::kSequence, {small_integer(18), small_integer(17)}))});
    return element(0x6A, element(ber::kSequence, {element(0xA1, small_integer(kVersion)),
                                                  element(0xA2, small_integer(kRequest)), element(0xA4, body)}));
}

ByteString probe_tcp() {
    const ByteString datagram = probe();
    return Writer().u32(static_cast<std::uint32_t>(datagram.size())).bytes(datagram).take();
}

// Over TCP a length of four bytes stands before the message.
Bytes message_of(Bytes reply) {
    Reader reader(reply);
    const std::size_t length = reader.u32();
    return reader.ok() && length == reader.remaining() ? reader.rest() : reply;
}

bool complete(Bytes reply) {
    Reader reader(reply);
    const std::size_t length = reader.u32();
    return reader.ok() && length <= reader.remaining();
}

Result<Facts> parse_facts(Bytes reply) {
    Reader outer(message_of(reply));
    Reader error(ber::expect(outer, kErrorTag));
    Reader fields(ber::expect(error, ber::kSequence));
    if (!outer.ok() || !error.ok()) return fail(Errc::not_spoken, "no Kerberos error");
    Facts facts;
    bool version = false;
    for (std::size_t i = 0; i < kFieldsLimit && !fields.empty(); ++i) {
        const ber::Element field = ber::read_element(fields);
        Reader value(field.body);
        if (field.tag == 0xA0) version = ber::read_integer(value) == kVersion;
        if (field.tag == 0xA4)
            facts.set("kerberos.server_time",
                      base::printable(base::as_text(ber::expect(value, ber::kGeneralizedTime)), kTextLimit));
        if (field.tag == 0xA6)
            if (const auto code = ber::read_integer(value)) facts.set("kerberos.error", *code);
        if (field.tag == 0xA9) {
            const std::string realm =
                base::printable(base::as_text(ber::expect(value, ber::kGeneralString)), kTextLimit);
            if (realm != kRealm && !realm.empty()) facts.set("kerberos.realm", realm);
        }
        if (!fields.ok() || !value.ok()) return fail(Errc::malformed, "Kerberos error with a broken field");
    }
    if (!version || !facts.has("kerberos.error")) return fail(Errc::not_spoken, "no error of Kerberos 5");
    return facts;
}

}  // namespace

const Protocol protocol = {.name = "kerberos",
                           .transport = model::Transport::udp,
                           .usual_ports = kPorts,
                           .intrusion = Intrusion::handshake,
                           .probe = probe,
                           .recognise = sure_if_parsed<parse_facts>,
                           .parse = parse_facts,
                           .reply_limit = 4096};

const Protocol protocol_tcp = {.name = "kerberos",
                               .transport = model::Transport::tcp,
                               .usual_ports = kPorts,
                               .intrusion = Intrusion::handshake,
                               .anywhere = false,
                               .probe = probe_tcp,
                               .recognise = sure_if_parsed<parse_facts>,
                               .complete = complete,
                               .parse = parse_facts,
                               .reply_limit = 4096};

}  // namespace vigie::protocols::kerberos
