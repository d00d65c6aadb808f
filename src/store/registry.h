// SPDX-License-Identifier: Apache-2.0
// All audits that this organisation keeps: the key of each one (wrapped by the master key), its sealed documents, until
// when it is kept, and the journal of who did what, to which rows can only be added and each of which vouches for the
// one before. SQLite, or PostgreSQL when the location says so. Without the master key only ids, dates and sizes can be
// read, and what is read of an altered row is never believed. Destroying an audit destroys its key first: what a backup
// still holds no longer opens; its card stays, marked, until the caller has destroyed the rest.
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
    base::Date keep_until{};             // last day
    bool sealed = false;                 // its documents are here only, no longer in the folder
    std::vector<std::string> documents;  // the sealed ones: each of them must be here
    // Not empty: key and sealed documents are gone, files of the folder may be left; what the caller noted about it.
    std::string destruction;
    std::string damage;  // not empty: this row was altered, in a sentence; nothing but the id can be believed
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
    // Opens or creates, or brings up from version 1; its errors speak the language. Errors: io, input (another master
    // key, a newer vigie, an unknown kind of store), malformed.
    static base::Result<std::unique_ptr<Registry>> open(const std::string& location, const SecretKey& master,
                                                        const std::string& lang = "en");
    // Whether a store is there that some master key has been bound to. Creates nothing. Errors: as open.
    static base::Result<bool> exists(const std::string& location, const std::string& lang = "en");
    ~Registry();
    Registry(const Registry&) = delete;
    Registry& operator=(const Registry&) = delete;

    // A new audit with a new key. Errors: input (the id is taken), io.
    base::Result<SecretKey> add(const AuditCard& card);
    base::Result<void> update(const AuditCard& card);
    // Altered rows too, marked as damaged.
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

    // The key and the sealed documents, in one transaction, also of an altered row; the card stays, with what
    // card.destruction says (not empty), until remove_card(). Again on the same audit: notes anew. Gives how many
    // documents went. Errors: input (no such audit: somebody else was quicker), io.
    base::Result<std::size_t> destroy(const AuditCard& card);
    // The card that destroy() left. Errors: the same.
    base::Result<void> remove_card(const std::string& id);

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

inline constexpr int kRegistryVersion = 2;  // 1: the dates of a card were not bound to it

}  // namespace vigie::store
