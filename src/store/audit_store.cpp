// SPDX-License-Identifier: Apache-2.0
#include "store/audit_store.h"

#include <soci/soci.h>
#include <soci/sqlite3/soci-sqlite3.h>

namespace vigie::store {
namespace {

struct Unit {
    std::string kind;
    std::string key;
    std::string document;
};

}  // namespace

struct AuditStore::Connection {
    mutable soci::session session;
    std::vector<Unit> queue;
};

AuditStore::AuditStore(std::unique_ptr<Connection> connection) : connection_(std::move(connection)) {}

AuditStore::~AuditStore() {
    (void)flush();
}

base::Result<std::unique_ptr<AuditStore>> AuditStore::open(const std::string& path) {
    try {
        auto connection = std::make_unique<Connection>();
        connection->session.open(soci::sqlite3, "db=" + path + " timeout=30");
        connection->session << "PRAGMA journal_mode=WAL";
        connection->session << "PRAGMA synchronous=NORMAL";
        connection->session
            << "CREATE TABLE IF NOT EXISTS journal ("
               "kind TEXT NOT NULL, key TEXT NOT NULL, document TEXT NOT NULL, PRIMARY KEY (kind, key))";
        return std::unique_ptr<AuditStore>(new AuditStore(std::move(connection)));
    } catch (const std::exception& error) {
        return base::fail(base::Errc::io, "opening " + path + ": " + error.what());
    }
}

void AuditStore::put(std::string kind, std::string key, std::string document) {
    connection_->queue.push_back({std::move(kind), std::move(key), std::move(document)});
}

base::Result<void> AuditStore::flush() {
    if (connection_->queue.empty()) return {};
    try {
        soci::session& session = connection_->session;
        soci::transaction transaction(session);
        Unit unit;
        soci::statement insert =
            (session.prepare << "INSERT INTO journal (kind, key, document) VALUES (:kind, :key, :document) "
                                "ON CONFLICT (kind, key) DO UPDATE SET document = excluded.document",
             soci::use(unit.kind), soci::use(unit.key), soci::use(unit.document));
        for (Unit& queued : connection_->queue) {
            unit = std::move(queued);
            insert.execute(true);
        }
        transaction.commit();
        connection_->queue.clear();
        return {};
    } catch (const std::exception& error) {
        return base::fail(base::Errc::io, std::string("writing the journal: ") + error.what());
    }
}

std::optional<std::string> AuditStore::get(const std::string& kind, const std::string& key) const {
    std::string document;
    soci::indicator indicator = soci::i_null;
    connection_->session << "SELECT document FROM journal WHERE kind = :kind AND key = :key",
        soci::into(document, indicator), soci::use(kind), soci::use(key);
    if (!connection_->session.got_data() || indicator != soci::i_ok) return std::nullopt;
    return document;
}

std::map<std::string, std::string> AuditStore::entries(const std::string& kind) const {
    std::map<std::string, std::string> out;
    const soci::rowset<soci::row> rows =
        (connection_->session.prepare << "SELECT key, document FROM journal WHERE kind = :kind", soci::use(kind));
    for (const soci::row& row : rows) out[row.get<std::string>(0)] = row.get<std::string>(1);
    return out;
}

std::vector<std::string> AuditStore::all(const std::string& kind) const {
    std::vector<std::string> out;
    for (auto& [key, document] : entries(kind)) out.push_back(document);
    return out;
}

}  // namespace vigie::store
