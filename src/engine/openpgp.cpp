// SPDX-License-Identifier: Apache-2.0
#include "engine/openpgp.h"

#include <algorithm>
#include <charconv>
#include <filesystem>

#include <sys/mman.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/system.h"
#include "base/text.h"
#include "engine/language.h"
#include "report/process.h"

namespace vigie::engine {
namespace {

using base::Errc;
using base::fail;
using base::Result;

constexpr base::Millis kDeadline = std::chrono::minutes{2};  // somebody may have to type a passphrase
constexpr std::size_t kFingerprint = 40;
constexpr std::size_t kLineShown = 200;
constexpr std::size_t kReasonShown = 600;

// Bytes that another program can open by a name, without being on any disk.
class MemoryFile {
public:
    MemoryFile() : descriptor_(memfd_create("vigie", MFD_CLOEXEC)) {}
    ~MemoryFile() {
        if (descriptor_ >= 0) close(descriptor_);
    }
    MemoryFile(const MemoryFile&) = delete;
    MemoryFile& operator=(const MemoryFile&) = delete;

    [[nodiscard]] std::string name() const {
        return "/proc/" + std::to_string(getpid()) + "/fd/" + std::to_string(descriptor_);
    }
    bool fill(std::string_view bytes) {
        while (!bytes.empty()) {
            const ssize_t count = write(descriptor_, bytes.data(), bytes.size());
            if (count <= 0) return false;
            bytes.remove_prefix(static_cast<std::size_t>(count));
        }
        return descriptor_ >= 0;
    }
    Result<std::string> content() {
        std::string out;
        std::string block(1U << 16U, '\0');
        if (lseek(descriptor_, 0, SEEK_SET) != 0) return base::fail_system("memory");
        for (;;) {
            const ssize_t count = read(descriptor_, block.data(), block.size());
            if (count < 0) return base::fail_system("memory");
            if (count == 0) return out;
            out.append(block, 0, static_cast<std::size_t>(count));
        }
    }

private:
    int descriptor_;
};

bool is_fingerprint(const std::string& text) {
    return text.size() == kFingerprint &&
           std::all_of(text.begin(), text.end(), [](unsigned char c) { return std::isxdigit(c) != 0; });
}

std::string one_line(std::string_view diagnostics) {
    std::string out;
    for (const std::string_view line : base::split(diagnostics, '\n'))
        if (const std::string_view said = base::trim(line); !said.empty() && !said.starts_with("[GNUPG:]"))
            out += (out.empty() ? "" : "; ") + base::printable(said, kLineShown);
    return base::printable(out, kReasonShown);
}

// What GnuPG knows of a key: one line of its listing a key, fields apart by colons.
struct KeyState {
    bool found = false;
    bool usable = false;
    bool revoked = false;
    std::string expired_on;  // a date, "" = it has not expired
};

KeyState state_of_key(const std::string& key, bool secret, const std::string& lang) {
    std::error_code error;
    std::vector<std::string> command = {"gpg", "--batch", "--no-tty", "--with-colons", "--fixed-list-mode"};
    if (!secret && std::filesystem::is_regular_file(key, error))
        command.insert(command.end(), {"--show-keys", key});
    else
        command.insert(command.end(), {secret ? "--list-secret-keys" : "--list-keys", "--", key});
    KeyState out;
    const auto ran = report::run_process(command, kDeadline, lang);
    if (!ran) return out;
    constexpr std::size_t kValidity = 1;
    constexpr std::size_t kExpires = 6;
    for (const std::string_view line : base::split(ran->diagnostics, '\n')) {
        const std::vector<std::string_view> fields = base::split(line, ':');
        if (fields.size() <= kExpires || (fields[0] != "pub" && fields[0] != "sec")) continue;
        out.found = true;
        std::int64_t seconds = 0;
        const std::string_view when = fields[kExpires];
        std::from_chars(when.begin(), when.end(), seconds);
        if (fields[kValidity] == "e" ||
            (seconds > 0 && base::Instant(std::chrono::seconds(seconds)) < base::SystemClock().now()))
            out.expired_on = base::format_date(base::date_of(base::Instant(std::chrono::seconds(seconds))));
        else if (fields[kValidity] == "r")
            out.revoked = true;
        else
            out.usable = true;
    }
    return out;
}

// "" when this key is not what went wrong.
std::string trouble_with(const std::string& key, bool secret, const std::string& lang) {
    const KeyState state = state_of_key(key, secret, lang);
    const std::string name = base::printable(key, kLineShown);
    if (!state.found)
        return secret
                   ? name + say(lang, " : aucune clé secrète de ce nom pour signer (gpg --list-secret-keys les donne)",
                                ": no secret key of this name to sign with (gpg --list-secret-keys gives them)")
                   : name + say(lang,
                                " : aucune clé publique de ce nom ; l'importer (gpg --import FICHIER), ou donner le "
                                "fichier de la clé",
                                ": no public key of this name; import it (gpg --import FILE), or give the file of "
                                "the key");
    if (state.usable) return "";
    if (state.revoked)
        return name + say(lang, " : cette clé a été révoquée ; demander la nouvelle à son propriétaire",
                          ": this key was revoked; ask its owner for the new one");
    return name + say(lang, " : cette clé a expiré le ", ": this key expired on ") + state.expired_on +
           say(lang, " ; demander à son propriétaire celle qui est prolongée, puis gpg --import FICHIER",
               "; ask its owner for the prolonged one, then gpg --import FILE");
}

base::Error why_it_failed(const OpenPgp& keys, const std::string& diagnostics, const std::string& lang) {
    for (const std::string& recipient : keys.recipients)
        if (std::string trouble = trouble_with(recipient, false, lang); !trouble.empty()) return {Errc::input, trouble};
    if (!keys.signer.empty())
        if (std::string trouble = trouble_with(keys.signer, true, lang); !trouble.empty())
            return {Errc::input, trouble};
    const auto said = [&](std::string_view sign) { return diagnostics.find(sign) != std::string::npos; };
    if (said("INV_RECP 10 ") || said("no assurance"))
        return {Errc::input, base::join(keys.recipients, ", ") +
                                 say(lang,
                                     " : rien ne garantit à qui est cette clé ; vérifier son empreinte, puis la donner "
                                     "en entier (40 chiffres), ou certifier la clé (gpg --lsign-key)",
                                     ": nothing vouches for whose key this is; check its fingerprint, then give it in "
                                     "full (40 digits), or certify the key (gpg --lsign-key)")};
    if (said("Bad passphrase") || said("No pinentry") || said("Inappropriate ioctl") || said("cancelled"))
        return {Errc::input,
                keys.signer + say(lang,
                                  " : GnuPG n'a pas pu demander la phrase secrète de cette clé ; la donner "
                                  "à gpg-agent d'abord (gpg --clearsign au terminal)",
                                  ": GnuPG could not ask for the passphrase of this key; give it to "
                                  "gpg-agent first (gpg --clearsign at the terminal)")};
    return {Errc::input, say(lang, "GnuPG a refusé : ", "GnuPG refused: ") + one_line(diagnostics)};
}

Result<std::string> run_gpg(std::vector<std::string> action, std::string_view input, const OpenPgp& keys,
                            const std::string& lang) {
    MemoryFile in;
    MemoryFile out;
    if (!in.fill(input) || !out.fill("")) return base::fail_system("memory");
    // Nothing is looked for on the network: a key that is not here is an error.
    std::vector<std::string> command = {
        "gpg",         "--batch", "--yes",    "--quiet", "--no-tty", "--disable-dirmngr", "--no-auto-key-locate",
        "--status-fd", "2",       "--output", out.name()};
    for (std::string& word : action) command.push_back(std::move(word));
    command.push_back(in.name());
    const auto ran = report::run_process(command, kDeadline, lang);
    if (!ran) return tl::unexpected(ran.error());
    if (ran->exit_status != 0) return tl::unexpected(why_it_failed(keys, ran->diagnostics, lang));
    return out.content();
}

}  // namespace

Result<std::string> encrypt(std::string_view clear, const OpenPgp& keys, const std::string& lang) {
    std::vector<std::string> action = {"--encrypt"};
    std::error_code error;
    const bool all_named_exactly =
        std::all_of(keys.recipients.begin(), keys.recipients.end(), [&](const std::string& recipient) {
            return is_fingerprint(recipient) || std::filesystem::is_regular_file(recipient, error);
        });
    if (all_named_exactly) action.insert(action.end(), {"--trust-model", "always"});
    for (const std::string& recipient : keys.recipients) {
        const bool is_file = std::filesystem::is_regular_file(recipient, error);
        action.emplace_back(is_file ? "--recipient-file" : "--recipient");
        action.push_back(recipient);
    }
    if (!keys.signer.empty()) action.insert(action.end(), {"--sign", "--local-user", keys.signer});
    return run_gpg(std::move(action), clear, keys, lang);
}

Result<std::string> sign(std::string_view content, const std::string& signer, const std::string& lang) {
    return run_gpg({"--detach-sign", "--local-user", signer}, content, {{}, signer}, lang);
}

}  // namespace vigie::engine
