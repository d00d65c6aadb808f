// SPDX-License-Identifier: Apache-2.0
// From the services of an audit to findings: known vulnerabilities and components that nobody maintains. Pure: the
// base, the tables and today's date are given; works without a base and then says what could not be said.
#pragma once

#include <string>
#include <vector>

#include "base/clock.h"
#include "correlate/lifecycle.h"
#include "correlate/product.h"
#include "model/audit.h"
#include "model/vulnerability.h"

namespace vigie::correlate {

struct Knowledge {
    Products products;    // data/cpe/products.toml
    Lifecycle lifecycle;  // data/lifecycle/products.toml
};

// Both tables at once, from their texts.
base::Result<Knowledge> parse_knowledge(std::string_view products_toml, std::string_view lifecycle_toml);

struct CorrelateOptions {
    const model::VulnerabilityBase* base = nullptr;  // none: obsolescence from our own table only
    base::Date today{};
    std::string lang = "fr";
    std::string preferred_cvss = "3.1";
};

struct Correlation {
    std::vector<model::Finding> findings;        // rules "cve" and "eol", ids set, in a stable order
    std::vector<model::CoverageGap> not_tested;  // what could not be answered, and why
    std::vector<model::FeedState> feeds;         // what the answers rest on, with ages
    std::size_t components = 0;                  // components looked at
    std::size_t not_affected = 0;                // CVEs ruled out, with a reason for each in explain()
};

// What a gap of not_tested is about when there was no base to compare with.
std::string vulnerabilities_subject(std::string_view lang);

// Feeds older than this are named in not_tested.
inline constexpr int kStaleDays = 45;
// Undetermined CVEs from high on, and those that nobody scored, are findings of their own; the others are one finding
// per component.

Correlation correlate(const std::vector<model::Service>& services, const Knowledge& knowledge,
                      const CorrelateOptions& options);

}  // namespace vigie::correlate
