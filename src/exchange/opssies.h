// SPDX-License-Identifier: Apache-2.0
// The OPSSIES exchange message of annex 1 (ng-msp-opssies-schema-anssi-v5, docs/schema/opssies-v5.schema.json).
// Writing is strict and follows the forms of the text's own examples; reading accepts what the tables and examples
// disagree about (text key, letter case, numbers as strings). Identifiers that are not known are left out, not
// invented.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "model/audit.h"

namespace vigie::exchange {

enum class OpssiesNumbers {
    strings,  // "_eventType": "28", as in the examples
    integers  // "_eventType": 28, as in the tables
};

// One event per audited target: the format has room for one FQDN and one address only. Dates, stakeholders and
// outcome are those of the whole audit and are the same in every event.
base::Result<std::string> write_opssies(const model::Audit& audit, OpssiesNumbers numbers = OpssiesNumbers::strings);

// The numbers of the outcome. Only what is affected and not fixed counts.
struct OpssiesOutcome {
    std::size_t score = 0;                     // different CVE (chapter 3)
    std::size_t critical_vulnerabilities = 0;  // critical vulnerabilities and critical risks
    bool operator==(const OpssiesOutcome&) const = default;
};
OpssiesOutcome opssies_outcome(const model::Audit& audit);

struct OpssiesIdentifier {
    int type = 0;  // 1 finess_plage, 2 finess_geo, 3 finess_jur, 4 siren, 5 siret
    std::string text;
    bool operator==(const OpssiesIdentifier&) const = default;
};

struct OpssiesStakeholder {
    std::vector<OpssiesIdentifier> identifiers;
    std::string name;
    int type = 0;  // 1 site, 2 incorporatedGroup, 3 thirdParty
    int role = 0;  // 1 requester, 2 serviceProvider, 3 auditor, 4 recipient
    bool operator==(const OpssiesStakeholder&) const = default;
};

struct OpssiesTarget {
    std::string fqdn;
    std::string host;  // address
    bool operator==(const OpssiesTarget&) const = default;
};

// Codes that are absent, or not on their list, are 0.
struct OpssiesEvent {
    std::vector<OpssiesIdentifier> audited;
    std::vector<int> context_categories;
    std::string date;  // yyyymmdd-hhmmss
    int date_type = 0;
    std::vector<OpssiesTarget> targets;
    std::string level;          // "red", "orange", "green", "" = unknown
    std::optional<long> score;  // none = unknown, never 0
    std::optional<long> critical_vulnerabilities;
    std::optional<bool> conform;
    std::string nature;  // "CaRE-D1"
    int event_type = 0;
    bool operator==(const OpssiesEvent&) const = default;
};

struct OpssiesMessage {
    std::vector<OpssiesStakeholder> stakeholders;
    std::vector<OpssiesEvent> events;
    std::vector<std::string> remarks;  // each oddity, with its place: "event 2: score "many" is no whole number..."
};

inline constexpr std::size_t kMostOpssiesBytes = std::size_t{16} * 1024 * 1024;
inline constexpr std::size_t kMostOpssiesRemarks = 200;
// What can be read is read; what cannot stays unknown and is told in a remark. Errors: malformed (no message at all),
// limit.
base::Result<OpssiesMessage> read_opssies(std::string_view text, std::string_view lang = "en");

}  // namespace vigie::exchange
