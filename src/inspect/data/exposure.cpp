// SPDX-License-Identifier: Apache-2.0
#include "inspect/data/exposure.h"

#include <algorithm>

#include "base/text.h"
#include "inspect/data/anonymous.h"
#include "protocols/mongodb/mongodb.h"
#include "protocols/nfs/nfs.h"
#include "protocols/oncrpc.h"

namespace vigie::inspect {
namespace {

using base::ByteString;
using base::Result;

constexpr std::size_t kListReplyLimit = 65536;

void add_items(model::Facts& facts, std::int64_t count) {
    facts.set("data.items", facts.number("data.items").value_or(0) + count);
}

// A flag that says "anybody": true = open, false = a password is wanted, absent = nothing is known.
void note_flag(model::Facts& facts, const char* flag, std::string_view kind) {
    const std::optional<bool> open = facts.flag(flag);
    if (!open) return;
    note_access(*open ? "open" : "password", facts);
    if (*open) note_kind(kind, facts);
}

// What the protocol's own review has already found.
void note_known(Tools& tools, model::Service& service) {
    model::Facts& facts = service.facts;
    note_flag(facts, "redis.unauthenticated", "technical");
    if (const auto keys = facts.number("redis.keys")) add_items(facts, *keys);
    note_flag(facts, "memcached.unauthenticated", "technical");
    note_flag(facts, "mqtt.unauthenticated", "technical");
    note_flag(facts, "orthanc.unauthenticated", "health");
    // An association accepted for a stranger: what he may then ask depends on the server, and is not tried.
    if (facts.flag("dicom.accepted").value_or(false)) note_kind("health", facts);
    // "rejected" is pg_hba.conf's answer to this address or database: nothing is known of the others.
    if (const std::string how = facts.text("postgresql.auth"); !how.empty() && how != "rejected")
        note_access(how == "trust" ? "open" : "password", facts);
    if (facts.has("rsync.modules")) {
        const std::vector<std::string> modules = facts.list("rsync.modules");
        if (!modules.empty()) note_access("listed", facts);
        note_names(tools.web, modules, facts);
    }
    if (facts.flag("http.directory_listing").value_or(false)) {
        note_access("open", facts);
        if (const auto entries = facts.number("http.listing_entries")) add_items(facts, *entries);
        for (const std::string& what : facts.list("http.listing_sensitive")) {
            if (what == "dicom" || what == "hl7") note_kind("health", facts);
            if (what == "export") note_kind("personal", facts);
        }
    }
    if (service.protocol == "rtsp") note_kind("personal", facts);  // people are what a hospital's camera shows
}

net::Task<void> review_mongodb(Tools& tools, Subject& subject) {
    namespace mongodb = protocols::mongodb;
    if (subject.service.protocol != "mongodb") co_return;
    Result<ByteString> reply = co_await net::ask_once(tools.dialer, subject.service.endpoint, mongodb::list_databases(),
                                                      mongodb::protocol.complete, kListReplyLimit, tools.reply_wait);
    if (!reply) {
        record_failure(subject, "data.access", reply.error());
        co_return;
    }
    const Result<mongodb::Databases> found = mongodb::parse_databases(*reply);
    if (!found) {
        record_failure(subject, "data.access", found.error());
        co_return;
    }
    model::Facts& facts = subject.service.facts;
    note_access(found->refused ? "password" : "open", facts);
    if (!found->refused) {
        note_names(tools.web, found->names, facts);
        const std::string shown =
            std::to_string(found->names.size()) + " databases listed without a password, no name kept";
        keep_evidence(tools, subject, "data.access", mongodb::list_databases(), base::as_bytes(shown));
    }
    record_done(subject, "data.access");
}

// "mountd v3 20048/tcp"
std::optional<model::Port> mount_port(const std::vector<std::string>& programs) {
    for (const std::string& program : programs) {
        if (!program.starts_with("mountd v3 ") || !program.ends_with("/tcp")) continue;
        const auto port = base::parse_unsigned(std::string_view(program).substr(10, program.size() - 14));
        if (port && *port > 0 && *port <= 65535) return static_cast<model::Port>(*port);
    }
    return std::nullopt;
}

net::Task<void> review_exports(Tools& tools, Subject& subject) {
    if (subject.service.protocol != "portmapper") co_return;
    const auto port = mount_port(subject.service.facts.list("portmapper.programs"));
    if (!port) co_return;
    const model::Endpoint mount{subject.service.endpoint.address, *port, model::Transport::tcp};
    Result<ByteString> reply =
        co_await net::ask_once(tools.dialer, mount, protocols::nfs::exports_call(), &protocols::rpc_record_complete,
                               kListReplyLimit, tools.reply_wait);
    if (!reply) {
        record_failure(subject, "data.access", reply.error());
        co_return;
    }
    const auto exports = protocols::nfs::parse_exports(*reply);
    if (!exports) {
        record_failure(subject, "data.access", exports.error());
        co_return;
    }
    std::vector<std::string> names;
    for (const protocols::nfs::Export& one : *exports) names.push_back(one.path);
    const bool everybody =
        std::any_of(exports->begin(), exports->end(), [](const auto& one) { return one.to_everybody; });
    model::Facts& facts = subject.service.facts;
    if (!names.empty()) note_access(everybody ? "open" : "listed", facts);
    note_names(tools.web, names, facts);
    const std::string shown = std::to_string(names.size()) + " exports listed, " +
                              (everybody ? "one or more" : "none") + " to everybody; no name kept";
    keep_evidence(tools, subject, "data.access", base::as_bytes("MOUNT EXPORT"), base::as_bytes(shown));
    record_done(subject, "data.access");
}

// Where nobody allowed it, or the device is fragile: not asked, and said so.
net::Task<void> review_anonymous(Tools& tools, Subject& subject) {
    const bool is_ftp = subject.service.protocol == "ftp";
    if (!is_ftp && subject.service.protocol != "smb") co_return;
    const model::IpAddress& address = subject.service.endpoint.address;
    if (!tools.scope.allows_anonymous(address)) {
        record_not_tried(subject, is_ftp ? "ftp.anonymous" : "smb.anonymous",
                         tools.scope.is_fragile(address) ? "fragile device" : "not_authorised");
        co_return;
    }
    if (is_ftp)
        co_await review_anonymous_ftp(tools, subject);
    else
        co_await review_anonymous_smb(tools, subject);
}

}  // namespace

void note_access(std::string_view access, model::Facts& facts) {
    const auto rank = [](std::string_view word) {
        return word == "open" ? 3 : word == "listed" ? 2 : word.empty() ? 0 : 1;
    };
    if (rank(access) > rank(facts.text("data.access"))) facts.set("data.access", std::string(access));
}

void note_kind(std::string_view kind, model::Facts& facts) {
    if (!kind.empty()) facts.append("data.kinds", std::string(kind));
}

void note_names(const catalog::WebCatalogue* words, const std::vector<std::string>& names, model::Facts& facts) {
    facts.set("data.names", facts.number("data.names").value_or(0) + static_cast<std::int64_t>(names.size()));
    if (words == nullptr) return;
    for (const std::string& name : names) note_kind(words->kind_of(name), facts);
}

net::Task<void> review_data(Tools& tools, Subject& subject) {
    co_await review_mongodb(tools, subject);
    co_await review_exports(tools, subject);
    co_await review_anonymous(tools, subject);
    note_known(tools, subject.service);
}

}  // namespace vigie::inspect
