// SPDX-License-Identifier: Apache-2.0
// A DNS server of a few lines for tests: zones given as text, its lies given as switches. Never in the program.
#pragma once

#include <algorithm>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "base/text.h"
#include "net/fake_dialer.h"
#include "protocols/dns/message.h"

namespace vigie::discover {

using protocols::dns::Rcode;
using protocols::dns::RecordType;

struct FakeRecord {
    std::string name;
    RecordType type;
    std::string value;  // as in a zone file: "192.0.2.1", "10 mail.x", a text
    std::uint32_t ttl = 3600;
};

class FakeDns {
public:
    // The zones for which this server says NXDOMAIN with authority; REFUSED for everything else.
    explicit FakeDns(std::vector<std::string> zones) : zones_(std::move(zones)) {}

    FakeDns& record(std::string name, RecordType type, std::string value, std::uint32_t ttl = 3600) {
        records_.push_back({std::move(name), type, std::move(value), ttl});
        return *this;
    }

    // For names below a zone that have no record: the n-th such question gets these.
    std::function<std::vector<FakeRecord>(const std::string& name, std::size_t n)> wildcard;
    bool authoritative = true;
    bool silent = false;
    bool truncate = false;            // over UDP: no records, TC
    bool refuse_edns = false;         // FORMERR when the question has additional records
    bool give_zone = false;           // answer AXFR
    bool soa_first = true;            // begin a transfer as the standard says
    std::size_t lies = 0;             // so many UDP answers come with another id
    std::size_t wrong_questions = 0;  // so many UDP answers repeat another question
    std::optional<Rcode> always;      // whatever is asked
    std::vector<std::uint16_t> ids;   // of every question
    std::vector<std::string> asked;   // "A www.ch-exemple.fr"

    // Bytes of a question -> bytes of the answer; "" = silence.
    std::string reply(const std::string& sent, bool tcp) {
        if (sent.empty() || silent) return {};
        const base::Bytes question = base::as_bytes(sent).subspan(tcp ? 2 : 0);
        const auto query = protocols::dns::parse_message(question);
        if (!query || query->questions.size() != 1) return {};
        const std::string name = query->questions[0].name;
        const RecordType type = query->questions[0].type;
        ids.push_back(query->id);
        asked.push_back(protocols::dns::name_of(type) + " " + name);
        const bool edns = question[11] != 0;

        std::vector<FakeRecord> answers;
        Rcode code = Rcode::no_error;
        if (always)
            code = *always;
        else if (refuse_edns && edns)
            code = Rcode::format_error;
        else if (type == RecordType::axfr)
            code = transfer(name, answers);
        else
            code = find(name, type, answers);
        const bool cut = truncate && !tcp;
        if (cut) answers.clear();

        base::Writer out;
        std::uint16_t id = query->id;
        if (!tcp && lies > 0 && lies-- > 0) ++id;
        const bool other = !tcp && wrong_questions > 0 && wrong_questions-- > 0;
        out.u16(id).u16(static_cast<std::uint16_t>(0x8000U | (authoritative ? 0x0400U : 0U) | (cut ? 0x0200U : 0U) |
                                                   static_cast<unsigned>(code)));
        out.u16(1).u16(static_cast<std::uint16_t>(answers.size())).u16(0).u16(0);
        write_name(out, other ? "other.example" : name);
        out.u16(static_cast<std::uint16_t>(type)).u16(static_cast<std::uint16_t>(query->questions[0].dns_class));
        for (const FakeRecord& record : answers) write_record(out, record);
        base::ByteString bytes = out.take();
        if (tcp) bytes = protocols::dns::tcp_frame(bytes);
        return std::string(base::as_text(bytes));
    }

    // At this address, over UDP and TCP.
    void serve(net::FakeDialer& dialer, const char* address) {
        for (const auto transport : {model::Transport::udp, model::Transport::tcp})
            dialer.answer(
                {*model::IpAddress::parse(address), 53, transport},
                [this, transport](const std::string& sent) { return reply(sent, transport == model::Transport::tcp); });
    }

private:
    static bool below(const std::string& name, const std::string& zone) {
        return name == zone || name.ends_with("." + zone);
    }

    Rcode find(std::string name, RecordType type, std::vector<FakeRecord>& answers) {
        const auto mine = [&](const std::string& zone) { return below(name, zone); };
        if (std::find_if(zones_.begin(), zones_.end(), mine) == zones_.end()) return Rcode::refused;
        for (int hop = 0; hop < 12; ++hop) {
            bool exists = false;
            std::string alias;
            const std::size_t before = answers.size();
            for (const FakeRecord& record : all_of(name)) {
                exists = true;
                if (record.type == type || record.type == RecordType::cname) answers.push_back(record);
                if (record.type == RecordType::cname && type != RecordType::cname) alias = record.value;
            }
            if (!exists) return Rcode::no_such_name;
            if (alias.empty() || answers.size() == before) return Rcode::no_error;
            name = alias;
            if (std::find_if(zones_.begin(), zones_.end(), mine) == zones_.end()) return Rcode::no_error;
        }
        return Rcode::no_error;
    }

    std::vector<FakeRecord> all_of(const std::string& name) {
        std::vector<FakeRecord> out;
        for (const FakeRecord& record : records_)
            if (record.name == name) out.push_back(record);
        for (const FakeRecord& record : records_)  // an empty non-terminal exists
            if (out.empty() && record.name.ends_with("." + name)) out.push_back({name, RecordType::any, "", 0});
        if (out.empty() && wildcard) out = wildcard(name, questions_++);
        return out;
    }

    Rcode transfer(const std::string& zone, std::vector<FakeRecord>& answers) {
        if (!give_zone || std::find(zones_.begin(), zones_.end(), zone) == zones_.end()) return Rcode::refused;
        std::optional<FakeRecord> soa;
        for (const FakeRecord& record : records_) {
            if (!below(record.name, zone)) continue;
            if (record.type == RecordType::soa)
                soa = record;
            else
                answers.push_back(record);
        }
        if (soa && soa_first) answers.insert(answers.begin(), *soa);
        if (soa) answers.push_back(*soa);
        return Rcode::no_error;
    }

    static void write_name(base::Writer& out, const std::string& name) {
        for (const std::string_view label : base::split(name, '.'))
            if (!label.empty()) out.u8(static_cast<std::uint8_t>(label.size())).text(label);
        out.u8(0);
    }

    static void write_record(base::Writer& out, const FakeRecord& record) {
        base::Writer data;
        switch (record.type) {
            case RecordType::a:
            case RecordType::aaaa: {
                const auto address = *model::IpAddress::parse(record.value);
                data.bytes(base::Bytes(address.bytes()).first(address.width() / 8));
                break;
            }
            case RecordType::ns:
            case RecordType::cname:
            case RecordType::ptr: write_name(data, record.value); break;
            case RecordType::mx: {
                const auto parts = base::split(record.value, ' ');
                data.u16(static_cast<std::uint16_t>(*base::parse_unsigned(parts[0])));
                write_name(data, std::string(parts[1]));
                break;
            }
            case RecordType::soa:
                write_name(data, record.value);
                write_name(data, "hostmaster.example");
                data.u32(1).u32(7200).u32(3600).u32(1209600).u32(3600);
                break;
            case RecordType::caa: data.u8(0).u8(5).text("issue").text(record.value); break;
            case RecordType::dnskey: data.u16(257).u8(3).u8(13).fill(64, 1); break;
            case RecordType::ds: data.u16(1).u8(13).u8(2).fill(32, 1); break;
            default: data.u8(static_cast<std::uint8_t>(record.value.size())).text(record.value); break;
        }
        write_name(out, record.name);
        const base::ByteString bytes = data.take();
        out.u16(static_cast<std::uint16_t>(record.type)).u16(1).u32(record.ttl);
        out.u16(static_cast<std::uint16_t>(bytes.size())).bytes(bytes);
    }

    std::vector<std::string> zones_;
    std::vector<FakeRecord> records_;
    std::size_t questions_ = 0;
};

}  // namespace vigie::discover
