// SPDX-License-Identifier: Apache-2.0
#include "model/audit.h"

#include <algorithm>
#include <array>
#include <utility>

#include <openssl/sha.h>

#include "base/bytes.h"
#include "base/text.h"

namespace vigie::model {
namespace {

template <class E>
using Word = std::pair<E, std::string_view>;

constexpr std::array kAccess{Word<Access>{Access::open, "public"},
                             Word<Access>{Access::administration, "administration"},
                             Word<Access>{Access::internal, "internal"}, Word<Access>{Access::data, "data"}};
constexpr std::array kOutcome{Word<Attempt::Outcome>{Attempt::Outcome::done, "done"},
                              Word<Attempt::Outcome>{Attempt::Outcome::failed, "failed"},
                              Word<Attempt::Outcome>{Attempt::Outcome::not_tried, "not_tried"}};
constexpr std::array kCriticality{
    Word<Criticality>{Criticality::info, "info"}, Word<Criticality>{Criticality::faible, "faible"},
    Word<Criticality>{Criticality::moyenne, "moyenne"}, Word<Criticality>{Criticality::haute, "haute"},
    Word<Criticality>{Criticality::critique, "critique"}};
constexpr std::array kCategory{Word<Category>{Category::service_expose, "service-expose"},
                               Word<Category>{Category::configuration, "configuration"},
                               Word<Category>{Category::obsolescence, "obsolescence"},
                               Word<Category>{Category::vulnerabilite, "vulnerabilite"},
                               Word<Category>{Category::donnees_sensibles, "donnees-sensibles"}};
constexpr std::array kCertainty{Word<Certainty>{Certainty::affecte, "affecte"},
                                Word<Certainty>{Certainty::indetermine, "indetermine"},
                                Word<Certainty>{Certainty::non_affecte, "non-affecte"}};
constexpr std::array kStatus{Word<Status>{Status::nouveau, "nouveau"}, Word<Status>{Status::persistant, "persistant"},
                             Word<Status>{Status::corrige, "corrige"}, Word<Status>{Status::reapparu, "reapparu"},
                             Word<Status>{Status::non_reteste, "non-reteste"}};
constexpr std::array kLevel{Word<Level>{Level::vert, "vert"}, Word<Level>{Level::orange, "orange"},
                            Word<Level>{Level::rouge, "rouge"}};

constexpr std::array kKind{Word<Attestation::Kind>{Attestation::Kind::not_affected, "non-affecte"},
                           Word<Attestation::Kind>{Attestation::Kind::accepted, "risque-accepte"}};
constexpr std::array kState{Word<Attestation::State>{Attestation::State::valid, "valide"},
                            Word<Attestation::State>{Attestation::State::expired, "expiree"},
                            Word<Attestation::State>{Attestation::State::outdated, "caduque"},
                            Word<Attestation::State>{Attestation::State::without_object, "sans-objet"}};

template <class E, std::size_t N>
std::string_view word(const std::array<Word<E>, N>& words, E value) {
    for (const auto& [key, name] : words)
        if (key == value) return name;
    return "";
}

template <class E, std::size_t N>
std::optional<E> value(const std::array<Word<E>, N>& words, std::string_view name) {
    for (const auto& [key, text] : words)
        if (text == name) return key;
    return std::nullopt;
}

}  // namespace

std::vector<std::string> cves_of(const Finding& finding) {
    return finding.cve.empty() ? finding.cves : std::vector<std::string>{finding.cve};
}

std::string finding_id(const Finding& finding, const std::string& subject) {
    const std::string identity = finding.rule + "|" + finding.asset + "|" + std::string(name_of(finding.transport)) +
                                 "/" + std::to_string(finding.port) + "|" + subject;
    const std::uint64_t hash = base::stable_hash(identity);
    base::Writer writer;
    writer.u32(static_cast<std::uint32_t>(hash >> 32U)).u32(static_cast<std::uint32_t>(hash));
    return "f-" + base::to_hex(writer.take());
}

Evidence make_evidence(base::Instant captured_at, const Endpoint& endpoint, std::string_view check, base::Bytes request,
                       base::Bytes reply) {
    std::array<std::uint8_t, SHA256_DIGEST_LENGTH> digest{};
    SHA256(reply.data(), reply.size(), digest.data());
    Evidence out;
    out.captured_at = captured_at;
    out.request = std::string(base::as_text(request.first(std::min(request.size(), kEvidenceLimit))));
    out.reply = std::string(base::as_text(reply.first(std::min(reply.size(), kEvidenceLimit))));
    out.digest = base::to_hex(digest);
    const std::uint64_t place = base::stable_hash(endpoint.text() + "|" + std::string(check));
    out.id = "e-" + base::to_hex(base::Bytes(digest).first(4)) + "-" + std::to_string(place % 1000000U);
    return out;
}

std::string_view name_of(Access v) {
    return word(kAccess, v);
}
std::string_view name_of(Attempt::Outcome v) {
    return word(kOutcome, v);
}
std::string_view name_of(Criticality v) {
    return word(kCriticality, v);
}
std::string_view name_of(Category v) {
    return word(kCategory, v);
}
std::string_view name_of(Certainty v) {
    return word(kCertainty, v);
}
std::string_view name_of(Status v) {
    return word(kStatus, v);
}
std::string_view name_of(Level v) {
    return word(kLevel, v);
}
std::string_view name_of(Attestation::Kind v) {
    return word(kKind, v);
}
std::string_view name_of(Attestation::State v) {
    return word(kState, v);
}
std::optional<Attestation::Kind> attestation_kind_from(std::string_view n) {
    return value(kKind, n);
}
std::optional<Attestation::State> attestation_state_from(std::string_view n) {
    return value(kState, n);
}
std::optional<Access> access_from(std::string_view n) {
    return value(kAccess, n);
}
std::optional<Attempt::Outcome> outcome_from(std::string_view n) {
    return value(kOutcome, n);
}
std::optional<Criticality> criticality_from(std::string_view n) {
    return value(kCriticality, n);
}
std::optional<Category> category_from(std::string_view n) {
    return value(kCategory, n);
}
std::optional<Certainty> certainty_from(std::string_view n) {
    return value(kCertainty, n);
}
std::optional<Status> status_from(std::string_view n) {
    return value(kStatus, n);
}
std::optional<Level> level_from(std::string_view n) {
    return value(kLevel, n);
}

}  // namespace vigie::model
