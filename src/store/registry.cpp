// SPDX-License-Identifier: Apache-2.0
#include "store/registry.h"

#include <filesystem>

#include <nlohmann/json.hpp>
#include <sys/stat.h>

#include "base/language.h"
#include "base/text.h"
#include "store/database.h"

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
std::string document_context(const std::string& id, const std::string& name) {
    return id + "\ndocument\n" + name;
}

std::string write_card(const AuditCard& card) {
    const model::Organisation& organisation = card.organisation;
    return json{{"name", organisation.name},
                {"finess_ej", organisation.finess_ej},
                {"finess_eg", organisation.finess_eg},
                {"siret", organisation.siret},
                {"ght", organisation.ght},
                {"region", organisation.region},
                {"folder", card.folder},
                {"tlp", card.tlp}}
        .dump();
}

base::Error altered_card(const std::string& id, const std::string& lang) {
    return {Errc::malformed, id + base::say(lang, " : la fiche de cet audit a été altérée dans le magasin",
                                            ": the card of this audit was altered in the store")};
}

Result<void> read_card(const std::string& text, const std::string& lang, AuditCard& card) {
    try {
        const json in = json::parse(text);
        card.organisation = {in.at("name"),  in.at("finess_ej"), in.at("finess_eg"),
                             in.at("siret"), in.at("ght"),       in.at("region")};
        card.folder = in.at("folder");
        card.tlp = in.at("tlp");
        return {};
    } catch (const std::exception&) {
        return tl::unexpected(altered_card(card.id, lang));
    }
}

base::Date date_in(const std::string& text) {
    return base::parse_date(text).value_or(base::Date{});
}

}  // namespace

struct Registry::Connection {
    Connection(const std::string& where, const SecretKey& with, const std::string& language)
        : location(where), lang(language), database(where), master(with), chain(with.derived("journal")) {}

    void make_tables();
    Result<void> check();
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
    const std::string check = seal(master, kCheck, kCheck);
    sql << "INSERT INTO vigie (name, value) VALUES ('version', :version)", soci::use(version);
    sql << "INSERT INTO vigie (name, value) VALUES ('check', :check)", soci::use(check);
    transaction.commit();
}

Result<void> Registry::Connection::check() {
    std::string version;
    std::string sealed;
    database.session() << "SELECT value FROM vigie WHERE name = 'version'", soci::into(version);
    database.session() << "SELECT value FROM vigie WHERE name = 'check'", soci::into(sealed);
    const std::string shown = shown_location(location);
    if (version != std::to_string(kRegistryVersion))
        return fail(Errc::input, shown +
                                     base::say(lang, " : écrit par un vigie plus récent (version ",
                                               ": written by a newer vigie (version ") +
                                     version + base::say(lang, ", celui-ci lit la ", ", this one reads ") +
                                     std::to_string(kRegistryVersion) +
                                     base::say(lang, ") ; rien n'a été changé", "); nothing was changed"));
    if (!unseal(master, kCheck, sealed))
        return fail(Errc::input, shown + base::say(lang,
                                                   " : cette clé maîtresse n'est pas celle de ce magasin ; rien n'a "
                                                   "été changé",
                                                   ": this master key is not the one of this store; nothing was "
                                                   "changed"));
    return {};
}

Result<SecretKey> Registry::Connection::key_of(const std::string& id) {
    std::string wrapped;
    database.session() << "SELECT wrapped_key FROM audits WHERE id = :id", soci::into(wrapped), soci::use(id);
    if (!database.session().got_data())
        return fail(Errc::input,
                    id + base::say(lang, " : aucun audit de cet identifiant dans ", ": no audit of this id in ") +
                        shown_location(location));
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
        const std::string started = base::format_date(card.started);
        const std::string until = base::format_date(card.keep_until);
        const std::string sealed = card.sealed ? "yes" : "no";
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
        const Result<SecretKey> key = connection_->key_of(card.id);
        if (!key) return tl::unexpected(key.error());
        const std::string sealed_card = seal(*key, card_context(card.id), write_card(card));
        const std::string until = base::format_date(card.keep_until);
        const std::string sealed = card.sealed ? "yes" : "no";
        connection_->database.session() << "UPDATE audits SET card = :card, keep_until = :until, sealed = :sealed "
                                           "WHERE id = :id",
            soci::use(sealed_card), soci::use(until), soci::use(sealed), soci::use(card.id);
        return {};
    });
}

Result<std::vector<AuditCard>> Registry::audits() {
    return connection_->attempt([&]() -> Result<std::vector<AuditCard>> {
        std::vector<std::string> ids;
        const soci::rowset<std::string> rows =
            (connection_->database.session().prepare << "SELECT id FROM audits ORDER BY started, id");
        for (const std::string& id : rows) ids.push_back(id);
        std::vector<AuditCard> out;
        for (const std::string& id : ids) {
            Result<AuditCard> one = card(id);
            if (!one) return tl::unexpected(one.error());
            out.push_back(std::move(*one));
        }
        return out;
    });
}

Result<AuditCard> Registry::card(const std::string& id) {
    return connection_->attempt([&]() -> Result<AuditCard> {
        const Result<SecretKey> key = connection_->key_of(id);
        if (!key) return tl::unexpected(key.error());
        std::string sealed_card;
        std::string started;
        std::string until;
        std::string sealed;
        connection_->database.session() << "SELECT card, started, keep_until, sealed FROM audits WHERE id = :id",
            soci::into(sealed_card), soci::into(started), soci::into(until), soci::into(sealed), soci::use(id);
        const auto opened = unseal(*key, card_context(id), sealed_card);
        if (!opened) return tl::unexpected(altered_card(id, connection_->lang));
        AuditCard out;
        out.id = id;
        out.started = date_in(started);
        out.keep_until = date_in(until);
        out.sealed = sealed == "yes";
        if (const auto read = read_card(*opened, connection_->lang, out); !read) return tl::unexpected(read.error());
        return out;
    });
}

Result<SecretKey> Registry::key_of(const std::string& id) {
    return connection_->attempt([&] { return connection_->key_of(id); });
}

Result<void> Registry::put_documents(const std::string& id, const std::vector<Document>& documents) {
    return connection_->attempt([&]() -> Result<void> {
        const Result<SecretKey> key = connection_->key_of(id);
        if (!key) return tl::unexpected(key.error());
        WriteTransaction transaction(connection_->database);
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

Result<std::size_t> Registry::destroy(const std::string& id) {
    return connection_->attempt([&]() -> Result<std::size_t> {
        soci::session& sql = connection_->database.session();
        long long count = 0;
        {
            WriteTransaction transaction(connection_->database);
            sql << "SELECT count(*) FROM documents WHERE audit = :audit", soci::into(count), soci::use(id);
            sql << "DELETE FROM audits WHERE id = :id", soci::use(id);
            sql << "DELETE FROM documents WHERE audit = :audit", soci::use(id);
            transaction.commit();
        }
        connection_->database.forget_deleted();
        return static_cast<std::size_t>(count);
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
