// SPDX-License-Identifier: Apache-2.0
// Names the protocol and product behind one open port, whatever its number: listen, then ask the questions that fit,
// most likely first, one conversation at a time, and stop at the first sure answer. It never logs in, and what it
// could not recognise stays unnamed.
#pragma once

#include <string>
#include <vector>

#include "base/clock.h"
#include "catalog/fingerprints.h"
#include "model/audit.h"
#include "net/session.h"
#include "net/turn.h"
#include "protocols/protocol.h"

namespace vigie::identify {

struct Options {
    base::Millis connect_wait{3000};
    base::Millis greeting_wait{1500};  // how long a server that speaks first may hesitate
    base::Millis reply_wait{2500};
    // Questions asked where neither the port number nor a greeting gave a hint. Fewer for fragile equipment.
    bool ask_everything = true;
    base::Millis conversation{15000};       // one conversation, however slowly its bytes drip
    std::chrono::seconds port_budget{120};  // all that is asked of one port
    // Further pages of a web server whose product is suspected (data/fingerprints/questions.toml), with a pause each.
    bool ask_pages = true;
    // After each web request; with the addresses that the review of another port is just asking.
    base::Millis page_pause{0};
    net::BusyAddresses* web_busy = nullptr;
};

struct Identified {
    model::Service service;
    std::vector<model::Evidence> evidence;
    bool confirmed = false;  // a conversation was really opened (a SYN-ACK alone is not a service)
};

// Talks to an open TCP port. names: what the address is called, used as server name inside TLS when the server wants
// one.
net::Task<Identified> identify_tcp(net::Dialer& dialer, const catalog::Fingerprints& fingerprints,
                                   const base::Clock& clock, model::Endpoint endpoint, std::vector<std::string> names,
                                   Options options);

// A UDP service: the scan's probe of this protocol already brought the reply. Pure.
Identified identify_udp(const catalog::Fingerprints& fingerprints, const base::Clock& clock,
                        const model::Endpoint& endpoint, const protocols::Protocol& protocol, base::Bytes probe,
                        base::Bytes reply);

// Asks the further pages of a site that the endpoint shows under service.site only, and names its product.
net::Task<Identified> identify_site(net::Dialer& dialer, const catalog::Fingerprints& fingerprints,
                                    const base::Clock& clock, model::Service site, Options options);

// Fills vendor, product, version, cpe and qod from the facts. Pure; also used after inspection has added facts.
void name_product(const catalog::Fingerprints& fingerprints, model::Service& service);

}  // namespace vigie::identify
