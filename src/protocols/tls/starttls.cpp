// SPDX-License-Identifier: Apache-2.0
#include "protocols/tls/starttls.h"

#include <algorithm>
#include <array>

#include "base/text.h"

namespace vigie::protocols::tls {
namespace {

using base::as_text;
using base::Reader;
using base::to_bytes;
using base::Writer;

constexpr std::size_t kLinesLimit = 200;

bool has_word(Bytes reply, std::string_view word) {
    return base::to_lower(as_text(reply)).find(word) != std::string::npos;
}

bool ends_line(Bytes reply) {
    return !reply.empty() && reply.back() == '\n';
}

// The last whole line of a reply of numbered lines (SMTP, FTP, NNTP): "250-..." goes on, "250 ..." ends it.
std::string_view last_line(Bytes reply) {
    Reader reader(reply);
    std::string_view last;
    for (std::size_t i = 0; i < kLinesLimit && !reader.empty(); ++i) last = reader.line();
    return last;
}

bool numbered_whole(Bytes reply) {
    if (!ends_line(reply)) return false;
    const std::string_view line = last_line(reply);
    const bool number =
        line.size() >= 3 && std::all_of(line.begin(), line.begin() + 3, [](char c) { return c >= '0' && c <= '9'; });
    return !number || line.size() == 3 || line[3] == ' ';
}

Upgrade numbered(Bytes reply, std::string_view wanted) {
    const std::string_view line = last_line(reply);
    if (line.size() < 3 || line[0] < '1' || line[0] > '5') return Upgrade::foreign;
    return line.starts_with(wanted) ? Upgrade::go_on : Upgrade::refused;
}

Upgrade code_220(Bytes reply) {
    return numbered(reply, "220");
}
// A greeting that turns us away ("421 too many connections") says nothing about TLS.
Upgrade greeting_220(Bytes reply) {
    return numbered(reply, "220") == Upgrade::go_on ? Upgrade::go_on : Upgrade::foreign;
}
Upgrade code_234(Bytes reply) {
    return numbered(reply, "234");
}
Upgrade code_382(Bytes reply) {
    return numbered(reply, "382");
}
Upgrade nntp_greeting(Bytes reply) {
    return numbered(reply, "20") == Upgrade::go_on ? Upgrade::go_on : Upgrade::foreign;
}
Upgrade smtp_offers(Bytes reply) {
    const Upgrade answer = numbered(reply, "250");
    if (answer != Upgrade::go_on) return answer;
    return has_word(reply, "starttls") ? Upgrade::go_on : Upgrade::refused;
}

ByteString ehlo(std::string_view) {
    return to_bytes("EHLO audit.invalid\r\n");
}
ByteString starttls_line(std::string_view) {
    return to_bytes("STARTTLS\r\n");
}
ByteString auth_tls(std::string_view) {
    return to_bytes("AUTH TLS\r\n");
}

constexpr std::array kSmtp{UpgradeStep{nullptr, numbered_whole, greeting_220},
                           UpgradeStep{ehlo, numbered_whole, smtp_offers},
                           UpgradeStep{starttls_line, numbered_whole, code_220}};
constexpr std::array kFtp{UpgradeStep{nullptr, numbered_whole, greeting_220},
                          UpgradeStep{auth_tls, numbered_whole, code_234}};
constexpr std::array kNntp{UpgradeStep{nullptr, numbered_whole, nntp_greeting},
                           UpgradeStep{starttls_line, numbered_whole, code_382}};

// IMAP (RFC 3501 6.2.1).
ByteString imap_starttls(std::string_view) {
    return to_bytes("a1 STARTTLS\r\n");
}
bool imap_tagged(Bytes reply) {
    return ends_line(reply) && (as_text(reply).starts_with("a1 ") || as_text(reply).find("\na1 ") != std::string::npos);
}
Upgrade imap_greeting(Bytes reply) {
    return as_text(reply).starts_with("* ") ? Upgrade::go_on : Upgrade::foreign;
}
Upgrade imap_ready(Bytes reply) {
    return has_word(reply, "a1 ok") ? Upgrade::go_on : Upgrade::refused;
}
constexpr std::array kImap{UpgradeStep{nullptr, ends_line, imap_greeting},
                           UpgradeStep{imap_starttls, imap_tagged, imap_ready}};

// POP3 (RFC 2595 section 4).
ByteString stls(std::string_view) {
    return to_bytes("STLS\r\n");
}
Upgrade pop3_greeting(Bytes reply) {
    return as_text(reply).starts_with("+OK") ? Upgrade::go_on : Upgrade::foreign;
}
Upgrade pop3_ready(Bytes reply) {
    return as_text(reply).starts_with("+OK") ? Upgrade::go_on : Upgrade::refused;
}
constexpr std::array kPop3{UpgradeStep{nullptr, ends_line, pop3_greeting}, UpgradeStep{stls, ends_line, pop3_ready}};

// ManageSieve (RFC 5804 2.2): capabilities, then OK.
bool sieve_whole(Bytes reply) {
    if (!ends_line(reply)) return false;
    const std::string_view line = last_line(reply);
    return line.starts_with("OK") || line.starts_with("NO") || line.starts_with("BYE");
}
Upgrade sieve_offers(Bytes reply) {
    if (!has_word(reply, "\"implementation\"")) return Upgrade::foreign;
    return has_word(reply, "\"starttls\"") ? Upgrade::go_on : Upgrade::refused;
}
Upgrade sieve_ready(Bytes reply) {
    return last_line(reply).starts_with("OK") ? Upgrade::go_on : Upgrade::refused;
}
constexpr std::array kSieve{UpgradeStep{nullptr, sieve_whole, sieve_offers},
                            UpgradeStep{starttls_line, sieve_whole, sieve_ready}};

// LDAP (RFC 4511 4.14): the extended request 1.3.6.1.4.1.1466.20037.
ByteString ldap_starttls(std::string_view) {
    constexpr std::string_view kOid = "1.3.6.1.4.1.1466.20037";
    const auto length = static_cast<std::uint8_t>(kOid.size());
    Writer out;
    out.u8(0x30).u8(static_cast<std::uint8_t>(length + 7)).u8(0x02).u8(1).u8(1);
    out.u8(0x77).u8(static_cast<std::uint8_t>(length + 2)).u8(0x80).u8(length).text(kOid);
    return out.take();
}
// A BER length; more than two bytes of it is more than we read.
std::size_t ber_length(Reader& reader) {
    const std::uint8_t first = reader.u8();
    if (first < 0x80) return first;
    if (first == 0x81) return reader.u8();
    if (first == 0x82) return reader.u16();
    if (first == 0x84) return reader.u32();  // Active Directory writes four bytes
    reader.fail();
    return 0;
}
bool ldap_whole(Bytes reply) {
    Reader reader(reply);
    if (reader.u8() != 0x30 && reader.ok()) return true;
    const std::size_t length = ber_length(reader);
    return reader.ok() && (length > kUpgradeReplyLimit || reader.remaining() >= length);
}
Upgrade ldap_ready(Bytes reply) {
    Reader reader(reply);
    if (reader.u8() != 0x30) return Upgrade::foreign;
    (void)ber_length(reader);
    if (reader.u8() != 0x02) return Upgrade::foreign;
    reader.skip(ber_length(reader));
    if (reader.u8() != 0x78) return Upgrade::foreign;
    (void)ber_length(reader);
    if (reader.u8() != 0x0A) return Upgrade::foreign;
    const std::size_t width = ber_length(reader);
    const std::uint8_t code = reader.u8();
    if (!reader.ok() || width != 1) return Upgrade::foreign;
    return code == 0 ? Upgrade::go_on : Upgrade::refused;
}
constexpr std::array kLdap{UpgradeStep{ldap_starttls, ldap_whole, ldap_ready}};

// XMPP (RFC 6120 section 5).
ByteString xmpp_open(std::string_view server_name) {
    std::string name;  // whatever is no host name stays out of the XML
    for (const char c : server_name)
        if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' || c == '-')
            name += c;
    return to_bytes(
        "<?xml version='1.0'?><stream:stream xmlns='jabber:client' "
        "xmlns:stream='http://etherx.jabber.org/streams' to='" +
        (name.empty() ? std::string("localhost") : name) + "' version='1.0'>");
}
ByteString xmpp_starttls(std::string_view) {
    return to_bytes("<starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>");
}
bool xmpp_features(Bytes reply) {
    return has_word(reply, "</stream:features>") || has_word(reply, "</stream:stream>") ||
           has_word(reply, "<stream:features/>");
}
bool xmpp_answer(Bytes reply) {
    return has_word(reply, "<proceed") || has_word(reply, "<failure");
}
Upgrade xmpp_offers(Bytes reply) {
    if (!has_word(reply, "<stream:stream")) return Upgrade::foreign;
    return has_word(reply, "urn:ietf:params:xml:ns:xmpp-tls") ? Upgrade::go_on : Upgrade::refused;
}
Upgrade xmpp_ready(Bytes reply) {
    return has_word(reply, "<proceed") ? Upgrade::go_on : Upgrade::refused;
}
constexpr std::array kXmpp{UpgradeStep{xmpp_open, xmpp_features, xmpp_offers},
                           UpgradeStep{xmpp_starttls, xmpp_answer, xmpp_ready}};

// PostgreSQL: SSLRequest, answered by one letter.
ByteString postgresql_request(std::string_view) {
    return Writer().u32(8).u32(80877103).take();
}
bool any(Bytes reply) {
    return !reply.empty();
}
Upgrade postgresql_ready(Bytes reply) {
    if (reply[0] == 'S') return Upgrade::go_on;
    return reply[0] == 'N' || reply[0] == 'E' ? Upgrade::refused : Upgrade::foreign;
}
constexpr std::array kPostgresql{UpgradeStep{postgresql_request, any, postgresql_ready}};

// MySQL: the greeting says whether TLS is there; the short form of the login packet asks for it.
bool mysql_whole(Bytes reply) {
    Reader reader(reply);
    const std::size_t length = reader.u8() | (static_cast<std::size_t>(reader.u16_le()) << 8U);
    reader.skip(1);
    return reader.ok() && (length > kUpgradeReplyLimit || reader.remaining() >= length);
}
Upgrade mysql_greeting(Bytes reply) {
    constexpr std::uint16_t kSsl = 0x0800;
    Reader reader(reply);
    reader.skip(4);
    const std::uint8_t protocol = reader.u8();
    if (!reader.ok()) return Upgrade::foreign;
    if (protocol != 10) return Upgrade::foreign;  // also 0xFF: "Host ... is not allowed to connect"
    (void)reader.text_until(0);
    reader.skip(4 + 8 + 1);
    const std::uint16_t capabilities = reader.u16_le();
    if (!reader.ok()) return Upgrade::foreign;
    return (capabilities & kSsl) != 0 ? Upgrade::go_on : Upgrade::refused;
}
ByteString mysql_request(std::string_view) {
    constexpr std::uint32_t kCapabilities = 0x0000'0001 | 0x0000'0200 | 0x0000'0800 | 0x0000'8000;
    Writer out;
    out.u8(32).u8(0).u8(0).u8(1).u32_le(kCapabilities).u32_le(1U << 24U).u8(33).fill(23, 0);
    return out.take();
}
constexpr std::array kMysql{UpgradeStep{nullptr, mysql_whole, mysql_greeting},
                            UpgradeStep{mysql_request, nullptr, nullptr}};

// RDP (MS-RDPBCGR 2.2.1.1): TLS or NLA, which begins with TLS.
ByteString rdp_request(std::string_view) {
    return Writer().u8(3).u8(0).u16(19).u8(14).u8(0xE0).u16(0).u16(0).u8(0).u8(1).u8(0).u16_le(8).u32_le(3).take();
}
bool rdp_whole(Bytes reply) {
    Reader reader(reply);
    const std::uint8_t version = reader.u8();
    reader.skip(1);
    const std::size_t length = reader.u16();
    return reader.ok() && (version != 3 || reply.size() >= length);
}
Upgrade rdp_ready(Bytes reply) {
    Reader reader(reply);
    if (reader.u8() != 3) return Upgrade::foreign;
    reader.skip(4);
    if (reader.u8() != 0xD0) return Upgrade::foreign;
    reader.skip(5);
    const std::uint8_t type = reader.u8();
    reader.skip(3);
    const std::uint32_t selected = reader.u32_le();
    return reader.ok() && type == 2 && (selected == 1 || selected == 2) ? Upgrade::go_on : Upgrade::refused;
}
constexpr std::array kRdp{UpgradeStep{rdp_request, rdp_whole, rdp_ready}};

constexpr std::array kAll{StartTls{"smtp", kSmtp},   StartTls{"imap", kImap}, StartTls{"pop3", kPop3},
                          StartTls{"ftp", kFtp},     StartTls{"nntp", kNntp}, StartTls{"sieve", kSieve},
                          StartTls{"ldap", kLdap},   StartTls{"xmpp", kXmpp}, StartTls{"postgresql", kPostgresql},
                          StartTls{"mysql", kMysql}, StartTls{"rdp", kRdp}};

}  // namespace

const StartTls* starttls_of(std::string_view protocol) {
    const auto found =
        std::find_if(kAll.begin(), kAll.end(), [&](const StartTls& one) { return one.protocol == protocol; });
    return found == kAll.end() ? nullptr : &*found;
}

const StartTls* starttls_by_port(model::Port port) {
    switch (port) {
        case 110: return starttls_of("pop3");
        case 119: return starttls_of("nntp");
        case 143: return starttls_of("imap");
        case 389:
        case 3268: return starttls_of("ldap");
        case 4190: return starttls_of("sieve");
        case 5222: return starttls_of("xmpp");
        default: return nullptr;
    }
}

std::span<const StartTls> all_upgrades() {
    return kAll;
}

}  // namespace vigie::protocols::tls
