// SPDX-License-Identifier: Apache-2.0
// Session: one conversation with one endpoint, bounded in time and bytes. Dialer: the only way to get one.
// Whoever holds a Session may trust that the endpoint is in the perimeter and that the rate caps were respected.
// Dialogues are written against these two interfaces; tests replace them by FakeDialer (net/fake_dialer.h).
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/bytes.h"
#include "base/clock.h"
#include "base/result.h"
#include "model/address.h"
#include "net/task.h"

namespace vigie::net {

// What a TLS handshake showed. The peer's certificate is never required to be valid: that is a finding, not an error.
struct TlsInfo {
    std::string version;                           // "TLS 1.3"
    std::string cipher;                            // OpenSSL's name
    std::string alpn;                              // "" = none agreed
    std::vector<base::ByteString> certificates;    // DER, as sent, leaf first
    bool stapled = false;                          // an OCSP response came with the certificate
    bool client_certificate = false;               // the server asked for one; none was given
    bool secure_renegotiation = false;             // RFC 5746; always so in TLS 1.3
    std::optional<std::uint32_t> ticket_lifetime;  // seconds; none = no session ticket came (yet)
    std::uint32_t early_data = 0;                  // bytes of 0-RTT data that the ticket allows
};

class Session {
public:
    virtual ~Session() = default;
    Session() = default;
    Session(const Session&) = delete;
    Session& operator=(const Session&) = delete;

    [[nodiscard]] virtual const model::Endpoint& peer() const = 0;

    // Sends all of data. Errors: closed, timeout, limit, io.
    virtual Task<base::Result<void>> send(base::ByteString data) = 0;

    // Waits until something arrives, at most `wait`, and returns it: 1..most bytes (UDP: one datagram).
    // Errors: timeout, closed (orderly end or reset), limit (the conversation's byte budget is spent).
    virtual Task<base::Result<base::ByteString>> receive(std::size_t most, base::Millis wait) = 0;

    // Turns the conversation into TLS (TCP only). server_name "" sends no SNI. Errors: tls, closed, timeout.
    virtual Task<base::Result<TlsInfo>> start_tls(std::string server_name) = 0;
    // The application protocols that start_tls() offers; none when never called.
    virtual void offer_alpn(const std::vector<std::string>& protocols) { (void)protocols; }

    // What start_tls() returned, with what came since: TLS 1.3 sends its tickets after the handshake, read by
    // receive().
    [[nodiscard]] virtual TlsInfo tls_info() const { return {}; }

    // Ends the conversation now; also done by the destructor.
    virtual void close() = 0;
};

class Dialer {
public:
    virtual ~Dialer() = default;
    Dialer() = default;
    Dialer(const Dialer&) = delete;
    Dialer& operator=(const Dialer&) = delete;

    // Errors: out_of_scope (nothing was sent), refused, unreachable, timeout, cancelled.
    virtual Task<base::Result<std::unique_ptr<Session>>> dial(model::Endpoint endpoint, base::Millis wait) = 0;

    // A pause on the dialer's clock.
    virtual Task<void> sleep(base::Millis duration) = 0;
};

// Times the usual wait that one whole answer may take, however slowly its bytes drip; and never longer than this.
inline constexpr int kPatience = 3;
inline constexpr base::Millis kLongestAnswer{15000};

// Reads until complete(all so far) says so, the peer closes, `most` bytes are there, `wait` has passed since the last
// byte, or kPatience times `wait`, at most `longest`, since the first read. What came is returned; an error only when
// nothing came at all. complete may be null: one read.
Task<base::Result<base::ByteString>> receive_all(Session& session, bool (*complete)(base::Bytes), std::size_t most,
                                                 base::Millis wait, base::Millis longest = kLongestAnswer);

// dial, send, receive_all, close: a whole conversation of one question and one answer.
Task<base::Result<base::ByteString>> ask_once(Dialer& dialer, model::Endpoint endpoint, base::ByteString question,
                                              bool (*complete)(base::Bytes), std::size_t most, base::Millis wait);

}  // namespace vigie::net
