// SPDX-License-Identifier: Apache-2.0
// Asks DNS servers questions over a Dialer: UDP with a few questions under way at a time, once more with another id
// when nothing came, TCP when the answer did not fit. An answer counts only with our id and our question in it.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "model/address.h"
#include "net/session.h"
#include "protocols/dns/message.h"

namespace vigie::discover {

namespace dns = protocols::dns;

struct DnsClientOptions {
    base::Millis wait{3000};  // for one answer
    base::Millis pause{5};    // between two questions: at most 200 a second from this client
    std::size_t window = 8;   // questions under way at the same time
};

struct DnsQuestion {
    std::string name;
    dns::RecordType type = dns::RecordType::a;
};

// Who is asked: a resolver that works for us, or the server that holds the zone.
enum class Asked { resolver, authority };

// What a zone transfer request brought. Only counted, never kept.
struct Transfer {
    bool given = false;
    std::size_t records = 0;  // at least this many when complete is false
    bool complete = false;    // the closing SOA was seen before our limits
    dns::Rcode rcode = dns::Rcode::no_error;
};

class DnsClient {
public:
    // dialer must outlive the client.
    DnsClient(net::Dialer& dialer, DnsClientOptions options) : dialer_(dialer), options_(options) {}

    // Each question goes to the first server; what it leaves open (silence, SERVFAIL, REFUSED) to the next. The
    // results have the order of the questions. A Message may still carry an rcode such as SERVFAIL when no server
    // did better. Errors: timeout, refused, unreachable, out_of_scope, cancelled, malformed, input.
    net::Task<std::vector<base::Result<dns::Message>>> ask_all(std::vector<model::IpAddress> servers,
                                                               std::vector<DnsQuestion> questions, Asked asked);
    net::Task<base::Result<dns::Message>> ask(std::vector<model::IpAddress> servers, DnsQuestion question, Asked asked);

    // Asks for a transfer over TCP and stops after the first records. Errors: as above; a refusal is no error.
    net::Task<base::Result<Transfer>> try_transfer(model::IpAddress server, std::string zone);

    // True once the audit is being stopped: no more questions are sent.
    [[nodiscard]] bool cancelled() const { return cancelled_; }

private:
    struct Slot;
    net::Task<bool> exchange(model::IpAddress server, std::vector<Slot*> batch, Asked asked, std::uint16_t udp_size);
    net::Task<void> ask_server(model::IpAddress server, std::vector<Slot*> open, Asked asked);
    net::Task<base::Result<dns::Message>> ask_over_tcp(model::IpAddress server, DnsQuestion question, Asked asked);
    void note(const base::Error& error);

    net::Dialer& dialer_;
    DnsClientOptions options_;
    std::map<model::IpAddress, int> silent_rounds_;  // in a row; a server that keeps silent is left alone
    bool cancelled_ = false;
};

}  // namespace vigie::discover
