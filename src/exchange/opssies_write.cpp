// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <set>
#include <tuple>

#include <nlohmann/json.hpp>

#include "base/language.h"
#include "base/text.h"
#include "exchange/opssies.h"

namespace vigie::exchange {
namespace {

using nlohmann::ordered_json;

// Codes of the reference lists of annex 1.
constexpr int kFinessGeo = 2;
constexpr int kFinessJur = 3;
constexpr int kSiren = 4;
constexpr int kSiret = 5;
constexpr int kLongLabel = 2;
constexpr int kThirdParty = 3;
constexpr int kServiceProvider = 2;
constexpr int kAuditor = 3;
constexpr int kContextTechnical = 2;
constexpr int kContextFunctional = 3;  // "Technico-fonctionnel"
constexpr int kInfrastructures = 6;
constexpr int kPacs = 38;
constexpr int kDateDone = 7;
constexpr int kInternetExposure = 28;
constexpr std::string_view kNature = "CaRE-D1";
constexpr std::size_t kMostEvents = 10'000;

// A clean text: what came from the network must not break the message's UTF-8.
std::string safe(std::string_view text) {
    return base::printable(text, 512);
}

struct Target {
    std::string fqdn;
    std::string address;
    bool imaging = false;
    bool operator<(const Target& other) const { return std::tie(fqdn, address) < std::tie(other.fqdn, other.address); }
};

bool holds(const std::vector<model::CidrBlock>& blocks, const model::IpAddress& address) {
    return std::any_of(blocks.begin(), blocks.end(), [&](const auto& block) { return block.contains(address); });
}

// What was audited, each pair of name and address once: every declared address that was asked, silent ones too, under
// the names it bears; declared domains, whose DNS was asked; declared cloud services that answered. A name that leads
// outside was not asked and is no target. A block of which no address is listed stands for itself.
std::vector<Target> targets_of(const model::Audit& audit) {
    const model::Scope scope(audit.perimeter);
    const bool imported = audit.profile == "import";  // of the declared perimeter it knows what the scan held
    std::set<model::IpAddress> imaging;
    for (const model::Service& service : audit.services)
        if (service.protocol == "dicom" || service.protocol == "orthanc") imaging.insert(service.endpoint.address);

    std::set<Target> targets;
    std::set<std::string> with_address;
    std::set<model::IpAddress> named;
    std::vector<model::CidrBlock> unseen = audit.perimeter.addresses;
    const auto add = [&](const std::string& name, const model::IpAddress& address) {
        targets.insert({name, address.text(), imaging.contains(address)});
        if (!name.empty()) named.insert(address);
        with_address.insert(name);
        std::erase_if(unseen, [&](const model::CidrBlock& block) { return block.contains(address); });
    };
    for (const model::Name& name : audit.names) {
        if (!name.in_scope || imported) continue;
        for (const std::string& text : name.addresses)
            if (const auto address = model::IpAddress::parse(text); address && scope.allows(*address))
                add(safe(name.name), *address);
    }
    for (const model::Asset& asset : audit.assets) {
        if (!asset.in_scope) continue;
        for (const std::string& name : asset.names)
            if (scope.owns_name(name)) add(safe(name), asset.address);
        if (!named.contains(asset.address)) add("", asset.address);
    }
    for (const model::Service& service : audit.services)
        for (const std::string& name : service.names)
            if (!scope.allows(service.endpoint.address) &&
                std::find(audit.perimeter.cloud.begin(), audit.perimeter.cloud.end(), name) !=
                    audit.perimeter.cloud.end())
                add(safe(name), service.endpoint.address);
    if (!imported) {
        for (const std::string& domain : audit.perimeter.domains)
            if (!with_address.contains(domain)) targets.insert({domain, "", false});
        for (const model::CidrBlock& block : unseen)
            if (!holds(audit.perimeter.excluded, block.base())) targets.insert({"", block.text(), false});
    }
    return {targets.begin(), targets.end()};
}

std::string opssies_date(base::Instant when) {
    std::string out;
    for (const char character : base::format_instant(when)) {
        if (character >= '0' && character <= '9')
            out += character;
        else if (character == 'T')
            out += '-';
    }
    return out;
}

std::string_view colour(model::Level level) {
    switch (level) {
        case model::Level::vert: return "green";
        case model::Level::orange: return "orange";
        case model::Level::rouge: return "red";
    }
    return "red";
}

class MessageWriter {
public:
    MessageWriter(const model::Audit& audit, OpssiesNumbers numbers) : audit_(audit), numbers_(numbers) {}

    [[nodiscard]] ordered_json message() const {
        ordered_json events = ordered_json::array();
        const ordered_json outcome = this->outcome();
        for (const Target& target : targets_of(audit_)) {
            if (events.size() == kMostEvents) break;
            events.push_back(event(target, outcome));
        }
        return {{"events", {{"stakeholders", {{"stakeholder", stakeholders()}}}, {"event", std::move(events)}}}};
    }

private:
    [[nodiscard]] ordered_json number(std::size_t value) const {
        if (numbers_ == OpssiesNumbers::integers) return value;
        return std::to_string(value);
    }
    [[nodiscard]] ordered_json code(int value) const { return number(static_cast<std::size_t>(value)); }
    [[nodiscard]] ordered_json identifier(int type, const std::string& text) const {
        return {{"_stakeholderIdType", code(type)}, {"__text", safe(text)}};
    }

    [[nodiscard]] ordered_json stakeholders() const {
        const model::Actors& actors = audit_.perimeter.actors;
        ordered_json list = ordered_json::array();
        // The reference list of auditors does not exist yet: the name is all there is.
        if (!actors.auditor.empty())
            list.push_back(
                {{"stakeholderName", {{"_stakeholderNameType", code(kLongLabel)}, {"__text", safe(actors.auditor)}}},
                 {"_stakeholderType", code(kThirdParty)},
                 {"_stakeholderRoleType", code(kAuditor)}});
        if (!actors.provider_siren.empty())
            list.push_back({{"stakeholderId", identifier(kSiren, actors.provider_siren)},
                            {"_stakeholderType", code(kThirdParty)},
                            {"_stakeholderRoleType", code(kServiceProvider)}});
        return list;
    }

    [[nodiscard]] ordered_json audited() const {
        const model::Organisation& organisation = audit_.perimeter.organisation;
        ordered_json list = ordered_json::array();
        for (const std::string& finess : organisation.finess_eg) list.push_back(identifier(kFinessGeo, finess));
        if (!organisation.finess_ej.empty()) list.push_back(identifier(kFinessJur, organisation.finess_ej));
        if (!organisation.siret.empty()) list.push_back(identifier(kSiret, organisation.siret));
        return list;
    }

    [[nodiscard]] ordered_json outcome() const {
        const OpssiesOutcome counts = opssies_outcome(audit_);
        return {{"score", number(counts.score)},
                {"level", colour(audit_.verdict.level)},
                {"isConform", audit_.verdict.level == model::Level::vert},
                {"CriticalVulnerability", number(counts.critical_vulnerabilities)}};
    }

    [[nodiscard]] ordered_json event(const Target& target, const ordered_json& outcome) const {
        ordered_json contexts = ordered_json::array();
        contexts.push_back({{"_contextType", code(kContextTechnical)},
                            {"_contextCategory", code(kInfrastructures)},
                            {"__text", "Infrastructures"}});
        if (target.imaging)
            contexts.push_back({{"_contextType", code(kContextFunctional)},
                                {"_contextCategory", code(kPacs)},
                                {"__text", "Imagerie Médicale - PACS"}});
        ordered_json forest = ordered_json::object();
        if (!target.fqdn.empty()) forest["forestFqdn"] = target.fqdn;
        if (!target.address.empty()) forest["forestDnsHostName"] = target.address;
        ordered_json dates = ordered_json::array();
        dates.push_back(
            {{"_dateType", code(kDateDone)}, {"__text", opssies_date(audit_.finished.value_or(audit_.started))}});
        return {{"stakeholders", {{"stakeholder", {{"stakeholderId", audited()}}}}},
                {"contexts", {{"context", std::move(contexts)}}},
                {"dates", {{"date", std::move(dates)}}},
                {"scope", {{"forest", std::move(forest)}}},
                {"outcome", outcome},
                {"_OperationNatureType", kNature},
                {"_eventType", code(kInternetExposure)}};
    }

    const model::Audit& audit_;
    OpssiesNumbers numbers_;
};

}  // namespace

OpssiesOutcome opssies_outcome(const model::Audit& audit) {
    OpssiesOutcome out;
    std::set<std::string> cves;
    for (const model::Finding& finding : audit.findings) {
        if (finding.certainty != model::Certainty::affecte || finding.status == model::Status::corrige) continue;
        if (!finding.cve.empty()) cves.insert(finding.cve);
        if (finding.critical_risk || finding.criticality == model::Criticality::critique)
            ++out.critical_vulnerabilities;
    }
    out.score = cves.size();
    return out;
}

base::Result<std::string> write_opssies(const model::Audit& audit, OpssiesNumbers numbers) {
    const model::Organisation& organisation = audit.perimeter.organisation;
    if (organisation.finess_eg.empty() && organisation.finess_ej.empty() && organisation.siret.empty())
        return base::fail(base::Errc::input,
                          base::say(audit.lang, "OPSSIES : l'organisme audité n'a ni FINESS ni SIRET dans le périmètre",
                                    "OPSSIES: the audited organisation has neither FINESS nor SIRET in the perimeter"));
    const ordered_json message = MessageWriter(audit, numbers).message();
    if (message["events"]["event"].empty())
        return base::fail(base::Errc::input, base::say(audit.lang, "OPSSIES : l'audit n'a aucune cible",
                                                       "OPSSIES: the audit has no target"));
    return message.dump(2, ' ', false, ordered_json::error_handler_t::replace) + "\n";
}

}  // namespace vigie::exchange
