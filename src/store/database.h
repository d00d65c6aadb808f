// SPDX-License-Identifier: Apache-2.0
// The way to SQLite and PostgreSQL that the journal of an audit and the registry share: one SQL, one kind of
// transaction, one clear sentence for what goes wrong. Internal to store/: it pulls SOCI in, which throws; the .cpp
// files of this folder turn that into an Error.
#pragma once

#include <exception>
#include <string>
#include <string_view>

#include <soci/soci.h>

#include "base/result.h"

namespace vigie::store {

class Database {
public:
    // A path, or "postgresql://..." / "postgresql:host=... dbname=...". On a full disk, where SQLite has no room for
    // its lock file, it reads all the same. Throws what SOCI throws.
    explicit Database(const std::string& location);

    soci::session& session() { return session_; }
    [[nodiscard]] bool is_postgres() const { return postgres_; }
    bool has_table(const std::string& name);
    // So that deleted rows are gone from the file too.
    void forget_deleted();

private:
    soci::session session_;
    bool postgres_ = false;
};

// Nobody else writes until commit(); without it everything is taken back.
class WriteTransaction {
public:
    explicit WriteTransaction(Database& database);
    ~WriteTransaction();
    WriteTransaction(const WriteTransaction&) = delete;
    WriteTransaction& operator=(const WriteTransaction&) = delete;
    void commit();

private:
    Database& database_;
    bool open_ = true;
};

// Errors: input (a kind of store that does not exist, a word that cannot be handed on).
base::Result<void> check_location(const std::string& location, std::string_view lang);
bool is_postgres_location(const std::string& location);
// The same, without the password that a location may hold.
std::string shown_location(const std::string& location);
// What went wrong with this store, for people: full disk, damaged file, no access, somebody else holds it.
base::Error explain(const std::string& location, const std::exception& error, std::string_view lang);

}  // namespace vigie::store
