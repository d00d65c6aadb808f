// SPDX-License-Identifier: Apache-2.0
// All audits that this organisation keeps: the key of each one (wrapped by the master key), its sealed documents, until
// when it is kept, and the journal of who did what, to which rows can only be added and each of which vouches for the
// one before. SQLite, or PostgreSQL when the location says so. Without the master key only ids, dates and sizes can be
// read. Destroying an audit destroys its key first: what a backup still holds no longer opens.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "model/perimeter.h"
#include "store/secret.h"

namespace vigie::store {

struct AuditCard {
    std::string id;
    model::Organisation organisation;
    std::string folder;
    std::string tlp;
    base::Date started{};
    base::Date keep_until{};  // last day
    bool sealed = false;      // its documents are here only, no longer in the folder
};

struct StoredDocument {
    std::string name;
    std::uint64_t size = 0;  // in clear
};

struct JournalEntry {
    std::uint64_t number = 0;  // from 1, without gaps
    std::string at;            // RFC 3339
    std::string who;           // user@machine
    std::string action;        // audit, export, purge...
    std::string audit;         // id, or ""
    std::string detail;        // never a result, never the name of an organisation
    std::string hash;
};

class Registry {
public:
    // Opens or creates; its errors speak the language. Errors: io, input (another master key, a newer vigie),
    // malformed.
    static base::Result<std::unique_ptr<Registry>> open(const std::string& location, const SecretKey& master,
                                                        const std::string& lang = "en");
    ~Registry();
    Registry(const Registry&) = delete;
    Registry& operator=(const Registry&) = delete;

    // A new audit with a new key. Errors: input (the id is taken), io.
    base::Result<SecretKey> add(const AuditCard& card);
    base::Result<void> update(const AuditCard& card);
    base::Result<std::vector<AuditCard>> audits();
    // Errors: input (no such audit here), malformed, io.
    base::Result<AuditCard> card(const std::string& id);
    base::Result<SecretKey> key_of(const std::string& id);

    // All of them or none; a document of the same name is replaced.
    struct Document {
        std::string name;
        std::string content;
    };
    base::Result<void> put_documents(const std::string& id, const std::vector<Document>& documents);
    base::Result<std::vector<StoredDocument>> documents(const std::string& id);
    base::Result<std::string> document(const std::string& id, const std::string& name);

    // Key and rows, in one transaction. Gives how many documents went.
    base::Result<std::size_t> destroy(const std::string& id);

    // number and hash are given by the journal.
    base::Result<JournalEntry> record(JournalEntry entry);
    base::Result<std::vector<JournalEntry>> journal();
    // The number of the first entry that was changed, left out or moved; 0 when the chain is whole.
    base::Result<std::uint64_t> first_broken_entry();

private:
    struct Connection;
    explicit Registry(std::unique_ptr<Connection> connection);
    std::unique_ptr<Connection> connection_;
};

inline constexpr int kRegistryVersion = 1;

}  // namespace vigie::store
