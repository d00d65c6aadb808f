// SPDX-License-Identifier: Apache-2.0
// The vulnerabilities of an audit with what each says of each component at each place: what VEX documents speak of.
// A summary of minor doubts counts for each CVE that it names. Findings without a CVE (exposures, settings) are not
// among them. What is cured is "fixed" only where another version of the component is seen at that place.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "model/audit.h"

namespace vigie::exchange {

// gone: the component is not at that place any more, nothing says that it was repaired. The gravest first.
enum class Standing { affected, undetermined, not_affected, gone, fixed };

// One component at one place: "OpenSSH 9.2p1" on 192.0.2.1:22/tcp.
struct VexProduct {
    std::string id;       // "p-1", in a stable order
    std::string name;     // "OpenSSH"
    std::string version;  // "9.2p1", "" = not shown
    std::string place;    // "192.0.2.1:22/tcp"
    std::string cpe;      // CPE 2.3 of the service, "" = unknown
    [[nodiscard]] std::string label() const;
};

struct VexStatement {
    std::size_t product = 0;  // in Weaknesses::products
    Standing standing = Standing::undetermined;
    const model::Finding* finding = nullptr;
    std::string why;                                  // this standing, in the words of the audit's language
    const model::Attestation* attestation = nullptr;  // what sets it aside or accepts it, when valid
};

struct Weaknesses {
    std::vector<VexProduct> products;
    std::map<std::string, std::vector<VexStatement>> by_cve;
    std::map<const model::Finding*, VexStatement> by_finding;  // of its first CVE
};

// Keeps pointers into the audit.
Weaknesses weaknesses_of(const model::Audit& audit);

// Text of several lines, each made safe to print; cut where it becomes absurd.
std::string safe_lines(std::string_view text);
// None, Low, Medium, High, Critical of a CVSS score, as all these formats name it, in lower case.
std::string severity_word(double score);
// "2026-11-22T10:00:00Z" of the end of the audit, of its beginning when it did not end.
std::string moment_of(const model::Audit& audit);
// A UUID that the same audit always has (version 8: made from its identifier).
std::string uuid_of(const model::Audit& audit);

}  // namespace vigie::exchange
