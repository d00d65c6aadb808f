// SPDX-License-Identifier: Apache-2.0
#include "engine/vault.h"

#include <array>
#include <cstdlib>
#include <fstream>
#include <optional>
#include <thread>

#include <pwd.h>
#include <termios.h>
#include <unistd.h>

#include "engine/language.h"

namespace vigie::engine {
namespace {

using base::Errc;
using base::fail;
using base::Result;
namespace fs = std::filesystem;

constexpr std::size_t kLongestPassphrase = 1024;
constexpr std::size_t kShortestPassphrase = 12;
constexpr int kLooks = 20;

// $variable, else ~/below, else fallback (a service without a home).
fs::path place(const char* variable, const char* below, const char* fallback) {
    if (const char* chosen = std::getenv(variable); chosen != nullptr && *chosen != '\0')
        return fs::path(chosen) / "vigie";
    const char* home = std::getenv("HOME");
    return home == nullptr || *home == '\0' ? fs::path(fallback) : fs::path(home) / below / "vigie";
}

// A line of the terminal that it does not show.
Result<std::string> ask_terminal(const std::string& question, const std::string& lang) {
    std::fstream terminal("/dev/tty", std::ios::in | std::ios::out);
    termios shown{};
    if (!terminal || tcgetattr(STDIN_FILENO, &shown) != 0)
        return fail(Errc::input,
                    say(lang,
                        "la clé maîtresse est protégée par une phrase secrète : la donner au terminal, ou "
                        "par un fichier nommé dans VIGIE_PASSPHRASE_FILE",
                        "a passphrase protects the master key: give it at the terminal, or in a file named "
                        "by VIGIE_PASSPHRASE_FILE"));
    terminal << question << std::flush;
    termios hidden = shown;
    hidden.c_lflag &= ~static_cast<tcflag_t>(ECHO);
    tcsetattr(STDIN_FILENO, TCSAFLUSH, &hidden);
    std::string line;
    std::getline(terminal, line);
    tcsetattr(STDIN_FILENO, TCSAFLUSH, &shown);
    terminal.clear();
    terminal << "\n" << std::flush;
    return line.substr(0, kLongestPassphrase);
}

Result<std::string> from_file(const char* path, const std::string& lang) {
    std::ifstream file(path);
    std::string line;
    if (!std::getline(file, line))
        return fail(Errc::input, std::string("VIGIE_PASSPHRASE_FILE ") + path +
                                     say(lang, " : fichier absent ou vide", ": missing or empty file"));
    return line.substr(0, kLongestPassphrase);
}

// A file of no byte is what another program may be making just now, or what is left of a store.
bool stays_empty(const std::string& store) {
    std::error_code error;
    for (int i = 0; i < kLooks; ++i) {
        if (!fs::is_regular_file(store, error) || fs::file_size(store, error) != 0) return false;
        std::this_thread::sleep_for(std::chrono::milliseconds(100));
    }
    return true;
}

}  // namespace

VaultPlaces vault_places() {
    VaultPlaces out;
    const char* store = std::getenv("VIGIE_STORE");
    out.store = store != nullptr && *store != '\0'
                    ? store
                    : (place("XDG_DATA_HOME", ".local/share", "/var/lib/vigie") / "vigie.sqlite").string();
    const char* key = std::getenv("VIGIE_KEY");
    out.key = key != nullptr && *key != '\0' ? fs::path(key)
                                             : place("XDG_CONFIG_HOME", ".config", "/etc/vigie") / "master.key";
    return out;
}

store::AskPassphrase passphrase_prompt(const std::string& lang) {
    return [lang]() -> Result<std::string> {
        if (const char* file = std::getenv("VIGIE_PASSPHRASE_FILE")) return from_file(file, lang);
        return ask_terminal(say(lang, "Phrase secrète de la clé maîtresse : ", "Passphrase of the master key: "), lang);
    };
}

Result<std::string> new_passphrase(const std::string& lang) {
    Result<std::string> first = std::string();
    Result<std::string> second = std::string();
    if (const char* file = std::getenv("VIGIE_PASSPHRASE_FILE")) {
        second = first = from_file(file, lang);
    } else {
        first = ask_terminal(say(lang, "Nouvelle phrase secrète : ", "New passphrase: "), lang);
        if (first) second = ask_terminal(say(lang, "La même encore : ", "The same again: "), lang);
    }
    if (!first) return first;
    if (!second) return second;
    if (*first != *second)
        return fail(Errc::input, say(lang, "les deux phrases diffèrent ; rien n'a changé",
                                     "the two passphrases differ; nothing was changed"));
    if (first->size() < kShortestPassphrase)
        return fail(Errc::input, say(lang, "une phrase secrète a au moins 12 caractères ; rien n'a changé",
                                     "a passphrase has at least 12 characters; nothing was changed"));
    return first;
}

Result<store::SecretKey> load_vault_key(const std::string& lang) {
    const VaultPlaces places = vault_places();
    const auto protection = store::key_protection(places.key, lang);
    if (!protection) return tl::unexpected(protection.error());
    if (*protection == store::KeyProtection::absent) {
        const auto waiting = store::Registry::exists(places.store, lang);
        if (!waiting) return tl::unexpected(waiting.error());
        if (*waiting)
            return fail(Errc::input,
                        places.key.string() +
                            say(lang,
                                " : la clé maîtresse manque, et le magasin ne s'ouvre qu'avec elle : en remettre la "
                                "copie à cet endroit (ou dire où elle est par VIGIE_KEY) ; aucune autre n'a été créée",
                                ": the master key is missing, and the store opens with it only: put its copy back at "
                                "this place (or tell where it is by VIGIE_KEY); no other one was made"));
    }
    return store::load_master_key(places.key, passphrase_prompt(lang), lang);
}

Result<std::unique_ptr<store::Registry>> open_vault(const std::string& lang) {
    const VaultPlaces places = vault_places();
    static std::optional<std::pair<std::string, store::SecretKey>> opened;  // one question a command
    if (!opened || opened->first != places.key) {
        std::error_code error;
        const bool had_key = fs::exists(places.key, error);
        const auto key = load_vault_key(lang);
        if (!key) return tl::unexpected(key.error());
        if (had_key && stays_empty(places.store))
            return fail(Errc::input, places.store + say(lang,
                                                        " : ce magasin est vide (0 octet) alors que sa clé existe : le "
                                                        "reprendre d'une sauvegarde, ou supprimer ce fichier pour en "
                                                        "commencer un nouveau ; rien n'a été changé",
                                                        ": this store is empty (0 bytes) although its key exists: take "
                                                        "it from a backup, or remove this file to begin a new one; "
                                                        "nothing was changed"));
        opened.emplace(places.key.string(), *key);
    }
    return store::Registry::open(places.store, opened->second, lang);
}

std::string user_and_machine() {
    std::string user;
    if (const char* sudo = std::getenv("SUDO_USER"); sudo != nullptr && geteuid() == 0) user = sudo;
    if (user.empty()) {
        const passwd* entry = getpwuid(geteuid());
        user = entry != nullptr ? entry->pw_name : std::to_string(geteuid());
    }
    std::array<char, 256> machine{};
    gethostname(machine.data(), machine.size() - 1);
    return user + "@" + machine.data();
}

Result<void> note(store::Registry& vault, const std::string& action, const std::string& audit,
                  const std::string& detail, const base::Clock& clock) {
    const auto recorded =
        vault.record({0, base::format_instant(clock.now()), user_and_machine(), action, audit, detail, ""});
    if (!recorded) return tl::unexpected(recorded.error());
    return {};
}

store::AuditCard card_of(const model::Perimeter& perimeter, const std::string& id, const std::string& tlp,
                         base::Instant started, const fs::path& folder) {
    std::error_code error;
    store::AuditCard out;
    out.id = id;
    out.organisation = perimeter.organisation;
    out.folder = fs::absolute(folder, error).string();
    out.tlp = tlp;
    out.started = base::date_of(started);
    out.keep_until = std::chrono::sys_days(out.started) + std::chrono::days(perimeter.keeping.days);
    return out;
}

}  // namespace vigie::engine
