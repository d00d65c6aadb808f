// SPDX-License-Identifier: Apache-2.0
#include "protocols/dns/message.h"

#include <algorithm>
#include <memory>

#include <ldns/ldns.h>

#include "base/text.h"
#include "protocols/dns/owned.h"

namespace vigie::protocols::dns {
namespace {

using base::Bytes;
using base::ByteString;
using base::Errc;
using base::fail;
using base::Result;

constexpr std::size_t kHeaderSize = 12;
constexpr std::size_t kMessageLimit = 65535;
constexpr std::size_t kNameLimit = 1024;   // 255 bytes on the wire, up to four characters each
constexpr std::size_t kRdataLimit = 4096;  // characters kept of one record
constexpr std::size_t kQuestionLimit = 4;

std::string field_text(const ldns_rdf* field) {
    if (field == nullptr) return {};
    const Owned<char> text(ldns_rdf2str(field));
    return text ? std::string(text.get()) : std::string{};
}

std::string name_text(const ldns_rdf* field) {
    std::string name = base::to_lower(field_text(field));
    if (name.ends_with('.')) name.pop_back();  // the root label; a dot inside a label comes escaped
    return name;
}

// Which field of the record is a host name that somebody may want to follow.
std::optional<std::size_t> target_field(RecordType type) {
    switch (type) {
        case RecordType::ns:
        case RecordType::cname:
        case RecordType::dname:
        case RecordType::ptr:
        case RecordType::soa: return 0;
        case RecordType::mx: return 1;
        case RecordType::srv: return 3;
        default: return std::nullopt;
    }
}

std::string joined_strings(const ldns_rr& record) {
    std::string all;
    for (std::size_t i = 0; i < ldns_rr_rd_count(&record) && all.size() < kRdataLimit; ++i) {
        const ldns_rdf* field = ldns_rr_rdf(&record, i);
        const Bytes bytes(ldns_rdf_data(field), ldns_rdf_size(field));
        if (!bytes.empty()) all += base::as_text(bytes.subspan(1));  // the first byte is the length
    }
    return base::printable(all, kRdataLimit);
}

Record read_record(const ldns_rr& in) {
    Record out;
    out.name = name_text(ldns_rr_owner(&in));
    out.type = static_cast<RecordType>(ldns_rr_get_type(&in));
    out.dns_class = static_cast<RecordClass>(ldns_rr_get_class(&in));
    out.ttl = ldns_rr_ttl(&in);
    const std::size_t fields = ldns_rr_rd_count(&in);
    for (std::size_t i = 0; i < fields && out.rdata.size() < kRdataLimit; ++i) {
        if (i > 0) out.rdata += ' ';
        out.rdata += field_text(ldns_rr_rdf(&in, i));
    }
    out.rdata = base::printable(out.rdata, kRdataLimit);
    if (out.type == RecordType::txt) out.text = joined_strings(in);
    if (const auto field = target_field(out.type); field && *field < fields)
        out.target = name_text(ldns_rr_rdf(&in, *field));
    return out;
}

std::vector<Record> read_section(const ldns_rr_list* list) {
    std::vector<Record> out;
    if (list == nullptr) return out;
    const std::size_t count = std::min(ldns_rr_list_rr_count(list), kRecordLimit);
    out.reserve(count);
    for (std::size_t i = 0; i < count; ++i) out.push_back(read_record(*ldns_rr_list_rr(list, i)));
    return out;
}

// Lowers the header's counts so that at most kRecordLimit records are ever parsed; false when a count of questions
// is one that no server sends.
bool cap_counts(ByteString& message) {
    base::Reader reader(message);
    reader.skip(4);
    const std::uint16_t questions = reader.u16();
    std::size_t left = kRecordLimit;
    for (std::size_t position = 6; position < kHeaderSize; position += 2) {
        const std::size_t kept = std::min<std::size_t>(left, reader.u16());
        message[position] = static_cast<std::uint8_t>(kept >> 8U);
        message[position + 1] = static_cast<std::uint8_t>(kept);
        left -= kept;
    }
    return questions <= kQuestionLimit;
}

}  // namespace

std::string name_of(RecordType type) {
    const ldns_rr_descriptor* descriptor = ldns_rr_descript(static_cast<std::uint16_t>(type));
    if (type == RecordType::axfr) return "AXFR";
    if (type == RecordType::any) return "ANY";
    if (descriptor == nullptr || descriptor->_name == nullptr)
        return "TYPE" + std::to_string(static_cast<unsigned>(type));
    return descriptor->_name;
}

std::string name_of(Rcode code) {
    switch (code) {
        case Rcode::no_error: return "NOERROR";
        case Rcode::format_error: return "FORMERR";
        case Rcode::server_failure: return "SERVFAIL";
        case Rcode::no_such_name: return "NXDOMAIN";
        case Rcode::not_implemented: return "NOTIMP";
        case Rcode::refused: return "REFUSED";
        case Rcode::not_authoritative: return "NOTAUTH";
    }
    return "RCODE" + std::to_string(static_cast<unsigned>(code));
}

namespace {

ByteString build_query(std::string_view name, RecordType type, std::uint16_t id, RecordClass dns_class,
                       const QueryOptions& options) {
    if (name.size() > kNameLimit || name.find('\0') != std::string_view::npos) return {};
    const std::string terminated =
        name.empty() || name.ends_with('.') ? std::string(name) + (name.empty() ? "." : "") : std::string(name) + ".";
    ldns_rdf* owner = ldns_dname_new_frm_str(terminated.c_str());
    if (owner == nullptr) return {};
    const auto flags =
        static_cast<std::uint16_t>((options.recursion_desired ? LDNS_RD : 0) | (options.unchecked ? LDNS_CD : 0));
    const Owned<ldns_pkt> packet(ldns_pkt_query_new(owner, static_cast<ldns_rr_type>(type),
                                                    static_cast<ldns_rr_class>(dns_class), flags));  // takes owner
    if (!packet) {
        ldns_rdf_deep_free(owner);
        return {};
    }
    ldns_pkt_set_id(packet.get(), id);
    if (options.udp_size > 0) ldns_pkt_set_edns_udp_size(packet.get(), options.udp_size);
    if (options.udp_size > 0 && options.signatures) ldns_pkt_set_edns_do(packet.get(), true);
    std::uint8_t* wire = nullptr;
    std::size_t size = 0;
    if (ldns_pkt2wire(&wire, packet.get(), &size) != LDNS_STATUS_OK) return {};
    const Owned<std::uint8_t> owned(wire);
    const Bytes bytes(wire, size);
    return ByteString(bytes.begin(), bytes.end());
}

}  // namespace

ByteString query(std::string_view name, RecordType type, bool recursion_desired, std::uint16_t id,
                 RecordClass dns_class, std::uint16_t udp_size) {
    return build_query(name, type, id, dns_class, {.recursion_desired = recursion_desired, .udp_size = udp_size});
}

ByteString query(std::string_view name, RecordType type, std::uint16_t id, const QueryOptions& options) {
    return build_query(name, type, id, RecordClass::internet, options);
}

Result<Message> parse_message(Bytes bytes) {
    if (bytes.size() < kHeaderSize) return fail(Errc::not_spoken, "too short for a DNS header");
    if (bytes.size() > kMessageLimit) return fail(Errc::limit, "a DNS message longer than 65535 bytes");
    ByteString bounded(bytes.begin(), bytes.end());
    base::Reader header(bytes);
    header.skip(6);
    const std::size_t claimed = header.u16();
    if (!cap_counts(bounded)) return fail(Errc::malformed, "a DNS message with an absurd number of questions");

    ldns_pkt* parsed = nullptr;
    const ldns_status status = ldns_wire2pkt(&parsed, bounded.data(), bounded.size());
    const Owned<ldns_pkt> packet(parsed);
    if (status != LDNS_STATUS_OK || !packet)
        return fail(Errc::malformed, std::string("not a DNS message: ") + ldns_get_errorstr_by_id(status));

    Message out;
    out.id = ldns_pkt_id(packet.get());
    out.rcode = static_cast<Rcode>(ldns_pkt_get_rcode(packet.get()));
    out.authoritative = ldns_pkt_aa(packet.get());
    out.recursion_available = ldns_pkt_ra(packet.get());
    out.truncated = ldns_pkt_tc(packet.get());
    out.response = ldns_pkt_qr(packet.get());
    out.claimed_answers = claimed;
    const ldns_rr_list* questions = ldns_pkt_question(packet.get());
    for (std::size_t i = 0; questions != nullptr && i < ldns_rr_list_rr_count(questions); ++i) {
        const ldns_rr* question = ldns_rr_list_rr(questions, i);
        out.questions.push_back({name_text(ldns_rr_owner(question)),
                                 static_cast<RecordType>(ldns_rr_get_type(question)),
                                 static_cast<RecordClass>(ldns_rr_get_class(question))});
    }
    out.answers = read_section(ldns_pkt_answer(packet.get()));
    out.authority = read_section(ldns_pkt_authority(packet.get()));
    out.additional = read_section(ldns_pkt_additional(packet.get()));
    return out;
}

ByteString tcp_frame(ByteString message) {
    if (message.size() > kMessageLimit) message.resize(kMessageLimit);
    base::Writer writer;
    writer.u16(static_cast<std::uint16_t>(message.size())).bytes(message);
    return writer.take();
}

std::optional<Framed> first_framed(Bytes stream) {
    base::Reader reader(stream);
    const std::size_t length = reader.u16();
    const Bytes body = reader.bytes(length);
    if (!reader.ok()) return std::nullopt;
    return Framed{ByteString(body.begin(), body.end()), length + 2};
}

}  // namespace vigie::protocols::dns
