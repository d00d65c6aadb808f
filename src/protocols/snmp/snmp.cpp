// SPDX-License-Identifier: Apache-2.0
#include "protocols/snmp/snmp.h"

#include <array>

#include "base/text.h"
#include "protocols/ber.h"

namespace vigie::protocols::snmp {
namespace {

using base::Errc;
using base::Reader;
using base::Writer;
using ber::Element;
using ber::element;
using ber::expect;
using ber::joined;
using ber::kInteger;
using ber::kNull;
using ber::kObjectId;
using ber::kOctetString;
using ber::kSequence;
using ber::read_element;
using ber::read_integer;
using ber::small_integer;

constexpr std::size_t kBindingsLimit = 16;
constexpr std::size_t kObjectIdBytes = 128;
constexpr std::size_t kTextLimit = 512;
constexpr std::size_t kEngineIdLimit = 64;
constexpr std::uint32_t kRequestId = 0x76676965;
constexpr std::array<model::Port, 1> kPorts{161};

enum Pdu : std::uint8_t { kGetRequest = 0xA0, kResponse = 0xA2, kReport = 0xA8 };

// 1.3.6.1.2.1.1.x.0, encoded.
ByteString system_object(std::uint8_t last) {
    return {0x2B, 6, 1, 2, 1, 1, last, 0};
}
constexpr std::uint8_t kSysDescr = 1;
constexpr std::uint8_t kSysObjectId = 2;
constexpr std::uint8_t kSysName = 5;

ByteString request_id() {
    Writer out;
    out.u32(kRequestId);
    return element(kInteger, out.take());
}

ByteString get_pdu(const ByteString& bindings) {
    return element(kGetRequest,
                   joined({request_id(), small_integer(0), small_integer(0), element(kSequence, bindings)}));
}

std::string object_id_text(Bytes body) {
    if (body.empty() || body.size() > kObjectIdBytes) return {};
    std::string text;
    std::uint64_t part = 0;
    bool first = true;
    for (const std::uint8_t byte : body) {
        if (part > 0xFFFFFFFFU) return {};
        part = (part << 7U) | (byte & 0x7FU);
        if ((byte & 0x80U) != 0) continue;
        if (first) {
            const std::uint64_t root = part < 40 ? 0 : part < 80 ? 1 : 2;
            text = std::to_string(root) + "." + std::to_string(part - root * 40);
            first = false;
        } else {
            text += "." + std::to_string(part);
        }
        part = 0;
    }
    return text;
}

bool same(Bytes a, const ByteString& b) {
    return base::as_text(a) == base::as_text(b);
}

bool read_binding(Reader& list, Info& info) {
    Reader binding(expect(list, kSequence));
    const Bytes name = expect(binding, kObjectId);
    const Element value = read_element(binding);
    if (!list.ok() || !binding.ok()) return false;
    const auto text = [&] { return base::printable(base::trim(base::as_text(value.body)), kTextLimit); };
    if (value.tag == kOctetString && same(name, system_object(kSysDescr))) info.sys_descr = text();
    if (value.tag == kOctetString && same(name, system_object(kSysName))) info.sys_name = text();
    if (value.tag == kObjectId && same(name, system_object(kSysObjectId)))
        info.sys_object_id = object_id_text(value.body);
    return true;
}

// RFC 3416 section 3: request-id, error-status, error-index, bindings.
bool read_pdu(Bytes body, Info& info) {
    Reader pdu(body);
    const auto id = read_integer(pdu);
    const auto status = read_integer(pdu);
    const auto index = read_integer(pdu);
    Reader list(expect(pdu, kSequence));
    if (!pdu.ok() || !id || !status || !index || *status < 0 || *status > 18) return false;
    info.ours = info.ours || *id == kRequestId;
    for (std::size_t i = 0; i < kBindingsLimit && !list.empty(); ++i)
        if (!read_binding(list, info)) return false;
    return true;
}

// RFC 3412 section 6 and RFC 3414 section 2.4.
bool read_v3(Reader& message, Info& info) {
    Reader header(expect(message, kSequence));
    const auto id = read_integer(header);
    const auto size = read_integer(header);
    const Bytes flags = expect(header, kOctetString);
    const auto model = read_integer(header);
    Reader parameters(expect(message, kOctetString));
    if (!message.ok() || !header.ok() || !id || !size || !model || flags.size() != 1) return false;
    info.ours = *id == kRequestId;
    constexpr std::int64_t kUserBasedModel = 3;
    if (*model != kUserBasedModel) return true;
    Reader security(expect(parameters, kSequence));
    const Bytes engine = expect(security, kOctetString);
    if (!parameters.ok() || !security.ok() || engine.size() > kEngineIdLimit) return false;
    info.engine_id = base::to_hex(engine);
    return true;
}

Match recognise(Bytes reply) {
    const auto info = parse_info(reply);
    if (!info) return Match::no;
    return info->ours ? Match::sure : Match::maybe;
}

ByteString probe() {
    return get_request(Version::v2c);
}

ByteString probe_v1() {
    return get_request(Version::v1);
}

}  // namespace

ByteString get_request(Version version) {
    ByteString bindings;
    for (const std::uint8_t object : {kSysDescr, kSysObjectId, kSysName}) {
        const ByteString binding =
            element(kSequence, joined({element(kObjectId, system_object(object)), element(kNull, {})}));
        bindings.insert(bindings.end(), binding.begin(), binding.end());
    }
    return element(kSequence, joined({small_integer(static_cast<std::uint8_t>(version)),
                                      element(kOctetString, base::to_bytes("public")), get_pdu(bindings)}));
}

ByteString engine_discovery() {
    const ByteString nothing = element(kOctetString, {});
    constexpr std::uint8_t kReportable = 4;
    const ByteString header = element(
        kSequence, joined({request_id(), element(kInteger, ByteString{0x00, 0xFF, 0xE3}),  // we take 65507 bytes
                           element(kOctetString, ByteString{kReportable}), small_integer(3)}));
    const ByteString security =
        element(kSequence, joined({nothing, small_integer(0), small_integer(0), nothing, nothing, nothing}));
    const ByteString scoped = element(kSequence, joined({nothing, nothing, get_pdu({})}));
    return element(kSequence, joined({small_integer(3), header, element(kOctetString, security), scoped}));
}

Result<Info> parse_info(Bytes reply) {
    Reader outer(reply);
    Reader message(expect(outer, kSequence));
    const auto version = read_integer(message);
    if (!outer.ok() || !message.ok() || !version) return base::fail(Errc::not_spoken, "no SNMP message");
    Info info;
    if (*version == 3) {
        info.version = Version::v3;
        if (!read_v3(message, info)) return base::fail(Errc::malformed, "SNMPv3 message with a broken header");
        return info;
    }
    if (*version != 0 && *version != 1) return base::fail(Errc::not_spoken, "no SNMP version");
    info.version = *version == 0 ? Version::v1 : Version::v2c;
    const Bytes community = expect(message, kOctetString);
    const Bytes pdu = expect(message, kResponse);
    if (!message.ok()) return base::fail(Errc::not_spoken, "no SNMP response");
    if (!read_pdu(pdu, info)) return base::fail(Errc::malformed, "SNMP response with a broken body");
    info.public_community = base::as_text(community) == "public";
    return info;
}

Result<Facts> parse_facts(Bytes reply) {
    const auto info = parse_info(reply);
    if (!info) return tl::unexpected(info.error());
    Facts facts;
    facts.set("snmp.version", info->version == Version::v1 ? "1" : info->version == Version::v2c ? "2c" : "3");
    if (info->public_community) facts.set("snmp.community_public", true);
    if (!info->sys_descr.empty()) facts.set("snmp.sys_descr", info->sys_descr);
    if (!info->sys_name.empty()) facts.set("snmp.sys_name", info->sys_name);
    if (!info->sys_object_id.empty()) facts.set("snmp.sys_object_id", info->sys_object_id);
    if (!info->engine_id.empty()) facts.set("snmp.engine_id", info->engine_id);
    return facts;
}

namespace {

constexpr Protocol asking_with(ByteString (*request)()) {
    return {.name = "snmp",
            .transport = model::Transport::udp,
            .usual_ports = kPorts,
            .intrusion = Intrusion::query,
            .probe = request,
            .recognise = recognise,
            .parse = parse_facts,
            .reply_limit = 8192};
}

}  // namespace

const Protocol protocol = asking_with(probe);
const Protocol protocol_v1 = asking_with(probe_v1);
const Protocol protocol_v3 = asking_with(engine_discovery);

}  // namespace vigie::protocols::snmp
