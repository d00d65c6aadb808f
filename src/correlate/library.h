// SPDX-License-Identifier: Apache-2.0
// What has been read of the vulnerability base, kept ready: a hospital shows the same forty products on a thousand
// machines. Reads each product once, judges nothing. A part that could not be read is a trouble, never "nothing".
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "correlate/criterion.h"
#include "model/vulnerability.h"

namespace vigie::correlate {

// One CVE, its configurations as one product sees them, and what was read about it when it mattered.
struct Record {
    model::Cve cve;
    std::optional<PreparedRecord> prepared;
    std::optional<model::CvssScore> score;
    bool enriched = false;  // the rest has been read
    std::optional<model::KnownExploited> exploited;
    std::optional<double> exploit_probability;
    std::vector<std::string> alerts;      // references of a national CERT's alerts
    std::vector<std::string> advisories;  // and of its advisories
    std::vector<std::string> troubles;
};

struct ProductRecords {
    std::vector<std::shared_ptr<Record>> records;  // in the order of their ids, none rejected
    bool known = false;                            // the base has at least one CVE on the product
    std::vector<std::string> troubles;
};

class Library {
public:
    Library(const model::VulnerabilityBase& base, std::string preferred_cvss)
        : base_(base), preferred_cvss_(std::move(preferred_cvss)) {}

    std::shared_ptr<const ProductRecords> product(const std::vector<std::string>& cpe, const Numbering& numbering);
    // A CVE that a distribution names and no product does; with its id alone when the base has no record.
    std::shared_ptr<Record> record(const std::string& cve);
    std::shared_ptr<const base::Result<std::vector<model::DistroStatus>>> distro(const std::string& source,
                                                                                 const std::string& release);
    std::shared_ptr<const base::Result<std::vector<model::DistroVersion>>> versions(const std::string& source);
    void enrich(Record& record) const;  // exploitation: only asked of what is not ruled out

private:
    static constexpr std::size_t kEntryLimit = 512;  // products or packages kept; more begin anew

    const model::VulnerabilityBase& base_;
    std::string preferred_cvss_;
    std::map<std::string, std::shared_ptr<ProductRecords>> products_;
    std::map<std::string, std::shared_ptr<Record>> loose_;
    std::map<std::string, std::shared_ptr<const base::Result<std::vector<model::DistroStatus>>>> distro_;
    std::map<std::string, std::shared_ptr<const base::Result<std::vector<model::DistroVersion>>>> versions_;
};

// Vendor or CNA first, then CISA-ADP, then NVD, among scores of the preferred version ("3.1", which takes 3.0 too,
// or "4.0"); the other modern version only when that one is missing, 2.0 last.
std::optional<model::CvssScore> choose_score(const std::vector<model::CvssScore>& scores, const std::string& preferred);

}  // namespace vigie::correlate
