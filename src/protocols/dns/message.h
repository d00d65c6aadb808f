// SPDX-License-Identifier: Apache-2.0
// DNS messages: questions out, answers in (RFC 1035, EDNS RFC 6891). A wrapper around ldns that knows no socket.
// A message is whatever a hostile server chose to send: sizes are bounded, a broken one is an Error, and nothing
// here follows, trusts or repeats it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"

namespace vigie::protocols::dns {

enum class RecordType : std::uint16_t {
    a = 1,
    ns = 2,
    cname = 5,
    soa = 6,
    ptr = 12,
    mx = 15,
    txt = 16,
    aaaa = 28,
    srv = 33,
    dname = 39,
    ds = 43,
    rrsig = 46,
    dnskey = 48,
    nsec3param = 51,
    axfr = 252,
    any = 255,
    caa = 257
};
enum class RecordClass : std::uint16_t { internet = 1, chaos = 3 };

enum class Rcode : std::uint8_t {
    no_error = 0,
    format_error = 1,
    server_failure = 2,
    no_such_name = 3,
    not_implemented = 4,
    refused = 5,
    not_authoritative = 9
};

// "A", "CAA", "TYPE65280".
std::string name_of(RecordType type);
// "NOERROR", "SERVFAIL", "RCODE11".
std::string name_of(Rcode code);

struct Question {
    std::string name;  // lower case, no final dot; "" is the root
    RecordType type = RecordType::a;
    RecordClass dns_class = RecordClass::internet;
};

struct Record {
    std::string name;  // lower case, no final dot
    RecordType type = RecordType::a;
    RecordClass dns_class = RecordClass::internet;
    std::uint32_t ttl = 0;
    std::string rdata;   // presentation form: "192.0.2.1", "10 mx.example.", "0 issue \"ca.example\""
    std::string text;    // TXT only: its strings joined, made printable
    std::string target;  // NS, CNAME, DNAME, PTR, MX, SRV, and the primary server of SOA: lower case, no final dot
};

struct Message {
    std::uint16_t id = 0;
    Rcode rcode = Rcode::no_error;
    bool authoritative = false;        // AA
    bool recursion_available = false;  // RA
    bool truncated = false;            // TC
    bool response = false;             // QR
    std::vector<Question> questions;
    std::vector<Record> answers;
    std::vector<Record> authority;
    std::vector<Record> additional;   // without the OPT record
    std::size_t claimed_answers = 0;  // the header's count; more than answers.size() when the cap below cut it
};

// No more records than this are read from one message; the rest is dropped.
inline constexpr std::size_t kRecordLimit = 1024;
// What a well-behaved server may send in one datagram (the DNS flag day value).
inline constexpr std::uint16_t kUdpSize = 1232;

// One question as bytes. udp_size 0 leaves EDNS out. Empty when name is not a domain name (too long, empty label).
base::ByteString query(std::string_view name, RecordType type, bool recursion_desired, std::uint16_t id,
                       RecordClass dns_class = RecordClass::internet, std::uint16_t udp_size = 0);

// What else a question may say.
struct QueryOptions {
    bool recursion_desired = false;  // RD
    bool unchecked = false;          // CD: a validating resolver gives what it would refuse
    bool signatures = false;         // DO: with the DNSSEC records; needs a udp_size
    std::uint16_t udp_size = kUdpSize;
};
base::ByteString query(std::string_view name, RecordType type, std::uint16_t id, const QueryOptions& options);

// Errors: not_spoken (too short for a header), malformed, limit (longer than 65,535 bytes).
base::Result<Message> parse_message(base::Bytes bytes);

// The same message with the length in front, as sent over TCP (RFC 1035 4.2.2).
base::ByteString tcp_frame(base::ByteString message);
// Takes the first whole message off a TCP stream: nothing until all its bytes are there. consumed = with its frame.
struct Framed {
    base::ByteString message;
    std::size_t consumed = 0;
};
std::optional<Framed> first_framed(base::Bytes stream);

}  // namespace vigie::protocols::dns
