// SPDX-License-Identifier: Apache-2.0
#include "store/database.h"

#include <array>

#include <soci/sqlite3/soci-sqlite3.h>

#include "base/language.h"
#include "base/text.h"

namespace vigie::store {
namespace {

constexpr std::string_view kPostgres = "postgresql:";

struct Explanation {
    std::string_view sign;  // in the engine's own message
    const char* french;
    const char* english;
};
constexpr std::array kExplanations{
    Explanation{"disk is full", "plus de place sur le disque ; ce qui était écrit est conservé",
                "no space is left; what was written before is kept"},
    Explanation{"disk I/O error", "le disque refuse d'écrire (plein ou en panne) ; ce qui était écrit est conservé",
                "the disk refuses to write (full or failing); what was written before is kept"},
    Explanation{"No space left", "plus de place sur le disque ; ce qui était écrit est conservé",
                "no space is left; what was written before is kept"},
    Explanation{"not a database", "ce n'est pas une base de vigie, ou elle est abîmée ; rien n'a été changé",
                "this is not a database of vigie, or it is damaged; nothing was changed"},
    Explanation{"malformed", "le fichier est abîmé : le reprendre d'une sauvegarde ; rien n'a été changé",
                "the file is damaged: take it from a backup; nothing was changed"},
    Explanation{"locked", "un autre programme le tient depuis plus de 30 secondes ; rien n'a été changé",
                "another program holds it for more than 30 seconds; nothing was changed"},
    Explanation{"readonly", "en lecture seule ; rien n'a été changé", "it may only be read; nothing was changed"},
    Explanation{"unable to open", "ne peut pas être ouvert ni créé (droits, dossier absent)",
                "cannot be opened or made (permissions, missing folder)"},
    Explanation{"Cannot establish connection", "ne peut pas être ouvert ni créé (droits, dossier absent)",
                "cannot be opened or made (permissions, missing folder)"},
    Explanation{"find dynamic backend", "PostgreSQL demande le paquet Debian libsoci-postgresql4.0",
                "PostgreSQL needs the Debian package libsoci-postgresql4.0"},
    Explanation{"Failed to open", "PostgreSQL demande le paquet Debian libsoci-postgresql4.0",
                "PostgreSQL needs the Debian package libsoci-postgresql4.0"},
};

}  // namespace

bool is_postgres_location(const std::string& location) {
    return location.rfind(kPostgres, 0) == 0 || location.rfind("postgres:", 0) == 0;
}

std::string shown_location(const std::string& location) {
    if (!is_postgres_location(location)) return location;
    const auto at = location.rfind('@');
    if (at != std::string::npos) return "postgresql://...@" + location.substr(at + 1);
    return location.find("password") == std::string::npos ? location : "postgresql (...)";
}

Database::Database(const std::string& location) : postgres_(is_postgres_location(location)) {
    if (postgres_) {
        // "postgresql://..." is libpq's own form; "postgresql:key=value ..." is its other one.
        const bool is_uri = location.find("://") != std::string::npos;
        const std::string words = is_uri ? location : location.substr(location.find(':') + 1);
        // As libpq takes it, but without its notices on our terminal.
        session_.open("postgresql", words);
        session_ << "SET client_min_messages = warning";
        return;
    }
    session_.open(soci::sqlite3, "db=\"" + location + "\" timeout=30");
    session_ << "PRAGMA journal_mode=WAL";
    session_ << "PRAGMA synchronous=NORMAL";
    session_ << "PRAGMA secure_delete=ON";
}

bool Database::has_table(const std::string& name) {
    int count = 0;
    if (postgres_)
        session_ << "SELECT count(*) FROM information_schema.tables WHERE table_schema = current_schema() "
                    "AND table_name = :name",
            soci::into(count), soci::use(name);
    else
        session_ << "SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name = :name", soci::into(count),
            soci::use(name);
    return count > 0;
}

void Database::forget_deleted() {
    if (postgres_)
        session_ << "VACUUM";
    else
        session_ << "PRAGMA wal_checkpoint(TRUNCATE)";
}

WriteTransaction::WriteTransaction(Database& database) : database_(database) {
    if (database_.is_postgres()) {
        database_.session() << "BEGIN";
        database_.session() << "SELECT pg_advisory_xact_lock(7305804402)";
    } else {
        database_.session() << "BEGIN IMMEDIATE";
    }
}

WriteTransaction::~WriteTransaction() {
    if (!open_) return;
    try {
        database_.session() << "ROLLBACK";
    } catch (const std::exception&) {
        // The engine has taken it back by itself already.
    }
}

void WriteTransaction::commit() {
    database_.session() << "COMMIT";
    open_ = false;
}

base::Error explain(const std::string& location, const std::exception& error, std::string_view lang) {
    const std::string_view text = error.what();
    for (const Explanation& explanation : kExplanations)
        if (text.find(explanation.sign) != std::string_view::npos)
            return {base::Errc::io, shown_location(location) + base::say(lang, " : ", ": ") +
                                        base::say(lang, explanation.french, explanation.english)};
    return {base::Errc::io, shown_location(location) + base::say(lang, " : ", ": ") + base::printable(text)};
}

}  // namespace vigie::store
