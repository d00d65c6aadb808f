// SPDX-License-Identifier: Apache-2.0
// Does a version fall under a CVE's configuration? Three answers; "yes" needs a version on the wire and a range
// with an upper bound or an exact version. A criterion "-" or a bare "*" never says yes: it would make every
// Apache on Earth vulnerable to CVE-2007-4465.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "model/vulnerability.h"

namespace vigie::correlate {

enum class Truth { no, unknown, yes };

// Why an answer is not a plain yes or no, most useful first.
enum class Doubt {
    none,
    unbounded,        // the record names no version at all
    no_upper_bound,   // affected since a version, no fix named
    no_version,       // the service does not show its version
    partial_version,  // it shows 2.4 where the bound is 2.4.58
    update_hidden,    // bound 9.8, version 9.8p1: the record may mean either
    surroundings,     // needs another product that was not seen
    edition           // only one edition or platform of the product
};

struct MatchAnswer {
    Truth truth = Truth::no;
    Doubt doubt = Doubt::none;
    std::string fixed;  // first version that is not affected, "" = not named
    std::string last;   // last affected version when only that is named
};

// What is known of the place where the component runs.
struct Surroundings {
    std::string system;          // "debian", "ubuntu", "windows", "freebsd", "" = unknown
    std::string system_version;  // "12"
};

MatchAnswer match_version(std::string_view version, const model::CpeCriterion& criterion);

// names: every "vendor:product" under which the component is known.
MatchAnswer match_configurations(const std::vector<std::string>& names, std::string_view version,
                                 const Surroundings& surroundings,
                                 const std::vector<model::Configuration>& configurations);

}  // namespace vigie::correlate
