// SPDX-License-Identifier: Apache-2.0
#include "store/master_key.h"

#include <cerrno>
#include <fstream>
#include <optional>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/language.h"
#include "base/text.h"

namespace vigie::store {
namespace {

using base::Errc;
using base::fail;
using base::Result;
namespace fs = std::filesystem;

// Three lines: what it is, salt or "-", the key (bare or sealed).
constexpr std::string_view kBare = "vigie master key 1 bare";
constexpr std::string_view kSealed = "vigie master key 1 argon2id";
constexpr std::string_view kContext = "vigie master key";
constexpr std::uintmax_t kLargest = 4096;

struct KeyFile {
    bool sealed = false;
    std::string salt;
    std::string key;
};

Result<KeyFile> read_key_file(const fs::path& path, const std::string& lang) {
    const auto not_a_key = [&] {
        return fail(Errc::malformed, path.string() + base::say(lang, " : ce n'est pas un fichier de clé de vigie",
                                                               ": this is not a key file of vigie"));
    };
    std::error_code error;
    if (fs::file_size(path, error) > kLargest || error) return not_a_key();
    std::ifstream file(path);
    std::string first;
    KeyFile out;
    if (!std::getline(file, first) || !std::getline(file, out.salt) || !std::getline(file, out.key)) return not_a_key();
    if (first != kBare && first != kSealed) return not_a_key();
    out.sealed = first == kSealed;
    return out;
}

// A new file beside the path; gives its name.
Result<fs::path> write_beside(const fs::path& path, const std::string& text, const std::string& lang) {
    std::error_code error;
    fs::create_directories(path.parent_path(), error);
    const auto failed = [&](const std::string& what, int reason) {
        return fail(Errc::io, what + base::say(lang, " : ", ": ") + base::system_reason(reason, lang));
    };
    if (error) return failed(path.parent_path().string(), error.value());
    std::string name = path.string() + ".XXXXXX";
    const int descriptor = mkstemp(name.data());
    if (descriptor < 0) return failed(name, errno);
    const bool written =
        write(descriptor, text.data(), text.size()) == static_cast<ssize_t>(text.size()) && fsync(descriptor) == 0;
    const int reason = errno;
    close(descriptor);
    if (!written) {
        unlink(name.c_str());
        return failed(path.string(), reason);
    }
    return fs::path(name);
}

std::string bare_text(const SecretKey& key) {
    return std::string(kBare) + "\n-\n" + base::to_base64(key.bytes()) + "\n";
}

// Another process may make the key at the same time: the first one wins, the other reads it.
Result<void> create(const fs::path& path, const std::string& lang) {
    const auto temporary = write_beside(path, bare_text(SecretKey::random()), lang);
    if (!temporary) return tl::unexpected(temporary.error());
    const int linked = link(temporary->c_str(), path.c_str());
    const int reason = errno;
    unlink(temporary->c_str());
    if (linked != 0 && reason != EEXIST)
        return fail(Errc::io, path.string() + base::say(lang, " : ", ": ") + base::system_reason(reason, lang));
    return {};
}

}  // namespace

Result<KeyProtection> key_protection(const fs::path& path, const std::string& lang) {
    std::error_code error;
    if (!fs::exists(path, error)) return KeyProtection::absent;
    const auto file = read_key_file(path, lang);
    if (!file) return tl::unexpected(file.error());
    return file->sealed ? KeyProtection::passphrase : KeyProtection::file;
}

Result<SecretKey> load_master_key(const fs::path& path, const AskPassphrase& ask, const std::string& lang) {
    std::error_code error;
    if (!fs::exists(path, error))
        if (const auto made = create(path, lang); !made) return tl::unexpected(made.error());
    const auto file = read_key_file(path, lang);
    if (!file) return tl::unexpected(file.error());
    std::string key = file->key;
    if (file->sealed) {
        const auto passphrase = ask();
        if (!passphrase) return tl::unexpected(passphrase.error());
        const auto salt = base::from_base64(file->salt);
        const auto opener = SecretKey::from_passphrase(*passphrase, salt.value_or(base::ByteString()));
        if (!opener) return tl::unexpected(opener.error());
        const auto opened = unseal(*opener, kContext, key);
        if (!opened)
            return fail(Errc::input, path.string() + base::say(lang, " : la phrase secrète n'ouvre pas cette clé",
                                                               ": the passphrase does not open this key"));
        key = *opened;
    }
    const auto raw = base::from_base64(key);
    forget(key);
    auto out = raw ? SecretKey::from(*raw) : std::nullopt;
    if (!out)
        return fail(Errc::malformed, path.string() + base::say(lang, " : la clé de ce fichier est abîmée",
                                                               ": the key in this file is damaged"));
    return *out;
}

Result<void> protect_master_key(const fs::path& path, const SecretKey& key, const std::string& passphrase,
                                const std::string& lang) {
    std::string text = bare_text(key);
    if (!passphrase.empty()) {
        const base::ByteString salt = random_salt();
        const auto opener = SecretKey::from_passphrase(passphrase, salt);
        if (!opener) return tl::unexpected(opener.error());
        text = std::string(kSealed) + "\n" + base::to_base64(salt) + "\n" +
               seal(*opener, kContext, base::to_base64(key.bytes())) + "\n";
    }
    const auto temporary = write_beside(path, text, lang);
    if (!temporary) return tl::unexpected(temporary.error());
    std::error_code error;
    fs::rename(*temporary, path, error);
    if (error)
        return fail(Errc::io, path.string() + base::say(lang, " : ", ": ") + base::system_reason(error.value(), lang));
    return {};
}

}  // namespace vigie::store
