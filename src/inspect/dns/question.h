// SPDX-License-Identifier: Apache-2.0
// One DNS question to one server, answered or not. Used by the reviews of a name server and of a domain. It keeps to
// the address it is given; whether that may be asked at all is the dialer's answer.
#pragma once

#include <string>
#include <vector>

#include "inspect/inspect.h"
#include "protocols/dns/message.h"

namespace vigie::inspect {

struct DnsQuestion {
    std::string name;
    protocols::dns::RecordType type = protocols::dns::RecordType::a;
    bool recursion = false;   // for a resolver; it is then also told not to hide what fails DNSSEC validation
    bool signatures = false;  // with the DNSSEC records
};

struct DnsReply {
    protocols::dns::Message message;
    base::ByteString bytes;     // the whole message, for the DNSSEC check
    bool without_edns = false;  // the server did not answer with EDNS, and did without
};

std::uint16_t random_id();  // of a message, not to be guessed

// One try over the endpoint's transport. Errors: those of the dialer, not_spoken, malformed.
net::Task<base::Result<DnsReply>> ask_once(Tools& tools, model::Endpoint server, DnsQuestion question,
                                           std::uint16_t udp_size = protocols::dns::kUdpSize);

// Over UDP, again when nothing came, without EDNS when that is disliked, over TCP when the answer was cut.
net::Task<base::Result<DnsReply>> ask_server(Tools& tools, model::IpAddress server, DnsQuestion question);

// The first resolver that knows. Errors: also unreachable, when all answer with a failure such as SERVFAIL.
net::Task<base::Result<DnsReply>> ask_resolvers(Tools& tools, DnsQuestion question);

// The records of one type that belong to name, in the order of the answer.
std::vector<protocols::dns::Record> records_of(const DnsReply& reply, const std::string& name,
                                               protocols::dns::RecordType type);

}  // namespace vigie::inspect
