// SPDX-License-Identifier: Apache-2.0
#include "store/registry.h"

#include <filesystem>
#include <optional>

#include <nlohmann/json.hpp>
#include <sys/stat.h>

#include "base/language.h"
#include "base/text.h"
#include "store/database.h"
#include "store/registry_card.h"

namespace vigie::store {
namespace {

using base::Errc;
using base::fail;
using base::Result;
using nlohmann::json;

constexpr std::string_view kCheck = "vigie registry";
constexpr std::string_view kNoHash = "0";

std::string key_context(const std::string& id) {
    return id + "\nkey";
}
std::string card_context(const std::string& id) {
    return id + "\ncard";
}
std::string destruction_context(const std::string& id) {
    return id + "\ndestruction";
}
std::string document_context(const std::string& id, const std::string& name) {
    return id + "\ndocument\n" + name;
}

// What the check says, sealed by the master key: the version too, so that nobody makes a store look older.
std::string check_text(int version) {
    return version == 1 ? std::string(kCheck) : std::string(kCheck) + " " + std::to_string(version);
}

std::optional<int> version_in(const std::string& text) {
    constexpr std::size_t kLongest = 6;
    const bool digits = !text.empty() && text.size() <= kLongest && text.find_first_not_of("0123456789") == text.npos;
    return digits ? std::optional<int>(std::stoi(text)) : std::nullopt;
}

base::Error no_such_audit(const std::string& id, const std::string& location, const std::string& lang) {
    return {Errc::input, id + base::say(lang, " : aucun audit de cet identifiant dans ", ": no audit of this id in ") +
                             shown_location(location)};
}

}  // namespace

struct Registry::Connection {
    Connection(const std::string& where, const SecretKey& with, const std::string& language)
        : location(where), lang(language), database(where), master(with), chain(with.derived("journal")) {}

    void make_tables();
    Result<void> check();
    void bind_cards();
    [[nodiscard]] std::vector<std::string> ids();
    // The columns of a row, with its sealed card; nothing when there is no such audit.
    [[nodiscard]] std::optional<CardColumns> row(const std::string& id, std::string& sealed_card);
    [[nodiscard]] Result<AuditCard> card(const std::string& id);
    void write_row(const AuditCard& card, const SecretKey& key);
    [[nodiscard]] std::string hash_of(const JournalEntry& entry, const std::string& before) const {
        return chain.mark(
            json::array({entry.number, entry.at, entry.who, entry.action, entry.audit, entry.detail, before})
                .dump(-1, ' ', false, json::error_handler_t::replace));
    }
    // Nothing when there is no such audit.
    [[nodiscard]] Result<SecretKey> key_of(const std::string& id);
    template <class Work>
    auto attempt(Work work) -> decltype(work()) {
        try {
            return work();
        } catch (const std::exception& error) {
            return tl::unexpected(explain(location, error, lang));
        }
    }

    std::string location;
    std::string lang;
    Database database;
    SecretKey master;
    SecretKey chain;
};

void Registry::Connection::make_tables() {
    soci::session& sql = database.session();
    WriteTransaction transaction(database);
    if (database.has_table("vigie")) return;  // another process was quicker
    sql << "CREATE TABLE vigie (name TEXT PRIMARY KEY, value TEXT NOT NULL)";
    sql << "CREATE TABLE audits (id TEXT PRIMARY KEY, wrapped_key TEXT NOT NULL, card TEXT NOT NULL, "
           "started TEXT NOT NULL, keep_until TEXT NOT NULL, sealed TEXT NOT NULL)";
    sql << "CREATE TABLE documents (audit TEXT NOT NULL, name TEXT NOT NULL, size BIGINT NOT NULL, "
           "content TEXT NOT NULL, PRIMARY KEY (audit, name))";
    sql << "CREATE TABLE actions (number BIGINT PRIMARY KEY, at TEXT NOT NULL, who TEXT NOT NULL, "
           "action TEXT NOT NULL, audit TEXT NOT NULL, detail TEXT NOT NULL, hash TEXT NOT NULL)";
    if (database.is_postgres()) {
        sql << "CREATE RULE actions_stay AS ON UPDATE TO actions DO INSTEAD NOTHING";
        sql << "CREATE RULE actions_last AS ON DELETE TO actions DO INSTEAD NOTHING";
    } else {
        sql << "CREATE TRIGGER actions_stay BEFORE UPDATE ON actions BEGIN "
               "SELECT RAISE(ABORT, 'rows are only added'); END";
        sql << "CREATE TRIGGER actions_last BEFORE DELETE ON actions BEGIN "
               "SELECT RAISE(ABORT, 'rows are only added'); END";
    }
    const std::string version = std::to_string(kRegistryVersion);
    const std::string check = seal(master, kCheck, check_text(kRegistryVersion));
    sql << "INSERT INTO vigie (name, value) VALUES ('version', :version)", soci::use(version);
    sql << "INSERT INTO vigie (name, value) VALUES ('check', :check)", soci::use(check);
    transaction.commit();
}

Result<void> Registry::Connection::check() {
    std::string text;
    std::string sealed;
    database.session() << "SELECT value FROM vigie WHERE name = 'version'", soci::into(text);
    database.session() << "SELECT value FROM vigie WHERE name = 'check'", soci::into(sealed);
    const std::string shown = shown_location(location);
    const char* const kUnchanged = lang == "en" ? "; nothing was changed" : " ; rien n'a été changé";
    const auto version = version_in(text);
    if (!version || *version < 1)
        return fail(Errc::malformed, shown +
                                         base::say(lang, " : la version de ce magasin est illisible (\"",
                                                   ": the version of this store cannot be read (\"") +
                                         base::printable(text, 32) + "\")" + kUnchanged);
    if (*version > kRegistryVersion)
        return fail(Errc::input, shown +
                                     base::say(lang, " : écrit par un vigie plus récent (version ",
                                               ": written by a newer vigie (version ") +
                                     text + base::say(lang, ", celui-ci lit la ", ", this one reads ") +
                                     std::to_string(kRegistryVersion) + ")" + kUnchanged);
    const auto opened = unseal(master, kCheck, sealed);
    if (!opened)
        return fail(Errc::input, shown +
                                     base::say(lang, " : cette clé maîtresse n'est pas celle de ce magasin",
                                               ": this master key is not the one of this store") +
                                     kUnchanged);
    if (*opened != check_text(*version))
        return fail(Errc::malformed, shown +
                                         base::say(lang, " : la version de ce magasin a été altérée",
                                                   ": the version of this store was altered") +
                                         kUnchanged);
    if (*version < kRegistryVersion) bind_cards();
    return {};
}

// From version 1: what the columns say is sealed into the cards, once. A card that does not open stays as it is.
void Registry::Connection::bind_cards() {
    soci::session& sql = database.session();
    WriteTransaction transaction(database);
    std::string version;
    sql << "SELECT value FROM vigie WHERE name = 'version'", soci::into(version);
    if (version != "1") return;  // another process was quicker
    for (const std::string& id : ids()) {
        std::string sealed_card;
        const auto columns = row(id, sealed_card);
        const auto key = key_of(id);
        const auto opened = key ? unseal(*key, card_context(id), sealed_card) : tl::unexpected(key.error());
        auto bound =
            opened && columns ? read_unbound_card(id, *opened, *columns, lang) : tl::unexpected(altered_card(id, lang));
        if (!bound) continue;
        const soci::rowset<std::string> names =
            (sql.prepare << "SELECT name FROM documents WHERE audit = :id ORDER BY name", soci::use(id));
        for (const std::string& name : names) bound->documents.push_back(name);
        write_row(*bound, *key);
    }
    version = std::to_string(kRegistryVersion);
    const std::string check = seal(master, kCheck, check_text(kRegistryVersion));
    sql << "UPDATE vigie SET value = :version WHERE name = 'version'", soci::use(version);
    sql << "UPDATE vigie SET value = :check WHERE name = 'check'", soci::use(check);
    transaction.commit();
}

std::vector<std::string> Registry::Connection::ids() {
    std::vector<std::string> out;
    const soci::rowset<std::string> rows = (database.session().prepare << "SELECT id FROM audits ORDER BY started, id");
    for (const std::string& id : rows) out.push_back(id);
    return out;
}

std::optional<CardColumns> Registry::Connection::row(const std::string& id, std::string& sealed_card) {
    CardColumns out;
    database.session() << "SELECT card, started, keep_until, sealed FROM audits WHERE id = :id",
        soci::into(sealed_card), soci::into(out.started), soci::into(out.keep_until), soci::into(out.sealed),
        soci::use(id);
    return database.session().got_data() ? std::optional<CardColumns>(out) : std::nullopt;
}

Result<AuditCard> Registry::Connection::card(const std::string& id) {
    std::string sealed_card;
    const auto columns = row(id, sealed_card);
    if (!columns) return tl::unexpected(no_such_audit(id, location, lang));
    Result<std::string> opened = std::string();
    if (columns->sealed == kDestroying) {
        opened = unseal(master, destruction_context(id), sealed_card);
    } else {
        const Result<SecretKey> key = key_of(id);
        if (!key) return tl::unexpected(key.error());
        opened = unseal(*key, card_context(id), sealed_card);
    }
    if (!opened) return tl::unexpected(altered_card(id, lang));
    return read_card(id, *opened, *columns, lang);
}

void Registry::Connection::write_row(const AuditCard& card, const SecretKey& key) {
    const std::string sealed_card = seal(key, card_context(card.id), write_card(card));
    const CardColumns columns = columns_of(card);
    database.session() << "UPDATE audits SET card = :card, started = :started, keep_until = :until, sealed = :sealed "
                          "WHERE id = :id",
        soci::use(sealed_card), soci::use(columns.started), soci::use(columns.keep_until), soci::use(columns.sealed),
        soci::use(card.id);
}

Result<SecretKey> Registry::Connection::key_of(const std::string& id) {
    std::string wrapped;
    database.session() << "SELECT wrapped_key FROM audits WHERE id = :id", soci::into(wrapped), soci::use(id);
    if (!database.session().got_data()) return tl::unexpected(no_such_audit(id, location, lang));
    if (wrapped.empty())
        return fail(Errc::input,
                    id + base::say(lang, " : cet audit est en cours de destruction ; vigie purge la termine",
                                   ": this audit is being destroyed; vigie purge ends that"));
    auto opened = unseal(master, key_context(id), wrapped);
    const auto raw = opened ? base::from_base64(*opened) : std::nullopt;
    if (opened) forget(*opened);
    auto key = raw ? SecretKey::from(*raw) : std::nullopt;
    if (!key)
        return fail(Errc::malformed, id +
                                         base::say(lang, " : la clé de cet audit a été altérée dans ",
                                                   ": the key of this audit was altered in ") +
                                         shown_location(location));
    return *key;
}

Registry::Registry(std::unique_ptr<Connection> connection) : connection_(std::move(connection)) {}
Registry::~Registry() = default;

Result<std::unique_ptr<Registry>> Registry::open(const std::string& location, const SecretKey& master,
                                                 const std::string& lang) {
    try {
        if (const auto known = check_location(location, lang); !known) return tl::unexpected(known.error());
        if (!is_postgres_location(location)) {
            const std::filesystem::path folder = std::filesystem::path(location).parent_path();
            std::error_code error;
            if (!folder.empty() && !std::filesystem::exists(folder, error)) {
                std::filesystem::create_directories(folder, error);
                if (error)
                    return fail(Errc::io, folder.string() + base::say(lang, " : ", ": ") +
                                              base::system_reason(error.value(), lang));
                chmod(folder.c_str(), 0700);
            }
        }
        auto connection = std::make_unique<Connection>(location, master, lang);
        if (!is_postgres_location(location)) {
            chmod(location.c_str(), 0600);
            connection->database.session() << "PRAGMA synchronous=FULL";
        }
        if (!connection->database.has_table("vigie")) connection->make_tables();
        if (const auto checked = connection->check(); !checked) return tl::unexpected(checked.error());
        return std::unique_ptr<Registry>(new Registry(std::move(connection)));
    } catch (const std::exception& error) {
        return tl::unexpected(explain(location, error, lang));
    }
}

Result<bool> Registry::exists(const std::string& location, const std::string& lang) {
    try {
        if (const auto known = check_location(location, lang); !known) return tl::unexpected(known.error());
        std::error_code error;
        if (!is_postgres_location(location) &&
            (!std::filesystem::exists(location, error) || std::filesystem::file_size(location, error) == 0))
            return false;
        return Database(location).has_table("vigie");
    } catch (const std::exception& error) {
        return tl::unexpected(explain(location, error, lang));
    }
}

Result<SecretKey> Registry::add(const AuditCard& card) {
    return connection_->attempt([&]() -> Result<SecretKey> {
        WriteTransaction transaction(connection_->database);
        soci::session& sql = connection_->database.session();
        int taken = 0;
        sql << "SELECT count(*) FROM audits WHERE id = :id", soci::into(taken), soci::use(card.id);
        if (taken > 0)
            return fail(Errc::input,
                        card.id + base::say(connection_->lang, " : un audit de cet identifiant existe déjà",
                                            ": an audit of this id exists already"));
        SecretKey key = SecretKey::random();
        std::string bare = base::to_base64(key.bytes());
        const std::string wrapped = seal(connection_->master, key_context(card.id), bare);
        forget(bare);
        const std::string sealed_card = seal(key, card_context(card.id), write_card(card));
        const auto& [started, until, sealed] = columns_of(card);
        sql << "INSERT INTO audits (id, wrapped_key, card, started, keep_until, sealed) "
               "VALUES (:id, :wrapped, :card, :started, :until, :sealed)",
            soci::use(card.id), soci::use(wrapped), soci::use(sealed_card), soci::use(started), soci::use(until),
            soci::use(sealed);
        transaction.commit();
        return key;
    });
}

Result<void> Registry::update(const AuditCard& card) {
    return connection_->attempt([&]() -> Result<void> {
        WriteTransaction transaction(connection_->database);
        const Result<SecretKey> key = connection_->key_of(card.id);
        if (!key) return tl::unexpected(key.error());
        connection_->write_row(card, *key);
        transaction.commit();
        return {};
    });
}

Result<std::vector<AuditCard>> Registry::audits() {
    return connection_->attempt([&]() -> Result<std::vector<AuditCard>> {
        std::vector<AuditCard> out;
        for (const std::string& id : connection_->ids()) {
            Result<AuditCard> one = connection_->card(id);
            if (!one && one.error().code == Errc::input) continue;  // gone meanwhile
            if (one) {
                out.push_back(std::move(*one));
            } else {
                out.emplace_back().id = id;
                out.back().damage = one.error().what;
            }
        }
        return out;
    });
}

Result<AuditCard> Registry::card(const std::string& id) {
    return connection_->attempt([&] { return connection_->card(id); });
}

Result<SecretKey> Registry::key_of(const std::string& id) {
    return connection_->attempt([&] { return connection_->key_of(id); });
}

Result<void> Registry::put_documents(const std::string& id, const std::vector<Document>& documents) {
    return connection_->attempt([&]() -> Result<void> {
        // The key is read where nobody else writes: an audit that is destroyed meanwhile gets no row any more.
        WriteTransaction transaction(connection_->database);
        const Result<SecretKey> key = connection_->key_of(id);
        if (!key) return tl::unexpected(key.error());
        for (const Document& document : documents) {
            const auto size = static_cast<long long>(document.content.size());
            const std::string content = seal(*key, document_context(id, document.name), document.content);
            connection_->database.session()
                << "INSERT INTO documents (audit, name, size, content) VALUES (:audit, :name, :size, :content) "
                   "ON CONFLICT (audit, name) DO UPDATE SET size = excluded.size, content = excluded.content",
                soci::use(id), soci::use(document.name), soci::use(size), soci::use(content);
        }
        transaction.commit();
        return {};
    });
}

Result<std::vector<StoredDocument>> Registry::documents(const std::string& id) {
    return connection_->attempt([&]() -> Result<std::vector<StoredDocument>> {
        std::vector<StoredDocument> out;
        std::string name;
        long long size = 0;
        soci::statement rows = (connection_->database.session().prepare
                                    << "SELECT name, size FROM documents WHERE audit = :audit ORDER BY name",
                                soci::into(name), soci::into(size), soci::use(id));
        rows.execute();
        while (rows.fetch()) out.push_back({name, static_cast<std::uint64_t>(size)});
        return out;
    });
}

Result<std::string> Registry::document(const std::string& id, const std::string& name) {
    return connection_->attempt([&]() -> Result<std::string> {
        const Result<SecretKey> key = connection_->key_of(id);
        if (!key) return tl::unexpected(key.error());
        std::string content;
        connection_->database.session() << "SELECT content FROM documents WHERE audit = :audit AND name = :name",
            soci::into(content), soci::use(id), soci::use(name);
        if (!connection_->database.session().got_data())
            return fail(Errc::input, id + base::say(connection_->lang, " : aucun document ", ": no document ") + name +
                                         base::say(connection_->lang, " dans ", " in ") +
                                         shown_location(connection_->location));
        Result<std::string> opened = unseal(*key, document_context(id, name), content);
        if (!opened)
            return fail(Errc::malformed, id + " " + name +
                                             base::say(connection_->lang, " : altéré, ou scellé avec une autre clé",
                                                       ": altered, or sealed with another key"));
        return opened;
    });
}

Result<std::size_t> Registry::destroy(const AuditCard& card) {
    return connection_->attempt([&]() -> Result<std::size_t> {
        soci::session& sql = connection_->database.session();
        long long count = 0;
        {
            WriteTransaction transaction(connection_->database);
            std::string before;
            if (!connection_->row(card.id, before))
                return tl::unexpected(no_such_audit(card.id, connection_->location, connection_->lang));
            sql << "SELECT count(*) FROM documents WHERE audit = :audit", soci::into(count), soci::use(card.id);
            const auto& [started, until, sealed] = columns_of(card);
            const std::string text = seal(connection_->master, destruction_context(card.id), write_card(card));
            sql << "UPDATE audits SET wrapped_key = '', card = :card, started = :started, keep_until = :until, "
                   "sealed = :sealed WHERE id = :id",
                soci::use(text), soci::use(started), soci::use(until), soci::use(sealed), soci::use(card.id);
            sql << "DELETE FROM documents WHERE audit = :audit", soci::use(card.id);
            transaction.commit();
        }
        connection_->database.forget_deleted();
        return static_cast<std::size_t>(count);
    });
}

Result<void> Registry::remove_card(const std::string& id) {
    return connection_->attempt([&]() -> Result<void> {
        {
            WriteTransaction transaction(connection_->database);
            std::string before;
            const auto columns = connection_->row(id, before);
            if (!columns || columns->sealed != kDestroying)
                return tl::unexpected(no_such_audit(id, connection_->location, connection_->lang));
            connection_->database.session() << "DELETE FROM audits WHERE id = :id", soci::use(id);
            transaction.commit();
        }
        connection_->database.forget_deleted();
        return {};
    });
}

Result<JournalEntry> Registry::record(JournalEntry entry) {
    return connection_->attempt([&]() -> Result<JournalEntry> {
        WriteTransaction transaction(connection_->database);
        soci::session& sql = connection_->database.session();
        long long number = 0;
        std::string before(kNoHash);
        sql << "SELECT number, hash FROM actions ORDER BY number DESC LIMIT 1", soci::into(number), soci::into(before);
        if (!sql.got_data()) before = kNoHash;
        entry.number = static_cast<std::uint64_t>(++number);
        entry.hash = connection_->hash_of(entry, before);
        sql << "INSERT INTO actions (number, at, who, action, audit, detail, hash) "
               "VALUES (:number, :at, :who, :action, :audit, :detail, :hash)",
            soci::use(number), soci::use(entry.at), soci::use(entry.who), soci::use(entry.action),
            soci::use(entry.audit), soci::use(entry.detail), soci::use(entry.hash);
        transaction.commit();
        return entry;
    });
}

Result<std::vector<JournalEntry>> Registry::journal() {
    return connection_->attempt([&]() -> Result<std::vector<JournalEntry>> {
        std::vector<JournalEntry> out;
        JournalEntry row;
        long long number = 0;
        soci::statement rows =
            (connection_->database.session().prepare
                 << "SELECT number, at, who, action, audit, detail, hash FROM actions ORDER BY number",
             soci::into(number), soci::into(row.at), soci::into(row.who), soci::into(row.action), soci::into(row.audit),
             soci::into(row.detail), soci::into(row.hash));
        rows.execute();
        while (rows.fetch()) {
            row.number = static_cast<std::uint64_t>(number);
            out.push_back(row);
        }
        return out;
    });
}

Result<std::uint64_t> Registry::first_broken_entry() {
    const auto entries = journal();
    if (!entries) return tl::unexpected(entries.error());
    std::string before(kNoHash);
    std::uint64_t expected = 0;
    for (const JournalEntry& entry : *entries) {
        if (entry.number != ++expected || entry.hash != connection_->hash_of(entry, before)) return expected;
        before = entry.hash;
    }
    return std::uint64_t{0};
}

}  // namespace vigie::store
