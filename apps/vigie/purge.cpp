// SPDX-License-Identifier: Apache-2.0
// vigie purge ID [--certificate FILE]: destroys an audit's data, with a certificate of destruction. With --expired, all
// audits whose time is over.
#include "engine/purge.h"

#include <algorithm>
#include <filesystem>
#include <iostream>

#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "console.h"
#include "engine/keeping.h"
#include "engine/vault.h"

namespace vigie::console {
namespace {

struct PurgeChoice {
    std::string audit;
    bool expired = false;
    std::string certificate;
};

// A place for the certificate that is held before anything is destroyed; it appears there whole or not at all.
class CertificateFile {
public:
    explicit CertificateFile(std::string path) : path_(std::move(path)), beside_(path_ + ".XXXXXX") {}
    ~CertificateFile() {
        if (descriptor_ >= 0) close(descriptor_);
        if (made_) unlink(beside_.c_str());
    }
    CertificateFile(const CertificateFile&) = delete;
    CertificateFile& operator=(const CertificateFile&) = delete;

    // Room included. A device or a pipe is written to as it is.
    bool reserve() {
        struct stat there {};
        if (stat(path_.c_str(), &there) == 0 && !S_ISREG(there.st_mode)) {
            if (!S_ISDIR(there.st_mode)) descriptor_ = open(path_.c_str(), O_WRONLY | O_CLOEXEC);
            return descriptor_ >= 0;
        }
        descriptor_ = mkstemp(beside_.data());
        made_ = descriptor_ >= 0;
        constexpr off_t kRoom = 256 * 1024;
        return made_ && posix_fallocate(descriptor_, 0, kRoom) == 0;
    }
    bool write_whole(std::string_view text) {
        if (made_ && ftruncate(descriptor_, 0) != 0) return false;
        while (!text.empty()) {
            const ssize_t count = write(descriptor_, text.data(), text.size());
            if (count <= 0) return false;
            text.remove_prefix(static_cast<std::size_t>(count));
        }
        if (!made_) return true;
        if (fsync(descriptor_) != 0 || rename(beside_.c_str(), path_.c_str()) != 0) return false;
        made_ = false;
        return true;
    }
    // Its own name while it is made, which may lie in the folder that is destroyed.
    [[nodiscard]] std::string name_beside() const { return std::filesystem::path(beside_).filename(); }

private:
    std::string path_;
    std::string beside_;
    int descriptor_ = -1;
    bool made_ = false;
};

int purge_one(const std::string& audit, const std::string& certificate) {
    CertificateFile file(certificate);
    if (!certificate.empty() && !file.reserve())
        return report_error({base::Errc::input, certificate + say(" : écriture impossible ; rien n'a été détruit",
                                                                  ": cannot be written; nothing was destroyed")});
    const auto certify = [&](engine::Destroyed destroyed) -> base::Result<void> {
        std::erase(destroyed.left, file.name_beside());
        const std::string text = engine::certificate_text(destroyed, language());
        if (!certificate.empty() && file.write_whole(text)) return {};
        std::cout << shown_lines(text) << std::flush;
        if (certificate.empty()) return {};
        return base::fail(base::Errc::io,
                          certificate + say(" : écriture impossible, le certificat est affiché",
                                            ": cannot be written, the certificate is shown on the screen"));
    };
    const auto destroyed = engine::purge_audit(audit, base::SystemClock(), language(), certify);
    if (!destroyed) return report_error(destroyed.error());
    if (certificate.empty()) return kDone;
    std::cout << destroyed->audit_id << say(" : ", ": ") << destroyed->files.size() + destroyed->rows
              << say(" documents détruits ; certificat : ", " documents destroyed; certificate: ") << certificate
              << "\n";
    for (const std::string& exception : engine::reservations(*destroyed, language()))
        std::cerr << "vigie: " << shown(exception) << "\n";
    return kDone;
}

// Each certificate in a file of its own, in the folder; on the screen when there is none. One that fails does not keep
// the others.
int purge_expired(const std::string& folder) {
    auto vault = engine::open_vault(language());
    if (!vault) return report_error(vault.error());
    const auto cards = engine::expired_audits(**vault, base::date_of(base::SystemClock().now()));
    if (!cards) return report_error(cards.error());
    int status = kDone;
    bool none = true;
    for (const store::AuditCard& card : *cards) {
        if (!card.damage.empty()) {
            status =
                report_error({base::Errc::malformed, card.damage +
                                                         say(" ; échéance inconnue, laissé ; vigie purge ",
                                                             "; its time is not known, it was left; vigie purge ") +
                                                         card.id + say(" le détruit", " destroys it")});
            continue;
        }
        none = false;
        const std::string file = folder.empty() ? "" : folder + "/certificat-" + card.id + ".txt";
        status = std::max(status, purge_one(card.id, file));
    }
    if (none) std::cout << say("Aucun audit à purger.", "No audit to purge.") << "\n";
    return status;
}

int run_purge(const PurgeChoice& choice) {
    if (choice.audit.empty() != choice.expired)
        return report_error({base::Errc::input, say("un audit, ou --expired", "one audit, or --expired")});
    return choice.expired ? purge_expired(choice.certificate) : purge_one(choice.audit, choice.certificate);
}

}  // namespace

void add_purge(CLI::App& app, Action& chosen) {
    CLI::App* command = app.add_subcommand("purge", say("détruire les données d'un audit, avec certificat",
                                                        "destroy an audit's data, with a certificate"));
    auto choice = std::make_shared<PurgeChoice>();
    command->add_option("AUDIT", choice->audit, say("dossier ou identifiant de l'audit", "folder or id of the audit"));
    command->add_flag("--expired", choice->expired,
                      say("tous ceux dont la durée de conservation est passée", "all those whose time is over"));
    command->add_option("--certificate", choice->certificate,
                        say("fichier du certificat (avec --expired : dossier ; défaut : à l'écran)",
                            "file for the certificate (with --expired: folder; default: on screen)"));
    command->callback([choice, &chosen] { chosen = [choice] { return run_purge(*choice); }; });
}

}  // namespace vigie::console
