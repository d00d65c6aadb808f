// SPDX-License-Identifier: Apache-2.0
#include "engine/purge.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <memory>

#include <fcntl.h>
#include <fmt/format.h>
#include <openssl/evp.h>
#include <unistd.h>

#include "base/system.h"
#include "base/text.h"
#include "engine/history.h"

namespace vigie::engine {
namespace {

using base::Errc;
using base::fail;
using base::Result;
namespace fs = std::filesystem;

constexpr std::array kOurs{"audit.json",    "audit.sqlite", "audit.sqlite-wal", "audit.sqlite-shm", "rapport.html",
                           "rapport.pdf",   "report.html",  "report.pdf",       "opssies.json",     "constats.csv",
                           "constats.xlsx", "findings.csv", "findings.xlsx",    "nmap.xml"};

class File {
public:
    explicit File(const fs::path& path) : descriptor_(open(path.c_str(), O_RDWR | O_NOFOLLOW | O_CLOEXEC)) {}
    ~File() {
        if (descriptor_ >= 0) close(descriptor_);
    }
    File(const File&) = delete;
    File& operator=(const File&) = delete;
    [[nodiscard]] int descriptor() const { return descriptor_; }

private:
    int descriptor_;
};

Result<Destroyed::File> destroy(const fs::path& path) {
    const auto failed = [&] { return base::fail_system(path.string()); };
    const File file(path);
    if (file.descriptor() < 0) return failed();
    Destroyed::File out;
    out.name = path.filename().string();
    const std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> digest(EVP_MD_CTX_new(), &EVP_MD_CTX_free);
    EVP_DigestInit_ex(digest.get(), EVP_sha256(), nullptr);
    std::array<std::uint8_t, 65536> block{};
    for (;;) {
        const ssize_t count = read(file.descriptor(), block.data(), block.size());
        if (count < 0) return failed();
        if (count == 0) break;
        EVP_DigestUpdate(digest.get(), block.data(), static_cast<std::size_t>(count));
        out.size += static_cast<std::uint64_t>(count);
    }
    std::array<std::uint8_t, EVP_MAX_MD_SIZE> value{};
    unsigned length = 0;
    EVP_DigestFinal_ex(digest.get(), value.data(), &length);
    out.sha256 = base::to_hex(base::Bytes(value).first(length));

    if (lseek(file.descriptor(), 0, SEEK_SET) != 0) return failed();
    block.fill(0);
    for (std::uint64_t written = 0; written < out.size;) {
        const auto piece = static_cast<std::size_t>(std::min<std::uint64_t>(block.size(), out.size - written));
        const ssize_t count = write(file.descriptor(), block.data(), piece);
        if (count <= 0) return failed();
        written += static_cast<std::uint64_t>(count);
    }
    if (fsync(file.descriptor()) != 0 || unlink(path.c_str()) != 0) return failed();
    return out;
}

}  // namespace

Result<Destroyed> purge_audit(const std::string& folder_or_id, const base::Clock& clock, const std::string& lang) {
    const Result<fs::path> folder = find_audit(folder_or_id, lang);
    if (!folder) return tl::unexpected(folder.error());
    const Result<model::Audit> audit = read_audit_of(folder_or_id, lang);
    if (!audit) return tl::unexpected(audit.error());
    Destroyed out;
    out.audit_id = audit->id;
    out.organisation = audit->perimeter.organisation.name;
    std::error_code error;
    out.folder = fs::absolute(*folder, error).string();
    out.at = clock.now();
    for (const char* name : kOurs) {
        const fs::path path = *folder / name;
        if (!fs::is_regular_file(fs::symlink_status(path, error))) continue;
        Result<Destroyed::File> file = destroy(path);
        if (!file) return tl::unexpected(file.error());
        out.files.push_back(std::move(*file));
    }
    for (const auto& entry : fs::directory_iterator(*folder, error))
        out.left.push_back(entry.path().filename().string());
    std::sort(out.left.begin(), out.left.end());
    if (out.left.empty()) fs::remove(*folder, error);
    const Result<void> forgotten = forget_audit(out.audit_id);
    if (!forgotten) return tl::unexpected(forgotten.error());
    return out;
}

std::string certificate_text(const Destroyed& destroyed, const std::string& lang) {
    const bool english = lang == "en";
    std::string out = english ? "CERTIFICATE OF DESTRUCTION\n\n" : "CERTIFICAT DE DESTRUCTION\n\n";
    out += fmt::format("{}: {}\n{}: {}\n{}: {}\n{}: {}\n\n", english ? "Audit" : "Audit ", destroyed.audit_id,
                       english ? "Organisation" : "Organisme ", destroyed.organisation, english ? "Folder" : "Dossier ",
                       destroyed.folder, english ? "Destroyed at (UTC)" : "Détruit le (UTC) ",
                       base::format_instant(destroyed.at));
    out += english ? "Each file was overwritten once, then removed (size, SHA-256 of the content before):\n"
                   : "Chaque fichier a été écrasé une fois, puis supprimé (taille, SHA-256 du contenu détruit) :\n";
    for (const Destroyed::File& file : destroyed.files)
        out += fmt::format("  {:>12}  {}  {}\n", file.size, file.sha256, file.name);
    out += english
               ? "\nOn a journaling or copy-on-write file system, a solid-state disk or a backup, earlier copies of "
                 "blocks may "
                 "survive an overwrite: the disk must be encrypted, and backups follow their own retention.\n"
               : "\nSur un système de fichiers journalisé ou à copie sur écriture, un disque SSD ou une sauvegarde, "
                 "d'anciens "
                 "blocs peuvent survivre à l'écrasement : le disque doit être chiffré, et les sauvegardes suivent leur "
                 "propre durée de conservation.\n";
    if (!destroyed.left.empty()) {
        out += english ? "\nFiles of other origin, left untouched:\n"
                       : "\nFichiers d'une autre origine, laissés intacts :\n";
        for (const std::string& name : destroyed.left) out += "  " + name + "\n";
    }
    return out;
}

}  // namespace vigie::engine
