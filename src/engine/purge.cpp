// SPDX-License-Identifier: Apache-2.0
#include "engine/purge.h"

#include <cerrno>

#include <fcntl.h>
#include <fmt/format.h>
#include <nlohmann/json.hpp>
#include <sys/file.h>
#include <unistd.h>

#include "engine/history.h"
#include "engine/language.h"
#include "engine/vault.h"
#include "report/write.h"

namespace vigie::engine {
namespace {

using base::Errc;
using base::fail;
using base::Result;
using nlohmann::json;
namespace fs = std::filesystem;

// Two purges of one folder come one after the other.
class FolderLock {
public:
    explicit FolderLock(const fs::path& folder)
        : descriptor_(open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)) {
        if (descriptor_ >= 0) (void)flock(descriptor_, LOCK_EX);
    }
    ~FolderLock() {
        if (descriptor_ >= 0) close(descriptor_);
    }
    FolderLock(const FolderLock&) = delete;
    FolderLock& operator=(const FolderLock&) = delete;

private:
    int descriptor_;
};

struct Doomed {
    store::AuditCard card;  // of an altered row: the id, and the folder when the user named one
    bool in_store = false;
    FolderFound found = FolderFound::unknown;
};

FolderFound look_into(const std::string& folder, const std::string& id, const std::string& lang) {
    std::error_code error;
    if (folder.empty()) return FolderFound::unknown;
    if (!fs::is_directory(folder, error)) return FolderFound::missing;
    const std::vector<std::string> ids = audits_in(folder, lang);
    if (ids.empty()) return FolderFound::unknown;
    return ids == std::vector{id} ? FolderFound::holds : FolderFound::another;
}

Result<Doomed> of_folder(store::Registry& vault, const fs::path& folder, const std::vector<std::string>& ids,
                         const std::string& lang) {
    const std::string name = fs::absolute(folder).lexically_normal().string();
    if (ids.size() > 1)
        return fail(Errc::input, name + say(lang, " : des fichiers de deux audits, ", ": files of two audits, ") +
                                     ids.front() + say(lang, " et ", " and ") + ids.back() +
                                     say(lang, " ; rien n'a été détruit", "; nothing was destroyed"));
    Doomed out;
    auto card = vault.card(ids.front());
    out.in_store = card.has_value() || card.error().code == Errc::malformed;
    if (!card && !out.in_store && card.error().code != Errc::input) return tl::unexpected(card.error());
    if (card) out.card = *card;
    if (!card && out.in_store) out.card.damage = card.error().what;
    std::error_code error;
    if (card && !fs::equivalent(card->folder, folder, error) &&
        look_into(card->folder, card->id, lang) == FolderFound::holds)
        return fail(Errc::input,
                    card->id + say(lang, " : cet audit est aussi dans ", ": this audit is in ") + card->folder +
                        say(lang, " : le purger d'abord par son identifiant, puis ce dossier ; rien n'a été détruit",
                            " too: purge it by its id first, then this folder; nothing was destroyed"));
    out.card.id = ids.front();
    out.card.folder = name;
    out.found = FolderFound::holds;
    return out;
}

Result<Doomed> of_id(store::Registry& vault, const std::string& id, const std::string& lang) {
    auto card = vault.card(id);
    Doomed out;
    out.in_store = true;
    if (card) {
        out.card = *card;
    } else if (card.error().code == Errc::malformed) {
        out.card.id = id;
        out.card.damage = card.error().what;
    } else {
        return tl::unexpected(card.error().code == Errc::input ? unknown_audit(id, lang) : card.error());
    }
    out.found = look_into(out.card.folder, id, lang);
    return out;
}

// What the next purge must know of this one.
std::string noted(const Destroyed& done) {
    json files = json::array();
    for (const WipedFile& file : done.files) files.push_back({file.name, file.size, file.sha256});
    return json{{"rows", done.rows}, {"files", files}, {"damage", done.damage}}.dump(-1, ' ', false,
                                                                                     json::error_handler_t::replace);
}

void take_up(const std::string& destruction, Destroyed& out) {
    const json in = json::parse(destruction, nullptr, false);
    if (!in.is_object()) return;
    try {
        out.rows = in.at("rows");
        out.damage = in.at("damage");
        for (const json& file : in.at("files")) out.files.push_back({file.at(0), file.at(1), file.at(2)});
    } catch (const json::exception&) {
        return;  // of an altered row: what is known is enough
    }
}

Result<void> wipe_all(const fs::path& folder, Destroyed& out) {
    for (const auto& names : {documents_in(folder), working_files_in(folder)})
        for (const std::string& name : names) {
            Result<WipedFile> file = wipe(folder / name);
            std::error_code error;
            if (!file && !fs::exists(fs::symlink_status(folder / name, error))) continue;  // somebody removed it
            if (!file) return tl::unexpected(file.error());
            out.files.push_back(std::move(*file));
        }
    return {};
}

std::string in_short(const Destroyed& done) {
    static const char* const kFound[] = {"", ", folder not found", ", folder holds another audit", ", folder unknown"};
    return fmt::format("{}{} rows, {} files{}{}", done.key_destroyed ? "key, " : "", done.rows, done.files.size(),
                       kFound[static_cast<std::size_t>(done.found)], done.damage.empty() ? "" : ", altered row");
}

// From the point of no return to the last file.
Result<void> destroy(store::Registry& vault, Doomed& doomed, Destroyed& out) {
    if (doomed.in_store) {
        doomed.card.destruction = noted(out);
        const auto rows = vault.destroy(doomed.card);
        if (!rows) return tl::unexpected(rows.error());
        out.rows += *rows;
    }
    Result<void> wiped;
    if (out.found == FolderFound::holds) wiped = wipe_all(out.folder, out);
    if (doomed.in_store) {
        doomed.card.destruction = noted(out);
        const auto again = vault.destroy(doomed.card);
        if (wiped && !again) return tl::unexpected(again.error());
    }
    return wiped;
}

Result<void> finish(store::Registry& vault, Doomed& doomed, Destroyed& out, const Certify& certify) {
    if (const auto gone = destroy(vault, doomed, out); !gone) return gone;
    if (out.found == FolderFound::holds) {
        std::error_code error;
        out.left = others_in(out.folder);
        fs::remove(fs::path(out.folder) / report::kScratchFolder, error);  // empty by now
        if (out.left.empty()) fs::remove(out.folder, error);
    }
    if (const auto certified = certify(out); !certified) return certified;
    return doomed.in_store ? vault.remove_card(doomed.card.id) : Result<void>();
}

}  // namespace

Result<Destroyed> purge_audit(const std::string& folder_or_id, const base::Clock& clock, const std::string& lang,
                              const Certify& certify) {
    auto vault = open_vault(lang);
    if (!vault) return tl::unexpected(vault.error());
    const std::vector<std::string> ids = audits_in(folder_or_id, lang);
    auto doomed = ids.empty() ? of_id(**vault, folder_or_id, lang) : of_folder(**vault, folder_or_id, ids, lang);
    if (!doomed) return tl::unexpected(doomed.error());
    Destroyed out;
    out.audit_id = doomed->card.id;
    out.organisation = doomed->card.organisation.name;
    if (!doomed->in_store)
        if (const auto known = find_audit(folder_or_id, lang)) out.organisation = known->organisation;
    out.folder = doomed->card.folder;
    out.found = doomed->found;
    out.at = clock.now();
    out.key_destroyed = doomed->in_store;
    out.damage = doomed->card.damage;
    take_up(doomed->card.destruction, out);
    // What an earlier purge left behind may no longer tell of which audit it is.
    if (!doomed->card.destruction.empty() && out.found == FolderFound::unknown && !out.folder.empty())
        out.found = FolderFound::holds;
    if (!doomed->card.damage.empty()) doomed->card.started = doomed->card.keep_until = base::date_of(out.at);

    const FolderLock lock(out.found == FolderFound::holds ? fs::path(out.folder) : fs::path());
    if (doomed->in_store)
        if (const auto still = (*vault)->card(out.audit_id); !still && still.error().code == Errc::input)
            return fail(Errc::input, out.audit_id + say(lang, " : vient d'être détruit par un autre programme",
                                                        ": has just been destroyed by another program"));
    if (out.found == FolderFound::holds || out.found == FolderFound::unknown)
        if (const auto can = can_be_wiped(out.folder, lang); !can)
            return fail(can.error().code,
                        can.error().what + say(lang, " ; rien n'a été détruit", "; nothing was destroyed"));
    // Before the first byte is gone: a journal that cannot be written stops the purge.
    if (const auto begun = note(**vault, "purge", out.audit_id, "begins", clock); !begun)
        return tl::unexpected(begun.error());
    if (const auto finished = finish(**vault, *doomed, out, certify); !finished) {
        (void)note(**vault, "purge-failed", out.audit_id, in_short(out), clock);
        const auto left = (*vault)->card(out.audit_id);
        const bool listed = left && !left->destruction.empty();
        return fail(finished.error().code,
                    finished.error().what +
                        (listed ? say(lang,
                                      " ; la clé est détruite, l'audit reste listé : corriger, puis finir par vigie "
                                      "purge ",
                                      "; the key is destroyed, the audit stays listed: mend this, then end it by vigie "
                                      "purge ") +
                                      out.audit_id
                                : std::string()));
    }
    (void)note(**vault, "purge-done", out.audit_id, in_short(out), clock);  // the first entry says it began
    return out;
}

}  // namespace vigie::engine
