// SPDX-License-Identifier: Apache-2.0
// Looks at how an identified service is configured: TLS versions and certificate, DNS transfer and recursion, what a
// web server shows, which logins are offered. Each review asks what any client may ask, reads no record of anybody, and
// records every check as an attempt, also those that failed.
#pragma once

#include <string>
#include <vector>

#include "base/clock.h"
#include "model/audit.h"
#include "model/perimeter.h"
#include "net/session.h"
#include "net/turn.h"

namespace vigie::net {
class NetworkDialer;
class WorkerPool;
}  // namespace vigie::net

namespace vigie::protocols::tls {
class TrustStore;
}

namespace vigie::catalog {
class WebCatalogue;
}

namespace vigie::inspect {

// What the reviews work with; all of it outlives them.
struct Tools {
    Tools(net::Dialer& network, const base::Clock& time, const model::Scope& declared)
        : dialer(network), clock(time), scope(declared) {}

    net::Dialer& dialer;
    const base::Clock& clock;
    const model::Scope& scope;
    std::vector<model::IpAddress> resolvers;
    std::vector<std::string> domains;  // declared ones: the zones that a name server may be asked to transfer
    // A name that exists in the public DNS and belongs to nobody's zone here: proof of recursion.
    std::vector<std::string> foreign_names{"example.com", "example.org"};
    const protocols::tls::TrustStore* trust = nullptr;  // null: chains are not judged
    net::NetworkDialer* descriptors = nullptr;          // for libssh; null: SSH methods are not asked
    net::WorkerPool* workers = nullptr;
    base::Millis connect_wait{3000};
    base::Millis reply_wait{4000};
    const catalog::WebCatalogue* web = nullptr;  // null: no path of the published list is asked
    base::Millis web_pause{0};                   // after each web request, per address
    net::BusyAddresses web_busy;                 // addresses that a web request is under way to
};

struct Subject {
    model::Service service;
    std::vector<model::Evidence> evidence;
    // Sites that the same endpoint shows under a name only: services of their own, with fact service.site.
    std::vector<Subject> sites;
};

// Adds facts, attempts and evidence to the subject.
net::Task<void> inspect(Tools& tools, Subject& subject);

// Shared by the reviews.
void record_done(Subject& subject, std::string check);
void record_failure(Subject& subject, std::string check, const base::Error& error);
// Left out on purpose; why: a word that model::reason_for_people knows.
void record_not_tried(Subject& subject, std::string check, std::string why);
void keep_evidence(Tools& tools, Subject& subject, std::string_view check, base::Bytes request, base::Bytes reply);

// One review per concern; each looks at subject.service and does nothing when it is not about it.
net::Task<void> review_tls(Tools& tools, Subject& subject);
net::Task<void> review_dns(Tools& tools, Subject& subject);
net::Task<void> review_http(Tools& tools, Subject& subject);
net::Task<void> review_ssh(Tools& tools, Subject& subject);
net::Task<void> review_smb(Tools& tools, Subject& subject);
net::Task<void> review_rdp(Tools& tools, Subject& subject);
net::Task<void> review_dicom(Tools& tools, Subject& subject);
net::Task<void> review_postgresql(Tools& tools, Subject& subject);
net::Task<void> review_ftp(Tools& tools, Subject& subject);
net::Task<void> review_ntp(Tools& tools, Subject& subject);

}  // namespace vigie::inspect
