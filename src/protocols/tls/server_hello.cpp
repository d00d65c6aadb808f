// SPDX-License-Identifier: Apache-2.0
#include "protocols/tls/server_hello.h"

#include <algorithm>
#include <array>
#include <optional>

#include "base/text.h"
#include "protocols/tls/cipher_suites.h"
#include "protocols/tls/numbers.h"

namespace vigie::protocols::tls {
namespace {

using base::Errc;
using base::Reader;

constexpr std::size_t kRecordLimit = 16384 + 2048;  // RFC 5246 6.2.3: the largest there may be
constexpr std::size_t kRecordsLimit = 64;
constexpr std::size_t kMessageLimit = 65536;
constexpr std::size_t kMessagesLimit = 16;
constexpr std::size_t kExtensionsLimit = 64;
constexpr std::size_t kChainLimit = 32;

enum Message : std::uint8_t {
    kCertificate = 11,
    kServerKeyExchange = 12,
    kCertificateRequest = 13,
    kServerHelloDone = 14,
    kCertificateStatus = 22
};

// RFC 8446 4.1.3: SHA-256 of "HelloRetryRequest".
constexpr std::array<std::uint8_t, 32> kRetryRandom{0xCF, 0x21, 0xAD, 0x74, 0xE5, 0x9A, 0x61, 0x11, 0xBE, 0x1D, 0x8C,
                                                    0x02, 0x1E, 0x65, 0xB8, 0x91, 0xC2, 0xA2, 0x11, 0x16, 0x7A, 0xBB,
                                                    0x8C, 0x5E, 0x07, 0x9E, 0x09, 0xE2, 0xC8, 0xA8, 0x33, 0x9C};

// The records, taken apart as far as they go.
struct Records {
    enum class State { open, foreign, broken } state = State::open;  // open: more may come
    ByteString handshake;                                            // payloads of handshake records, joined
    std::optional<Alert> alert;                                      // the first fatal one
    std::optional<Alert> warning;
};

bool known_alert(std::uint8_t description);

// Only as much of a header as is there is judged, so that the same code serves complete().
bool plausible_header(Bytes header) {
    const std::uint8_t type = header[0];
    if (type != kAlertRecord && type != kHandshakeRecord) return false;
    if (header.size() > 1 && header[1] != 3) return false;
    return header.size() <= 2 || header[2] <= 4;
}

Records split_records(Bytes reply) {
    Records out;
    Reader reader(reply);
    for (std::size_t i = 0; i < kRecordsLimit && !reader.empty(); ++i) {
        const Bytes tail = reply.subspan(reader.position());
        if (!plausible_header(tail.first(std::min<std::size_t>(tail.size(), 5)))) {
            // After a ServerHello other records (encrypted data) are in order: reading just ends there.
            if (i == 0) out.state = Records::State::foreign;
            return out;
        }
        const std::uint8_t type = reader.u8();
        reader.skip(2);
        const std::size_t length = reader.u16();
        if (!reader.ok()) return out;
        if (length == 0 || length > kRecordLimit || (type == kAlertRecord && length != 2)) {
            out.state = i == 0 ? Records::State::foreign : Records::State::broken;
            return out;
        }
        const Bytes payload = reader.bytes(std::min(length, reader.remaining()));
        if (type == kHandshakeRecord) {
            if (out.handshake.size() + payload.size() > kMessageLimit) {
                out.state = Records::State::broken;
                return out;
            }
            out.handshake.insert(out.handshake.end(), payload.begin(), payload.end());
        }
        if (payload.size() < length) return out;
        if (type == kAlertRecord) {
            const Alert alert{payload[0], payload[1]};
            if (alert.level < 1 || alert.level > 2 || !known_alert(alert.description)) {
                out.state = i == 0 ? Records::State::foreign : Records::State::broken;
                return out;
            }
            if (alert.level == 2) {
                out.alert = alert;
                return out;
            }
            if (!out.warning) out.warning = alert;
        }
    }
    return out;
}

struct HandshakeMessage {
    std::uint8_t type = 0;
    Bytes body;
};

// The next message, when it is there as a whole.
std::optional<HandshakeMessage> next_message(Reader& reader) {
    const std::uint8_t type = reader.u8();
    const std::uint32_t length = reader.u24();
    const Bytes body = reader.bytes(length);
    if (!reader.ok()) return std::nullopt;
    return HandshakeMessage{type, body};
}

bool read_extensions(Reader& reader, ServerHello& hello) {
    Reader list(reader.bytes(reader.u16()));
    if (!reader.ok() || !reader.empty()) return false;
    for (std::size_t i = 0; i < kExtensionsLimit && !list.empty(); ++i) {
        const std::uint16_t type = list.u16();
        Reader body(list.bytes(list.u16()));
        if (!list.ok()) return false;
        hello.extensions.push_back(type);
        if (type == 43) {
            const auto version = version_from(body.u16());
            if (!version || !body.ok()) return false;
            hello.version = *version;
        } else if (type == 51) {
            hello.group = body.u16();
        } else if (type == 16) {
            body.skip(2);
            const std::size_t length = body.u8();
            hello.alpn = base::printable(body.text(length), 64);
        }
    }
    return list.ok() && list.empty();
}

bool read_server_hello(Bytes body, ServerHello& hello) {
    Reader reader(body);
    const auto version = version_from(reader.u16());
    const Bytes random = reader.bytes(32);
    const std::size_t session = reader.u8();
    reader.skip(session);
    hello.suite = reader.u16();
    hello.compression = reader.u8();
    if (!reader.ok() || !version || session > 32 || hello.compression > 1) return false;
    hello.version = *version;
    hello.hello_retry_request = std::equal(random.begin(), random.end(), kRetryRandom.begin());
    return reader.empty() || read_extensions(reader, hello);
}

void read_certificates(Bytes body, ServerFlight& flight) {
    Reader reader(body);
    Reader list(reader.bytes(reader.u24()));
    for (std::size_t i = 0; i < kChainLimit && list.ok() && !list.empty(); ++i) {
        const Bytes der = list.bytes(list.u24());
        if (!der.empty()) flight.certificates.emplace_back(der.begin(), der.end());
    }
}

unsigned bit_length(Bytes number) {
    while (!number.empty() && number[0] == 0) number = number.subspan(1);
    if (number.empty()) return 0;
    unsigned bits = static_cast<unsigned>(number.size() - 1) * 8;
    for (unsigned top = number[0]; top != 0; top >>= 1U) ++bits;
    return bits;
}

// The message does not say what it holds: the suite does (RFC 8422 5.4, RFC 5246 7.4.3).
void read_key_exchange(Bytes body, ServerFlight& flight) {
    const std::string_view suite = suite_name(flight.hello.suite);
    const auto speaks_of = [&](std::string_view word) { return suite.find(word) != std::string_view::npos; };
    Reader reader(body);
    if (speaks_of("_PSK")) reader.skip(reader.u16());  // the identity hint comes first
    if (speaks_of("_ECDH")) {
        constexpr std::uint8_t kNamedCurve = 3;
        const std::uint8_t type = reader.u8();
        const std::uint16_t curve = reader.u16();
        if (!reader.ok() || type != kNamedCurve) return;
        flight.curve = curve;
        reader.skip(reader.u8());  // the server's point
    } else if (speaks_of("_DHE_") || speaks_of("_DH_anon")) {
        const Bytes prime = reader.bytes(reader.u16());
        const Bytes generator = reader.bytes(reader.u16());
        const Bytes value = reader.bytes(reader.u16());
        if (!reader.ok() || generator.empty() || value.empty()) return;
        flight.dh_bits = bit_length(prime);
    } else {
        return;
    }
    if (flight.hello.version != Version::tls12 || speaks_of("_anon") || speaks_of("_PSK")) return;
    const std::uint16_t signature = reader.u16();
    if (reader.ok()) flight.signature = signature;
}

struct AlertName {
    std::uint8_t number;
    std::string_view name;
};

constexpr std::array kAlerts{AlertName{0, "close_notify"},
                             AlertName{10, "unexpected_message"},
                             AlertName{20, "bad_record_mac"},
                             AlertName{21, "decryption_failed"},
                             AlertName{22, "record_overflow"},
                             AlertName{30, "decompression_failure"},
                             AlertName{40, "handshake_failure"},
                             AlertName{41, "no_certificate"},
                             AlertName{42, "bad_certificate"},
                             AlertName{43, "unsupported_certificate"},
                             AlertName{44, "certificate_revoked"},
                             AlertName{45, "certificate_expired"},
                             AlertName{46, "certificate_unknown"},
                             AlertName{47, "illegal_parameter"},
                             AlertName{48, "unknown_ca"},
                             AlertName{49, "access_denied"},
                             AlertName{50, "decode_error"},
                             AlertName{51, "decrypt_error"},
                             AlertName{60, "export_restriction"},
                             AlertName{70, "protocol_version"},
                             AlertName{71, "insufficient_security"},
                             AlertName{80, "internal_error"},
                             AlertName{86, "inappropriate_fallback"},
                             AlertName{90, "user_canceled"},
                             AlertName{100, "no_renegotiation"},
                             AlertName{109, "missing_extension"},
                             AlertName{110, "unsupported_extension"},
                             AlertName{111, "certificate_unobtainable"},
                             AlertName{112, "unrecognized_name"},
                             AlertName{113, "bad_certificate_status_response"},
                             AlertName{114, "bad_certificate_hash_value"},
                             AlertName{115, "unknown_psk_identity"},
                             AlertName{116, "certificate_required"},
                             AlertName{120, "no_application_protocol"},
                             AlertName{121, "ech_required"}};

const AlertName* find_alert(std::uint8_t description) {
    const auto found = std::find_if(kAlerts.begin(), kAlerts.end(),
                                    [&](const AlertName& alert) { return alert.number == description; });
    return found == kAlerts.end() ? nullptr : &*found;
}

bool known_alert(std::uint8_t description) {
    return find_alert(description) != nullptr;
}

}  // namespace

bool ServerHello::has_extension(std::uint16_t type) const {
    return std::find(extensions.begin(), extensions.end(), type) != extensions.end();
}

Result<ServerReply> parse_reply(Bytes reply) {
    const Records records = split_records(reply);
    if (records.state == Records::State::foreign || reply.empty()) return base::fail(Errc::not_spoken, "no TLS record");
    Reader reader(records.handshake);
    if (!reader.empty()) {
        if (records.handshake[0] != kServerHello)
            return base::fail(Errc::not_spoken, "handshake record without a server hello");
        const auto message = next_message(reader);
        if (message) {
            Result<ServerReply> out(tl::in_place, std::in_place_type<ServerHello>);
            if (!read_server_hello(message->body, std::get<ServerHello>(*out)))
                return base::fail(Errc::malformed, "server hello with wrong lengths or values");
            return out;
        }
    }
    if (records.alert) return Result<ServerReply>(tl::in_place, std::in_place_type<Alert>, *records.alert);
    if (records.warning && records.handshake.empty())
        return Result<ServerReply>(tl::in_place, std::in_place_type<Alert>, *records.warning);
    return base::fail(Errc::malformed, "TLS answer cut short");
}

bool complete(Bytes reply) {
    if (reply.empty()) return false;
    const Records records = split_records(reply);
    if (records.state != Records::State::open || records.alert) return true;
    if (records.handshake.empty()) return false;
    if (records.handshake[0] != kServerHello) return true;
    Reader reader(records.handshake);
    return next_message(reader).has_value();
}

std::string alert_name(std::uint8_t description) {
    if (const AlertName* alert = find_alert(description)) return std::string(alert->name);
    return "alert " + std::to_string(description);
}

Result<ServerFlight> parse_flight(Bytes reply) {
    const auto first = parse_reply(reply);
    if (!first) return tl::unexpected(first.error());
    const auto* hello = std::get_if<ServerHello>(&*first);
    if (hello == nullptr)
        return base::fail(Errc::not_spoken, "alert " + alert_name(std::get<Alert>(*first).description));
    ServerFlight flight;
    flight.hello = *hello;
    if (hello->version == Version::tls13) return flight;  // the rest is encrypted
    const Records records = split_records(reply);
    Reader reader(records.handshake);
    for (std::size_t i = 0; i < kMessagesLimit && !reader.empty(); ++i) {
        const auto message = next_message(reader);
        if (!message) break;
        if (message->type == kCertificate) read_certificates(message->body, flight);
        if (message->type == kServerKeyExchange) read_key_exchange(message->body, flight);
        if (message->type == kCertificateStatus) flight.stapled = true;
        if (message->type == kCertificateRequest) flight.client_certificate = true;
        if (message->type == kServerHelloDone) flight.done = true;
    }
    return flight;
}

bool flight_complete(Bytes reply) {
    if (reply.empty()) return false;
    const Records records = split_records(reply);
    if (records.state != Records::State::open || records.alert) return true;
    const auto flight = parse_flight(reply);
    if (!flight) return complete(reply);
    return flight->done || flight->hello.version == Version::tls13;
}

}  // namespace vigie::protocols::tls
