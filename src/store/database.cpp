// SPDX-License-Identifier: Apache-2.0
#include "store/database.h"

#include <array>
#include <charconv>
#include <stdexcept>

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
constexpr const char* kSilentFrench =
    "le serveur ne répond pas (arrêté, autre adresse ou autre port) ; rien n'a été changé";
constexpr const char* kSilentEnglish =
    "the server does not answer (stopped, another address or port); nothing was changed";
constexpr const char* kRefusalFrench =
    "le serveur refuse la connexion (utilisateur, mot de passe, nom de la base, pg_hba.conf) ; rien n'a été changé";
constexpr const char* kRefusalEnglish =
    "the server refuses the connection (user, password, name of the database, pg_hba.conf); nothing was changed";
constexpr std::array kExplanations{
    Explanation{"authentication failed", kRefusalFrench, kRefusalEnglish},
    Explanation{"no password supplied", kRefusalFrench, kRefusalEnglish},
    Explanation{"pg_hba.conf", kRefusalFrench, kRefusalEnglish},
    Explanation{"FATAL:  database", kRefusalFrench, kRefusalEnglish},
    Explanation{"FATAL:  role", kRefusalFrench, kRefusalEnglish},
    Explanation{"Cannot establish connection", kSilentFrench, kSilentEnglish},
    Explanation{"server closed the connection", kSilentFrench, kSilentEnglish},
    Explanation{"terminating connection", kSilentFrench, kSilentEnglish},
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
    Explanation{"find dynamic backend", "PostgreSQL demande le paquet Debian libsoci-postgresql4.0",
                "PostgreSQL needs the Debian package libsoci-postgresql4.0"},
    Explanation{"Failed to open", "PostgreSQL demande le paquet Debian libsoci-postgresql4.0",
                "PostgreSQL needs the Debian package libsoci-postgresql4.0"},
};

// %41 -> A; what is not hexadecimal stays.
std::string percent_decoded(std::string_view text) {
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        unsigned char byte = 0;
        const std::string_view digits = text[i] == '%' ? text.substr(i + 1, 2) : std::string_view();
        const char* const end = digits.data() + digits.size();
        if (digits.size() == 2 && std::from_chars(digits.data(), end, byte, 16).ptr == end) {
            out += static_cast<char>(byte);
            i += 2;
        } else {
            out += text[i];
        }
    }
    return out;
}

void add_word(std::string& words, std::string_view name, std::string_view encoded) {
    if (encoded.empty()) return;
    words += (words.empty() ? "" : " ") + std::string(name) + "=";
    for (const char character : percent_decoded(encoded)) {
        if (character == '\\' || character == '\'') words += '\\';
        words += character;
    }
}

// "postgresql://user:password@host:port/database?name=value&..." as libpq's other form: SOCI takes no URI.
std::string words_of_uri(std::string_view uri) {
    std::string out;
    uri.remove_prefix(uri.find("://") + 3);
    const auto question = uri.find('?');
    const std::string_view parameters = question == uri.npos ? std::string_view() : uri.substr(question + 1);
    uri = uri.substr(0, question);
    const auto slash = uri.find('/');
    if (slash != uri.npos) add_word(out, "dbname", uri.substr(slash + 1));
    uri = uri.substr(0, slash);
    if (const auto at = uri.rfind('@'); at != uri.npos) {
        const std::string_view user = uri.substr(0, at);
        const auto colon = user.find(':');
        add_word(out, "user", user.substr(0, colon));
        if (colon != user.npos) add_word(out, "password", user.substr(colon + 1));
        uri.remove_prefix(at + 1);
    }
    // host, host:port, [::1] or [::1]:port
    const auto bracket = uri.rfind(']');
    const auto colon = uri.find(':', bracket == uri.npos ? 0 : bracket);
    std::string_view host = uri.substr(0, colon);
    if (host.size() >= 2 && host.front() == '[') host = host.substr(1, host.size() - 2);
    add_word(out, "host", host);
    if (colon != uri.npos) add_word(out, "port", uri.substr(colon + 1));
    for (const std::string_view parameter : base::split(parameters, '&'))
        if (const auto equals = parameter.find('='); equals != parameter.npos)
            add_word(out, parameter.substr(0, equals), parameter.substr(equals + 1));
    return out;
}

std::string postgres_words(const std::string& location) {
    if (location.find("://") != std::string::npos) return words_of_uri(location);
    return location.substr(location.find(':') + 1);
}

}  // namespace

base::Result<void> check_location(const std::string& location, std::string_view lang) {
    if (is_postgres_location(location)) {
        if (location.find("://") == std::string::npos) return {};
        std::size_t blanks = 0;
        for (const char character : percent_decoded(location)) blanks += character == ' ' ? 1U : 0U;
        if (blanks == 0) return {};
        return base::fail(base::Errc::input,
                          shown_location(location) +
                              base::say(lang,
                                        " : une espace ne peut pas y être ; un mot de passe qui en a une se met "
                                        "dans ~/.pgpass",
                                        ": it may hold no blank; a password with one goes into ~/.pgpass"));
    }
    const auto end = location.find("://");
    const bool is_scheme =
        end != std::string::npos && end > 0 &&
        location.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+.-") >= end;
    if (!is_scheme) return {};
    return base::fail(
        base::Errc::input,
        location.substr(0, end) + base::say(lang, " : genre de magasin inconnu ; un chemin, ou postgresql://...",
                                            ": unknown kind of store; a path, or postgresql://..."));
}

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
        session_.open("postgresql", postgres_words(location));
        // Without its notices on our terminal.
        session_ << "SET client_min_messages = warning";
        return;
    }
    session_.open(soci::sqlite3, "db=\"" + location + "\" timeout=30");
    try {
        session_ << "PRAGMA journal_mode=WAL";
    } catch (const std::exception& error) {
        const std::string_view text = error.what();
        if (text.find("disk") == text.npos && text.find("unable to open") == text.npos) throw;
        session_.close();
        session_.open(soci::sqlite3, "db=\"" + location + "\" timeout=30");
        session_ << "PRAGMA locking_mode=EXCLUSIVE";  // keeps in memory what else needs a file
        session_ << "PRAGMA journal_mode=WAL";
    }
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
    // SQLite's own word for a folder that is missing or closed to us.
    if (!is_postgres_location(location) && text.find("Cannot establish connection") != text.npos)
        return explain(location, std::runtime_error("unable to open"), lang);
    for (const Explanation& explanation : kExplanations)
        if (text.find(explanation.sign) != std::string_view::npos)
            return {base::Errc::io, shown_location(location) + base::say(lang, " : ", ": ") +
                                        base::say(lang, explanation.french, explanation.english)};
    return {base::Errc::io, shown_location(location) + base::say(lang, " : ", ": ") + base::printable(text)};
}

}  // namespace vigie::store
