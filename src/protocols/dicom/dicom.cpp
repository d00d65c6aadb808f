// SPDX-License-Identifier: Apache-2.0
#include "protocols/dicom/dicom.h"

#include <array>

#include "base/text.h"

namespace vigie::protocols::dicom {
namespace {

using base::Errc;
using base::Reader;
using base::Writer;

constexpr std::size_t kTitleSize = 16;
constexpr std::size_t kItemsLimit = 256;
constexpr std::size_t kFragmentsLimit = 8;
constexpr std::size_t kElementsLimit = 32;
constexpr std::size_t kUidLimit = 64;
constexpr std::size_t kPduLimit = 1U << 20U;
constexpr std::array<model::Port, 6> kPorts{104, 11112, 4242, 2761, 2345, 5678};

constexpr std::string_view kApplicationContext = "1.2.840.10008.3.1.1.1";
constexpr std::string_view kVerification = "1.2.840.10008.1.1";
constexpr std::string_view kImplicitLittleEndian = "1.2.840.10008.1.2";
// 2.25 and a random UUID as an integer (PS3.5 B.2): nobody else's root.
constexpr std::string_view kImplementationUid = "2.25.128433527729211344382098586867633268315";
constexpr std::string_view kImplementationVersion = "VIGIE_01";

enum Pdu : std::uint8_t {
    kAssociateRequest = 1,
    kAssociateAccept = 2,
    kAssociateReject = 3,
    kData = 4,
    kReleaseRequest = 5,
    kAbort = 7
};
enum Item : std::uint8_t {
    kContextProposed = 0x20,
    kContextResult = 0x21,
    kAbstractSyntax = 0x30,
    kTransferSyntax = 0x40,
    kUserInformation = 0x50,
    kMaximumLength = 0x51,
    kUidItem = 0x52,
    kVersionItem = 0x55
};

ByteString pdu(std::uint8_t type, const ByteString& body) {
    Writer out;
    out.u8(type).u8(0).u32(static_cast<std::uint32_t>(body.size())).bytes(body);
    return out.take();
}

void item(Writer& out, std::uint8_t type, Bytes body) {
    out.u8(type).u8(0).u16(static_cast<std::uint16_t>(body.size())).bytes(body);
}

void item(Writer& out, std::uint8_t type, std::string_view body) {
    item(out, type, base::as_bytes(body));
}

void title(Writer& out, std::string_view text) {
    text = text.substr(0, kTitleSize);
    out.text(text).fill(kTitleSize - text.size(), ' ');
}

// Two-byte group and element, four-byte length, all little endian: an element of the command set (PS3.7 6.3.1).
void element(Writer& out, std::uint16_t group, std::uint16_t number, Bytes value) {
    out.u16_le(group).u16_le(number).u32_le(static_cast<std::uint32_t>(value.size())).bytes(value);
}

ByteString short_value(std::uint16_t value) {
    Writer out;
    out.u16_le(value);
    return out.take();
}

std::string trimmed(std::string_view text) {
    while (!text.empty() && (text.back() == '\0' || text.back() == ' ')) text.remove_suffix(1);
    return base::printable(base::trim(text), kUidLimit);
}

struct Header {
    std::uint8_t type = 0;
    std::size_t length = 0;
};

Header read_header(Reader& reader) {
    Header out;
    out.type = reader.u8();
    reader.skip(1);
    out.length = reader.u32();
    return out;
}

bool read_user_information(Bytes body, Accepted& accepted) {
    Reader reader(body);
    for (std::size_t i = 0; i < kItemsLimit && !reader.empty(); ++i) {
        const std::uint8_t type = reader.u8();
        reader.skip(1);
        const std::string_view value = reader.text(reader.u16());
        if (!reader.ok()) return false;
        if (type == kUidItem) accepted.implementation_uid = trimmed(value);
        if (type == kVersionItem) accepted.implementation_version = trimmed(value);
    }
    return reader.empty();
}

// PS3.8 9.3.3. Every item must fit exactly; the application context must be DICOM's own.
std::optional<Accepted> read_accept(Bytes body) {
    Reader reader(body);
    Accepted accepted;
    const std::uint16_t version = reader.u16();
    reader.skip(2);
    accepted.called_title = trimmed(reader.text(kTitleSize));
    reader.skip(kTitleSize + 32);
    bool context_seen = false;
    for (std::size_t i = 0; i < kItemsLimit && !reader.empty(); ++i) {
        const std::uint8_t type = reader.u8();
        reader.skip(1);
        const Bytes value = reader.bytes(reader.u16());
        if (!reader.ok()) return std::nullopt;
        if (type == 0x10) context_seen = trimmed(base::as_text(value)) == kApplicationContext;
        if (type == kContextResult && value.size() >= 4 && value[2] == 0) accepted.verification = true;
        if (type == kUserInformation && !read_user_information(value, accepted)) return std::nullopt;
    }
    if (!reader.ok() || !reader.empty() || (version & 1U) == 0 || !context_seen) return std::nullopt;
    return accepted;
}

std::optional<Rejected> read_reject(Bytes body) {
    Reader reader(body);
    Rejected out;
    reader.skip(1);
    out.result = reader.u8();
    out.source = reader.u8();
    out.reason = reader.u8();
    if (!reader.ok() || !reader.empty() || out.result < 1 || out.result > 2 || out.source < 1 || out.source > 3)
        return std::nullopt;
    return out;
}

Match recognise(Bytes reply) {
    const auto answer = parse_answer(reply);
    if (!answer) return Match::no;
    // Ten bytes of mostly zeros are less telling than an acceptance, but only DICOM answers our request with them.
    return Match::sure;
}

ByteString probe() {
    return associate_request(kUnknownTitle, kCallingTitle);
}

}  // namespace

ByteString associate_request(std::string_view called_title, std::string_view calling_title) {
    Writer context;
    context.u8(1).fill(3, 0);
    item(context, kAbstractSyntax, kVerification);
    item(context, kTransferSyntax, kImplicitLittleEndian);
    Writer user;
    item(user, kMaximumLength, base::from_hex("00004000"));
    item(user, kUidItem, kImplementationUid);
    item(user, kVersionItem, kImplementationVersion);
    Writer out;
    out.u16(1).u16(0);
    title(out, called_title);
    title(out, calling_title);
    out.fill(32, 0);
    item(out, 0x10, kApplicationContext);
    item(out, kContextProposed, context.take());
    item(out, kUserInformation, user.take());
    return pdu(kAssociateRequest, out.take());
}

ByteString c_echo() {
    Writer rest;
    element(rest, 0, 0x0002, base::as_bytes(std::string_view("1.2.840.10008.1.1\0", 18)));
    element(rest, 0, 0x0100, short_value(0x0030));  // C-ECHO-RQ
    element(rest, 0, 0x0110, short_value(1));       // message identifier
    element(rest, 0, 0x0800, short_value(0x0101));  // no data set
    const ByteString elements = rest.take();
    Writer length;
    length.u32_le(static_cast<std::uint32_t>(elements.size()));
    Writer value;
    value.u8(1).u8(3);  // presentation context 1; command, last fragment
    element(value, 0, 0, length.take());
    value.bytes(elements);
    const ByteString fragment = value.take();
    Writer out;
    out.u32(static_cast<std::uint32_t>(fragment.size())).bytes(fragment);
    return pdu(kData, out.take());
}

ByteString release_request() {
    return pdu(kReleaseRequest, ByteString(4));
}
ByteString abort_message() {
    return pdu(kAbort, ByteString(4));
}

std::string Rejected::text() const {
    // PS3.8 table 9-21.
    if (source == 1) {
        if (reason == 1) return "no reason given";
        if (reason == 2) return "application context not supported";
        if (reason == 3) return "calling AE title not recognised";
        if (reason == 7) return "called AE title not recognised";
    }
    if (source == 2 && reason == 1) return "no reason given by the ACSE provider";
    if (source == 2 && reason == 2) return "protocol version not supported";
    if (source == 3 && reason == 1) return "temporary congestion";
    if (source == 3 && reason == 2) return "local limit exceeded";
    return "reason " + std::to_string(reason) + " of source " + std::to_string(source);
}

Result<Answer> parse_answer(Bytes reply) {
    Reader reader(reply);
    const Header header = read_header(reader);
    const bool known = header.type == kAssociateAccept || header.type == kAssociateReject || header.type == kAbort;
    const bool fixed = header.type != kAssociateAccept;
    constexpr std::size_t kFixedLength = 4;
    constexpr std::size_t kSmallestAccept = 68;
    if (!reader.ok() || !known || reply[1] != 0 || header.length > kPduLimit ||
        (fixed ? header.length != kFixedLength : header.length < kSmallestAccept))
        return base::fail(Errc::not_spoken, "no answer to a DICOM association request");
    const Bytes body = reader.bytes(header.length);
    if (!reader.ok()) return base::fail(Errc::malformed, "DICOM answer cut short");
    Answer answer;
    if (header.type == kAssociateAccept)
        answer.accepted = read_accept(body);
    else if (header.type == kAssociateReject)
        answer.rejected = read_reject(body);
    else
        answer.aborted = body[2] <= 2 && body[3] <= 6;
    if (!answer.accepted && !answer.rejected && !answer.aborted)
        return base::fail(Errc::not_spoken, "not the answer of a DICOM peer");
    return answer;
}

Result<std::uint16_t> parse_echo_status(Bytes reply) {
    Reader reader(reply);
    const Header header = read_header(reader);
    if (!reader.ok() || header.type != kData || header.length > kPduLimit)
        return base::fail(Errc::not_spoken, "no DICOM data after the echo");
    Reader values(reader.bytes(header.length));
    if (!reader.ok()) return base::fail(Errc::malformed, "DICOM data cut short");
    for (std::size_t i = 0; i < kFragmentsLimit && !values.empty(); ++i) {
        Reader fragment(values.bytes(values.u32()));
        fragment.skip(1);
        const std::uint8_t control = fragment.u8();
        if (!values.ok() || !fragment.ok()) break;
        if ((control & 1U) == 0) continue;  // data set, not command
        std::optional<std::uint16_t> command;
        std::optional<std::uint16_t> status;
        for (std::size_t j = 0; j < kElementsLimit && !fragment.empty(); ++j) {
            const std::uint16_t group = fragment.u16_le();
            const std::uint16_t number = fragment.u16_le();
            Reader value(fragment.bytes(fragment.u32_le()));
            if (!fragment.ok() || group != 0) break;
            if (number == 0x0100) command = value.u16_le();
            if (number == 0x0900) status = value.u16_le();
        }
        constexpr std::uint16_t kEchoResponse = 0x8030;
        if (command == kEchoResponse && status) return *status;
    }
    return base::fail(Errc::malformed, "DICOM data without the status of an echo");
}

bool complete(Bytes reply) {
    Reader reader(reply);
    const Header header = read_header(reader);
    if (!reader.ok()) return false;
    return header.type == 0 || header.type > kAbort || header.length > kPduLimit || reader.remaining() >= header.length;
}

Result<Facts> parse_facts(Bytes reply) {
    const auto answer = parse_answer(reply);
    if (!answer) return tl::unexpected(answer.error());
    Facts facts;
    facts.set("dicom.accepted", answer->accepted.has_value());
    if (answer->accepted) {
        const Accepted& accepted = *answer->accepted;
        if (accepted.called_title == kUnknownTitle) facts.set("dicom.any_ae_title", true);
        if (!accepted.implementation_uid.empty()) facts.set("dicom.implementation_uid", accepted.implementation_uid);
        if (!accepted.implementation_version.empty())
            facts.set("dicom.implementation_version", accepted.implementation_version);
    }
    if (answer->rejected) facts.set("dicom.rejected_reason", answer->rejected->text());
    return facts;
}

const Protocol protocol = {.name = "dicom",
                           .transport = model::Transport::tcp,
                           .usual_ports = kPorts,
                           .intrusion = Intrusion::handshake,
                           .probe = probe,
                           .recognise = recognise,
                           .complete = complete,
                           .parse = parse_facts};

}  // namespace vigie::protocols::dicom
