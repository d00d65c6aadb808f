// SPDX-License-Identifier: Apache-2.0
#include "store/audit_store.h"

#include <filesystem>

#include "base/language.h"
#include "base/text.h"
#include "store/database.h"

namespace vigie::store {
namespace {

using base::Errc;
using base::fail;
using base::Result;

constexpr int kVersion = 1;  // 0: no seal, no table "header"
constexpr std::string_view kCheck = "vigie";

struct Unit {
    std::string kind;
    std::string key;
    std::string document;
};

std::string header_value(Database& database, const std::string& name) {
    std::string value;
    soci::indicator indicator = soci::i_null;
    database.session() << "SELECT value FROM header WHERE name = :name", soci::into(value, indicator), soci::use(name);
    return database.session().got_data() && indicator == soci::i_ok ? value : "";
}

void set_header(Database& database, const std::string& name, const std::string& value) {
    database.session() << "INSERT INTO header (name, value) VALUES (:name, :value)", soci::use(name), soci::use(value);
}

Result<void> check_version(Database& database, const std::string& path, const std::string& lang) {
    const std::string version = header_value(database, "version");
    if (version == std::to_string(kVersion)) return {};
    const bool newer = !version.empty() && version.size() < 7 && version != "0" &&
                       version.find_first_not_of("0123456789") == version.npos;
    if (!newer)
        return fail(Errc::malformed, path +
                                         base::say(lang, " : la version de ce journal est illisible (\"",
                                                   ": the version of this journal cannot be read (\"") +
                                         base::printable(version, 32) +
                                         base::say(lang, "\") ; rien n'a été changé", "\"); nothing was changed"));
    return fail(Errc::input, path +
                                 base::say(lang, " : écrit par un vigie plus récent (journal version ",
                                           ": written by a newer vigie (journal version ") +
                                 version + base::say(lang, ", celui-ci lit la ", ", this one reads ") +
                                 std::to_string(kVersion) +
                                 base::say(lang, ") ; rien n'a été changé", "); nothing was changed"));
}

long long count_of(Database& database) {
    long long out = 0;
    database.session() << "SELECT count(*) FROM journal", soci::into(out);
    return out;
}

}  // namespace

struct AuditStore::Connection {
    Connection(const std::string& path, const std::string& language) : database(path), lang(language) {}

    // How a unit stands in the table.
    [[nodiscard]] Unit sealed(const Unit& unit) const {
        if (!seal_with) return unit;
        const std::string place = seal_with->key.mark(unit.kind + "\n" + unit.key);
        std::string inside = std::to_string(unit.key.size()) + "\n" + unit.key + unit.document;
        return {unit.kind, place, seal(seal_with->key, context(unit.kind, place), inside)};
    }
    // Throws when the unit does not open.
    [[nodiscard]] Unit opened(const Unit& unit) const {
        if (!seal_with) return unit;
        const Result<std::string> inside = unseal(seal_with->key, context(unit.kind, unit.key), unit.document);
        const auto line = inside ? inside->find('\n') : std::string::npos;
        if (line == std::string::npos) throw std::runtime_error("a document of the journal was altered");
        const std::size_t size = std::stoul(inside->substr(0, line));
        return {unit.kind, inside->substr(line + 1, size), inside->substr(line + 1 + size)};
    }
    [[nodiscard]] std::string context(const std::string& kind, const std::string& place) const {
        return seal_with->audit + "\n" + kind + "\n" + place;
    }
    void write(const Unit& unit) {
        const Unit row = sealed(unit);
        database.session() << "INSERT INTO journal (kind, key, document) VALUES (:kind, :key, :document) "
                              "ON CONFLICT (kind, key) DO UPDATE SET document = excluded.document",
            soci::use(row.kind), soci::use(row.key), soci::use(row.document);
    }
    // How many units there are, so that one that is taken out is missed. Not in journals of before this was noted.
    void note_count() {
        if (!seal_with) return;
        const std::string count = seal(seal_with->key, seal_with->audit + "\nrows", std::to_string(count_of(database)));
        database.session() << "INSERT INTO header (name, value) VALUES ('rows', :value) "
                              "ON CONFLICT (name) DO UPDATE SET value = excluded.value",
            soci::use(count);
    }
    [[nodiscard]] std::vector<Unit> rows(const std::string& kind) {
        std::vector<Unit> out;
        const soci::rowset<soci::row> found =
            (database.session().prepare << "SELECT kind, key, document FROM journal WHERE kind = :kind",
             soci::use(kind));
        for (const soci::row& row : found)
            out.push_back({row.get<std::string>(0), row.get<std::string>(1), row.get<std::string>(2)});
        return out;
    }
    [[nodiscard]] std::vector<std::string> kinds() {
        std::vector<std::string> out;
        const soci::rowset<std::string> found = (database.session().prepare << "SELECT DISTINCT kind FROM journal");
        for (const std::string& kind : found) out.push_back(kind);
        return out;
    }
    void make_tables(bool has_journal);
    Result<void> check_seal(const std::string& path);

    Database database;
    std::string lang;
    std::optional<AuditSeal> seal_with;
    std::vector<Unit> queue;
};

// Writes the header and seals what an older vigie wrote in clear, all or nothing.
void AuditStore::Connection::make_tables(bool has_journal) {
    {
        WriteTransaction transaction(database);
        std::vector<Unit> clear;
        database.session() << "DROP TABLE IF EXISTS header";
        if (has_journal) {
            for (const std::string& kind : kinds())
                for (Unit& unit : rows(kind)) clear.push_back(std::move(unit));
            database.session() << "DELETE FROM journal";
        } else {
            database.session() << "CREATE TABLE journal (kind TEXT NOT NULL, key TEXT NOT NULL, "
                                  "document TEXT NOT NULL, PRIMARY KEY (kind, key))";
        }
        database.session() << "CREATE TABLE header (name TEXT PRIMARY KEY, value TEXT NOT NULL)";
        set_header(database, "version", std::to_string(kVersion));
        if (seal_with) {
            set_header(database, "audit", seal_with->audit);
            set_header(database, "check", seal(seal_with->key, seal_with->audit, kCheck));
        }
        for (const Unit& unit : clear) write(unit);
        note_count();
        transaction.commit();
    }
    if (has_journal) database.forget_deleted();
}

Result<void> AuditStore::Connection::check_seal(const std::string& path) {
    const std::string audit = header_value(database, "audit");
    if (audit != (seal_with ? seal_with->audit : ""))
        return fail(
            Errc::input,
            path +
                (audit.empty()
                     ? base::say(lang, " : ce journal n'est celui d'aucun audit", ": this journal belongs to no audit")
                     : base::say(lang, " : c'est le journal de l'audit ", ": this is the journal of audit ") + audit));
    if (!seal_with) return {};
    const Result<std::string> check = unseal(seal_with->key, audit, header_value(database, "check"));
    if (!check || *check != kCheck)
        return fail(Errc::input, path + base::say(lang, " : une autre clé scelle ce journal ; rien n'a été changé",
                                                  ": another key seals this journal; nothing was changed"));
    if (const std::string noted = header_value(database, "rows"); !noted.empty()) {
        const Result<std::string> count = unseal(seal_with->key, audit + "\nrows", noted);
        if (!count || *count != std::to_string(count_of(database)))
            return fail(Errc::malformed,
                        path + base::say(lang, " : des documents de ce journal manquent ; rien n'a été changé",
                                         ": documents of this journal are missing; nothing was "
                                         "changed"));
    }
    for (const std::string& kind : kinds())
        for (const Unit& unit : rows(kind))
            if (!unseal(seal_with->key, context(unit.kind, unit.key), unit.document))
                return fail(Errc::malformed,
                            path + base::say(lang, " : un document du genre '", ": a document of kind '") + kind +
                                base::say(lang, "' a été altéré depuis son écriture ; rien n'a été changé",
                                          "' was altered since it was written; nothing was changed"));
    return {};
}

AuditStore::AuditStore(std::unique_ptr<Connection> connection) : connection_(std::move(connection)) {}

AuditStore::~AuditStore() {
    (void)flush();
}

Result<std::unique_ptr<AuditStore>> AuditStore::open(const std::string& path, const std::optional<AuditSeal>& seal,
                                                     const std::string& lang) {
    try {
        auto connection = std::make_unique<Connection>(path, lang);
        connection->seal_with = seal;
        const bool has_header = connection->database.has_table("header");
        if (has_header)
            if (const auto checked = check_version(connection->database, path, lang); !checked)
                return tl::unexpected(checked.error());
        if (has_header && (!seal || !header_value(connection->database, "audit").empty())) {
            if (const auto checked = connection->check_seal(path); !checked) return tl::unexpected(checked.error());
        } else {
            connection->make_tables(connection->database.has_table("journal"));
        }
        return std::unique_ptr<AuditStore>(new AuditStore(std::move(connection)));
    } catch (const std::exception& error) {
        return tl::unexpected(explain(path, error, lang));
    }
}

Result<std::string> AuditStore::audit_of(const std::string& path, const std::string& lang) {
    std::error_code none;
    if (!std::filesystem::exists(path, none))
        return fail(Errc::io, path + base::say(lang, " : ", ": ") + base::system_reason(ENOENT, lang));
    try {
        Database database(path);
        if (!database.has_table("header")) return std::string();
        if (const auto checked = check_version(database, path, lang); !checked) return tl::unexpected(checked.error());
        return header_value(database, "audit");
    } catch (const std::exception& error) {
        return tl::unexpected(explain(path, error, lang));
    }
}

void AuditStore::put(std::string kind, std::string key, std::string document) {
    connection_->queue.push_back({std::move(kind), std::move(key), std::move(document)});
}

Result<void> AuditStore::flush() {
    if (connection_->queue.empty()) return {};
    try {
        WriteTransaction transaction(connection_->database);
        for (const Unit& unit : connection_->queue) connection_->write(unit);
        connection_->note_count();
        transaction.commit();
        connection_->queue.clear();
        return {};
    } catch (const std::exception& error) {
        return tl::unexpected(explain(base::say(connection_->lang, "le journal de l'audit", "the journal of the audit"),
                                      error, connection_->lang));
    }
}

std::optional<std::string> AuditStore::get(const std::string& kind, const std::string& key) const {
    const Unit wanted = connection_->sealed({kind, key, ""});
    std::string document;
    soci::indicator indicator = soci::i_null;
    soci::session& session = connection_->database.session();
    session << "SELECT document FROM journal WHERE kind = :kind AND key = :key", soci::into(document, indicator),
        soci::use(wanted.kind), soci::use(wanted.key);
    if (!session.got_data() || indicator != soci::i_ok) return std::nullopt;
    return connection_->opened({wanted.kind, wanted.key, document}).document;
}

std::map<std::string, std::string> AuditStore::entries(const std::string& kind) const {
    std::map<std::string, std::string> out;
    for (const Unit& row : connection_->rows(kind)) {
        Unit unit = connection_->opened(row);
        out[std::move(unit.key)] = std::move(unit.document);
    }
    return out;
}

std::vector<std::string> AuditStore::kinds() const {
    return connection_->kinds();
}

std::vector<std::string> AuditStore::all(const std::string& kind) const {
    std::vector<std::string> out;
    for (auto& [key, document] : entries(kind)) out.push_back(document);
    return out;
}

}  // namespace vigie::store
