// SPDX-License-Identifier: Apache-2.0
#include "engine/attest.h"

#include <algorithm>
#include <array>
#include <fstream>

#include <nlohmann/json.hpp>
#include <openssl/sha.h>

#include "assess/attestation.h"
#include "base/text.h"
#include "engine/audit.h"
#include "engine/conclude.h"
#include "engine/documents.h"
#include "engine/history.h"
#include "engine/keeping.h"
#include "engine/language.h"
#include "engine/translate.h"
#include "engine/vault.h"
#include "model/json.h"
#include "report/format.h"

namespace vigie::engine {
namespace {

using base::Errc;
using base::fail;
using base::Result;
namespace fs = std::filesystem;

constexpr const char* kKind = "attestation";
constexpr const char* kEvidenceKind = "attestation-evidence";
constexpr std::size_t kTextLimit = 500;

struct EvidenceFile {
    std::string name;
    std::string bytes;
};

Result<EvidenceFile> read_evidence(const std::string& path, const std::string& lang) {
    std::error_code error;
    if (!fs::is_regular_file(path, error))
        return fail(Errc::input, path + say(lang, " : fichier de preuve introuvable", ": no such evidence file"));
    const auto size = fs::file_size(path, error);
    if (error || size == 0 || size > kEvidenceFileLimit)
        return fail(Errc::input, path + say(lang, " : la preuve doit avoir de 1 octet à 4 Mio",
                                            ": the evidence must have from 1 byte to 4 MiB"));
    EvidenceFile out{base::printable(fs::path(path).filename().string(), 128), std::string(size, '\0')};
    std::ifstream file(path, std::ios::binary);
    if (!file.read(out.bytes.data(), static_cast<std::streamsize>(size)))
        return fail(Errc::io, path + say(lang, " : illisible", ": cannot be read"));
    return out;
}

Result<base::Date> last_day(const std::string& text, base::Date today, const std::string& lang) {
    const auto date = base::parse_date(text);
    if (!date)
        return fail(
            Errc::input,
            "--until " + text + say(lang, " : une date AAAA-MM-JJ est attendue", ": a date YYYY-MM-DD was expected"));
    const int days = base::days_between(today, *date);
    if (days < 0)
        return fail(Errc::input, "--until " + text + say(lang, " : cette date est passée", ": that day is past"));
    if (days > kAttestationDays)
        return fail(Errc::input,
                    "--until " + text +
                        say(lang, " : une attestation vaut un an au plus", ": an attestation lasts one year at most"));
    return *date;
}

// Why a finding cannot be attested; "" when it can.
std::string objection(const model::Finding& finding, const std::string& lang) {
    if (finding.status == model::Status::corrige)
        return say(lang, " : ce constat est corrigé, il n'y a rien à attester",
                   ": this finding is fixed, nothing to attest");
    if (finding.certainty == model::Certainty::non_affecte && finding.attested_until.empty())
        return say(lang, " : l'audit a déjà écarté ce constat", ": the audit has already set this finding aside");
    return {};
}

model::Attestation make(const AttestRequest& request, const model::Finding& finding, const EvidenceFile& evidence,
                        base::Instant now, base::Date until) {
    std::array<std::uint8_t, SHA256_DIGEST_LENGTH> digest{};
    const base::Bytes bytes = base::as_bytes(evidence.bytes);
    SHA256(bytes.data(), bytes.size(), digest.data());
    model::Attestation out;
    out.finding = finding.id;
    out.title = finding.title;
    out.component = finding.component;
    out.place = report::place_of(finding);
    out.kind = finding.certainty == model::Certainty::affecte ? model::Attestation::Kind::accepted
                                                              : model::Attestation::Kind::not_affected;
    out.author = base::printable(request.author.empty() ? user_and_machine() : request.author, kTextLimit);
    out.comment = base::printable(request.comment, kTextLimit);
    out.recorded = now;
    out.until = until;
    out.evidence_name = evidence.name;
    out.evidence_digest = base::to_hex(digest);
    out.evidence_size = evidence.bytes.size();
    return out;
}

// An attestation that is renewed: the doubt of the audit, without the attestation before.
std::string doubt_before(const model::Finding& finding, const std::string& lang) {
    const std::string mark = say(lang, "ne pouvait conclure : ", "could not decide: ");
    const auto at = finding.reason.find(mark);
    return at == std::string::npos ? finding.reason : finding.reason.substr(at + mark.size());
}

Result<void> record(const KnownAudit& audit, const Attested& made, const EvidenceFile& evidence,
                    const std::string& lang) {
    const model::Attestation& attestation = made.attestation;
    auto vault = open_vault(lang);
    if (!vault) return tl::unexpected(vault.error());
    const auto key = (*vault)->key_of(audit.id);
    if (!key) return tl::unexpected(key.error());
    auto store = store::AuditStore::open((audit.folder / kJournal).string(), store::AuditSeal{audit.id, *key}, lang);
    if (!store) return tl::unexpected(store.error());
    std::string detail =
        attestation.finding + " until " + base::format_date(attestation.until) + " by " + attestation.author;
    if (made.replaced)
        detail += ", instead of until " + base::format_date(made.replaced->until) + " by " + made.replaced->author;
    if (const auto noted = note(**vault, "attest", audit.id, detail); !noted) return noted;
    (*store)->put(kKind, attestation.finding, nlohmann::json(attestation).dump());
    (*store)->put(kEvidenceKind, attestation.finding, base::to_base64(base::as_bytes(evidence.bytes)));
    return (*store)->flush();
}

}  // namespace

Result<std::vector<model::Attestation>> attestations_in(const store::AuditStore& store) {
    std::vector<model::Attestation> out;
    for (const auto& [key, document] : store.entries(kKind)) {
        try {
            out.push_back(nlohmann::json::parse(document).get<model::Attestation>());
        } catch (const std::exception& error) {
            return fail(Errc::malformed, "the journal's attestation " + key + ": " + error.what());
        }
    }
    return out;
}

Result<Attested> attest(const AttestRequest& request, const base::Clock& clock, const fs::path& data) {
    const std::string& lang = request.lang;
    const auto known = find_audit(request.audit, lang);
    if (!known) return tl::unexpected(known.error());
    auto audit = read_audit_of(request.audit, lang);
    if (!audit) return tl::unexpected(audit.error());
    const auto found = std::find_if(audit->findings.begin(), audit->findings.end(),
                                    [&](const model::Finding& one) { return one.id == request.finding; });
    if (found == audit->findings.end())
        return fail(Errc::input, request.finding +
                                     say(lang, " : aucun constat de cet identifiant dans l'audit ",
                                         ": no finding of that id in audit ") +
                                     audit->id);
    if (const std::string why = objection(*found, lang); !why.empty()) return fail(Errc::input, request.finding + why);
    const base::Date today = base::date_of(clock.now());
    const auto until = last_day(request.until, today, lang);
    if (!until) return tl::unexpected(until.error());
    const auto evidence = read_evidence(request.evidence, lang);
    if (!evidence) return tl::unexpected(evidence.error());

    Attested out;
    out.before = audit->verdict.level;
    out.attestation = make(request, *found, *evidence, clock.now(), *until);
    for (const model::Attestation& before : audit->attestations)
        if (before.finding == found->id) out.replaced = before;
    if (const auto recorded = record(*known, out, *evidence, lang); !recorded) return tl::unexpected(recorded.error());
    audit->attestations = assess::merged(audit->attestations, {out.attestation});
    // Only this finding: the states of the others are those of the day of the audit.
    std::vector<model::Attestation> fresh = {out.attestation};
    if (out.attestation.kind == model::Attestation::Kind::not_affected) {
        found->certainty = model::Certainty::indetermine;
        found->reason = doubt_before(*found, audit->lang);
    }
    assess::apply_attestations(fresh, audit->findings, today, audit->lang);
    decide(*audit);
    auto written = write_documents(*audit, known->folder, {}, data);
    if (!written) return tl::unexpected(written.error());
    if (known->sealed)
        if (const auto sealed = seal_audit(*known, lang); !sealed) return tl::unexpected(sealed.error());
    out.files = std::move(*written);
    out.finding = *found;
    out.after = audit->verdict.level;
    if (const auto told = translate(*audit, lang); !told) return tl::unexpected(told.error());
    for (const model::Finding& finding : audit->findings)
        if (finding.id == request.finding) out.finding = finding;
    return out;
}

}  // namespace vigie::engine
