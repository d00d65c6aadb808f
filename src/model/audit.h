// SPDX-License-Identifier: Apache-2.0
// The nouns of one audit, from an address that answered to the verdict. Plain values; the stages fill them in
// order, audit.json is their written form (model/json.h), and no number of a report comes from anywhere else.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/bytes.h"
#include "base/clock.h"
#include "base/result.h"
#include "model/address.h"
#include "model/fact.h"
#include "model/perimeter.h"

namespace vigie::model {

// One exchange kept as proof: bounded copies of what was sent and what came back.
struct Evidence {
    std::string id;  // "e-" + hash of endpoint, check and reply; the same exchange has the same id
    base::Instant captured_at{};
    std::string request;  // raw bytes
    std::string reply;    // raw bytes, cut at kEvidenceLimit
    std::string digest;   // SHA-256 of the whole reply, hexadecimal
    bool operator==(const Evidence&) const = default;
};
inline constexpr std::size_t kEvidenceLimit = 2048;

// The reply is cut at kEvidenceLimit, the digest is of the whole; the same check on the same endpoint with the same
// reply has the same id.
Evidence make_evidence(base::Instant captured_at, const Endpoint& endpoint, std::string_view check, base::Bytes request,
                       base::Bytes reply);

// A check that was tried, whatever became of it. "Not tested" and "tested, nothing there" stay different.
struct Attempt {
    std::string check;  // "tls.versions", "ssh.auth_methods"
    enum class Outcome { done, failed, not_tried } outcome = Outcome::done;
    std::string why;  // reason when not done: the Errc word and its text
    bool operator==(const Attempt&) const = default;
};

enum class Access { open, administration, internal, data };  // "public" is a C++ word; written "public"

struct Service {
    Endpoint endpoint;
    std::string protocol;  // a protocol folder's name; "" = open, but nothing recognised it
    bool tls = false;      // the protocol is spoken under TLS
    std::string vendor;
    std::string product;
    std::string version;  // as on the wire, "" = not shown
    std::string cpe;      // CPE 2.3, "" = unknown
    int qod = 0;
    std::vector<std::string> names;
    std::optional<Access> access;
    std::string evidence;  // id
    Facts facts;
    std::vector<Attempt> attempts;
    std::map<std::string, std::string>
        proofs;  // check or fact -> id of the evidence that shows it, where it has its own
    bool operator==(const Service&) const = default;
};

struct Asset {
    IpAddress address;
    std::vector<std::string> names;
    bool in_scope = true;   // false: seen on the way, proposed, never probed
    std::string how_found;  // "declared", "dns a pacs.ch-exemple.fr", "certificate 192.0.2.3:443/tcp"
    bool alive = false;     // something answered (ICMP, a port, a reset)
    Facts facts;            // "host.answers_every_port", "host.filtered_ports", ...
    bool operator==(const Asset&) const = default;
};

// A declared domain or a name below it, and what DNS says of it.
struct Name {
    std::string name;
    bool in_scope = true;  // below a declared domain
    std::string how_found;
    std::vector<std::string> addresses;
    Facts facts;  // "domain.nameservers", "domain.zone_transfer", "name.cname", ...
    bool operator==(const Name&) const = default;
};

enum class Criticality { info, faible, moyenne, haute, critique };
enum class Category { service_expose, configuration, obsolescence, vulnerabilite, donnees_sensibles };
enum class Certainty { affecte, indetermine, non_affecte };
enum class Status { nouveau, persistant, corrige, reapparu, non_reteste };
enum class Level { vert, orange, rouge };

struct CvssScore {
    std::string version;  // "3.1"
    std::string vector;
    double score = 0;
    std::string source;  // who gave it: "nvd@nist.gov", "CISA-ADP", a CNA
    bool operator==(const CvssScore&) const = default;
};

// CISA's SSVC decision points: what is known of attacks, and what they bring.
struct Exploitation {
    std::string known;  // "none", "poc", "active"
    bool automatable = false;
    std::string technical_impact;  // "partial", "total"
    bool operator==(const Exploitation&) const = default;
};

struct Finding {
    std::string id;    // identity for life: rule, asset, transport/port, component or CVE (see finding_id)
    std::string rule;  // "redis.unauthenticated", "cve", "eol"
    Category category = Category::configuration;
    Criticality criticality = Criticality::info;
    std::optional<CvssScore> cvss;
    std::string cve;
    std::string component;  // "redis 7.0.15", a zone, a certificate name: what exactly is concerned
    std::string asset;      // address, or a name when the subject is a domain
    Port port = 0;          // 0 = none
    Transport transport = Transport::tcp;
    std::string title;
    std::string description;
    std::string impact;
    std::string recommendation;
    std::string clause;          // of the cahier des charges, "2.5.2.2"
    bool critical_risk = false;  // on the closed list of 2.5.2.2
    bool obsolete = false;       // an obsolete component
    Certainty certainty = Certainty::affecte;
    std::string reason;  // why this certainty, in words
    int qod = 0;
    std::string evidence;
    Status status = Status::nouveau;
    std::string first_seen;  // RFC 3339
    std::vector<std::string> references;
    bool known_exploited = false;  // CISA KEV
    // What raises its place in the plan, never its score.
    std::optional<double> exploit_probability;  // EPSS, next 30 days
    std::vector<std::string> alerts;            // references of a national CERT's alerts, "CERTFR-2024-ALE-009"
    std::optional<Exploitation> ssvc = {};      // what CISA says of attacks
    std::string attested_until;                 // date; somebody attested something of it (Audit::attestations)
    std::vector<std::string> cves;              // of a finding that stands for several vulnerabilities, each
    std::vector<std::string> advisories;        // of a national CERT, "CERTFR-2024-AVI-0531"
    // The version that repairs every known vulnerability of the component, where it repairs this one too; "" = unknown.
    std::string update_to;
    bool operator==(const Finding&) const = default;
};

// What the hospital states of one finding, with its evidence and until when. An undetermined finding is set aside by
// it; of an affected one it only records that the risk is accepted: the colour stays.
struct Attestation {
    enum class Kind { not_affected, accepted };
    enum class State { valid, expired, outdated, without_object };
    std::string finding;    // id
    std::string title;      // of the finding, as it was
    std::string component;  // as it was: the statement holds for this component only
    std::string place;      // "192.0.2.1:22/tcp"
    Kind kind = Kind::not_affected;
    State state = State::valid;
    std::string author;
    std::string comment;
    base::Instant recorded{};
    base::Date until{};         // last day
    std::string evidence_name;  // the file given; its bytes are in the audit's store
    std::string evidence_digest;
    std::uint64_t evidence_size = 0;
    bool operator==(const Attestation&) const = default;
};

// Which vulnerabilities a finding speaks of: its own, or each of those it stands for.
std::vector<std::string> cves_of(const Finding& finding);

// The identity of a finding. Versions and texts are not part of it: an upgrade that does not cure keeps the finding.
std::string finding_id(const Finding& finding, const std::string& subject);

struct CoverageGap {
    std::string what;
    std::string why;
    bool operator==(const CoverageGap&) const = default;
    auto operator<=>(const CoverageGap&) const = default;
};

struct Coverage {
    std::uint64_t hosts = 0;
    std::string ports_tcp;  // "0-65535"
    std::string ports_udp;
    std::vector<std::string> checks_run;
    std::vector<CoverageGap> not_tested;
    std::vector<CoverageGap> blocked;
    std::optional<std::uint64_t> packets_sent;  // by all stages; none = not counted (an import)
    std::optional<double> loss_estimate;        // share of known answers that did not come again; none = not measured
    bool operator==(const Coverage&) const = default;
};

struct VerdictReason {
    std::string rule;
    std::string clause;
    std::string text;
    std::vector<std::string> findings;
    bool operator==(const VerdictReason&) const = default;
};

struct Verdict {
    Level level = Level::vert;
    std::string policy;  // "strict" | "lettre" | "tolerance"
    std::vector<VerdictReason> reasons;
    // The colour if every undetermined finding turned out to be affected.
    std::optional<Level> if_confirmed;
    std::map<std::string, Level> alternatives;  // policy -> colour, all three
    bool operator==(const Verdict&) const = default;
};

struct FeedState {
    std::string name;
    std::string date;  // of the feed's content
    std::int64_t records = 0;
    std::optional<std::int64_t> age_days;
    bool operator==(const FeedState&) const = default;
};

struct Audit {
    std::string id;
    std::string tool_version;
    base::Instant started{};
    std::optional<base::Instant> finished;
    std::string profile;
    std::string policy;
    std::string lang = "fr";
    std::string tlp = "TLP:AMBER";
    std::string previous_id;  // "" = first audit
    std::vector<FeedState> feeds;
    Perimeter perimeter;
    std::vector<Name> names;
    std::vector<Asset> assets;
    std::vector<Service> services;
    std::vector<Finding> findings;
    std::vector<Attestation> attestations;  // in the order of their findings' ids
    Coverage coverage;
    Verdict verdict;
    std::vector<Evidence> evidence;
    bool operator==(const Audit&) const = default;
};

// Words used in audit.json, the CSV and on the command line, and back.
std::string_view name_of(Access value);
std::string_view name_of(Attempt::Outcome value);
std::string_view name_of(Criticality value);
std::string_view name_of(Category value);
std::string_view name_of(Certainty value);
std::string_view name_of(Status value);
std::string_view name_of(Level value);
std::string_view name_of(Attestation::Kind value);
std::string_view name_of(Attestation::State value);
std::optional<Attestation::Kind> attestation_kind_from(std::string_view name);
std::optional<Attestation::State> attestation_state_from(std::string_view name);
std::optional<Access> access_from(std::string_view name);
std::optional<Attempt::Outcome> outcome_from(std::string_view name);
std::optional<Criticality> criticality_from(std::string_view name);
std::optional<Category> category_from(std::string_view name);
std::optional<Certainty> certainty_from(std::string_view name);
std::optional<Status> status_from(std::string_view name);
std::optional<Level> level_from(std::string_view name);

}  // namespace vigie::model
