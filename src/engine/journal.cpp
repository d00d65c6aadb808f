// SPDX-License-Identifier: Apache-2.0
#include "engine/journal.h"

#include <filesystem>
#include <random>

#include <fmt/format.h>
#include <nlohmann/json.hpp>
#include <sys/stat.h>

#include "engine/language.h"
#include "engine/vault.h"

namespace vigie::engine {
namespace {

using base::Errc;
using base::fail;
using base::Result;
using nlohmann::json;
namespace fs = std::filesystem;

Identity new_identity(base::Instant now) {
    std::random_device random;
    Identity out;
    out.started = base::format_instant(now);
    out.seed = (static_cast<std::uint64_t>(random()) << 32U) | random();
    std::string stamp;
    for (const char character : out.started)
        if (character >= '0' && character <= '9') stamp += character;
    out.id = fmt::format("A-{}-{}-{:04x}", stamp.substr(0, 8), stamp.substr(8, 6), out.seed & 0xFFFFU);
    return out;
}

// The identity that an interrupted audit of an older vigie wrote in clear.
Result<std::string> id_in_clear(const std::string& journal, const std::string& lang) {
    const auto store = store::AuditStore::open(journal, std::nullopt, lang);
    if (!store) return tl::unexpected(store.error());
    const json document = json::parse((*store)->get("state", "identity").value_or(""), nullptr, false);
    if (!document.is_object())
        return fail(Errc::malformed, journal + say(lang, " : l'identité de ce journal est illisible",
                                                   ": the journal's identity cannot be read"));
    return document.value("id", "");
}

Result<store::AuditSeal> seal_of_new(store::Registry& vault, const AuditOptions& options,
                                     const model::Perimeter& perimeter, const std::string& id, base::Instant started) {
    const auto key = vault.add(card_of(perimeter, id, options.tlp, started, options.out));
    if (!key) return tl::unexpected(key.error());
    return store::AuditSeal{id, *key};
}

Result<Journal> new_journal(store::Registry& vault, const AuditOptions& options, const model::Perimeter& perimeter,
                            const std::string& configured) {
    std::error_code error;
    fs::create_directories(options.out, error);
    if (error)
        return fail(Errc::input, options.out.string() + say(options.lang, " : ", ": ") +
                                     base::system_reason(error.value(), options.lang));
    chmod(options.out.c_str(), 0700);
    const base::Instant now = base::SystemClock().now();
    Journal out;
    out.identity = new_identity(now);
    const auto seal = seal_of_new(vault, options, perimeter, out.identity.id, now);
    if (!seal) return tl::unexpected(seal.error());
    const fs::path path = options.out / kJournal;
    auto store = store::AuditStore::open(path.string(), *seal, options.lang);
    if (!store) return tl::unexpected(store.error());
    chmod(path.c_str(), 0600);
    out.store = std::move(*store);
    const json document = {{"id", out.identity.id}, {"started", out.identity.started}, {"seed", out.identity.seed}};
    out.store->put("state", "identity", document.dump());
    out.store->put("state", "configuration", configured);
    if (const Result<void> written = out.store->flush(); !written) return tl::unexpected(written.error());
    return out;
}

Result<Journal> journal_to_continue(store::Registry& vault, const AuditOptions& options,
                                    const model::Perimeter& perimeter, const std::string& configured) {
    const std::string path = (options.out / kJournal).string();
    auto id = store::AuditStore::audit_of(path, options.lang);
    Result<store::AuditSeal> seal = fail(Errc::internal, "");
    if (id && id->empty()) {
        id = id_in_clear(path, options.lang);
        if (id) seal = seal_of_new(vault, options, perimeter, *id, base::SystemClock().now());
    } else if (id) {
        const auto key = vault.key_of(*id);
        if (!key) return tl::unexpected(key.error());
        seal = store::AuditSeal{*id, *key};
    }
    if (!id) return tl::unexpected(id.error());
    if (!seal) return tl::unexpected(seal.error());
    auto store = store::AuditStore::open(path, *seal, options.lang);
    if (!store) return tl::unexpected(store.error());
    Journal out;
    out.store = std::move(*store);
    const auto stored = out.store->get("state", "configuration");
    if (stored && *stored != configured)
        return fail(Errc::input, options.out.string() +
                                     say(options.lang,
                                         " : l'audit interrompu avait un autre périmètre, profil ou d'autres ports ; "
                                         "le continuer avec les mêmes, ou recommencer dans un autre dossier",
                                         ": the interrupted audit had another perimeter, profile or ports; continue "
                                         "it with the same ones, or start again in another folder"));
    const json document = json::parse(out.store->get("state", "identity").value_or(""), nullptr, false);
    if (!document.is_object()) return fail(Errc::malformed, "the journal's identity cannot be read");
    out.identity = {document.value("id", ""), document.value("started", ""), document.value("seed", std::uint64_t{0})};
    return out;
}

}  // namespace

Result<Journal> open_journal(store::Registry& vault, const AuditOptions& options, const model::Perimeter& perimeter,
                             const std::string& configured) {
    std::error_code error;
    const bool exists = fs::exists(options.out / kJournal, error);
    if (exists && !options.resume)
        return fail(
            Errc::input,
            options.out.string() +
                say(options.lang, " contient déjà un audit : choisir un autre dossier, ou --resume pour le continuer",
                    " holds an audit already: choose another folder, or --resume to continue it"));
    if (!exists && options.resume)
        return fail(Errc::input, options.out.string() + say(options.lang, " : aucun audit à reprendre ici",
                                                            ": no audit to continue here"));
    return exists ? journal_to_continue(vault, options, perimeter, configured)
                  : new_journal(vault, options, perimeter, configured);
}

}  // namespace vigie::engine
