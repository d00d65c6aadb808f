// SPDX-License-Identifier: Apache-2.0
// The conversations of one TLS review: each is dialled, turned into TLS by the protocol's own words when it begins in
// clear, asked one thing and ended. Counts them, gives every one a deadline, and stops asking a server that has stopped
// answering.
#pragma once

#include <optional>
#include <string>

#include "inspect/inspect.h"
#include "protocols/tls/client_hello.h"
#include "protocols/tls/server_hello.h"
#include "protocols/tls/starttls.h"

namespace vigie::inspect {

struct HelloAnswer {
    enum class Outcome {
        hello,    // a ServerHello: flight.hello, and the rest of the flight when it was asked for
        refused,  // an alert
        closed,   // the server hung up without a word
        unclear   // no connection, no answer in time, or bytes that are no TLS
    } outcome = Outcome::unclear;
    protocols::tls::ServerFlight flight;
    protocols::tls::Alert alert;
    base::ByteString request;
    base::ByteString reply;
    base::Error error{base::Errc::timeout, ""};  // when unclear
};

class TlsTalk {
public:
    // upgrade may be null: TLS from the first byte. All must outlive the talk.
    TlsTalk(Tools& tools, model::Endpoint endpoint, const protocols::tls::StartTls* upgrade);

    // One hello. random and key share are filled in here. An unclear answer is asked for once more.
    net::Task<HelloAnswer> hello(protocols::tls::HelloOptions options, bool whole_flight = false);
    // Other first words, as they are (SSL 2.0).
    net::Task<base::Result<base::ByteString>> ask(base::ByteString request, bool (*complete)(base::Bytes));
    // A whole handshake; waits a moment for the tickets that follow it.
    net::Task<base::Result<net::TlsInfo>> handshake(std::string server_name, std::vector<std::string> alpn);

    [[nodiscard]] unsigned conversations() const { return conversations_; }
    // Why nothing more is asked; empty while all is well.
    [[nodiscard]] const std::string& stopped() const { return stopped_; }
    // The server said in its own protocol that it has no TLS.
    [[nodiscard]] bool not_offered() const { return not_offered_; }

private:
    net::Task<base::Result<std::unique_ptr<net::Session>>> open();
    net::Task<base::Result<void>> upgrade(net::Session& session);
    net::Task<HelloAnswer> hello_once(const base::ByteString& request, bool whole_flight);
    void note(bool answered, const base::Error& error);

    Tools& tools_;
    model::Endpoint endpoint_;
    const protocols::tls::StartTls* upgrade_;
    unsigned limit_;
    unsigned conversations_ = 0;
    unsigned silences_ = 0;
    std::string stopped_;
    bool upgraded_ = false;  // it went over to TLS at least once
    bool not_offered_ = false;
};

}  // namespace vigie::inspect
