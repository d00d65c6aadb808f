// SPDX-License-Identifier: Apache-2.0
// Does a version fall under a CVE's configuration? Three answers; "yes" needs a version on the wire and a range
// with an upper bound or an exact version. A criterion "-" or a bare "*" never says yes: it would make every
// Apache on Earth vulnerable to CVE-2007-4465.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "correlate/version.h"
#include "model/vulnerability.h"

namespace vigie::correlate {

enum class Truth { no, unknown, yes };

// Why an answer is not a plain yes or no, most useful last.
enum class Doubt {
    none,
    unbounded,        // the record names no version at all
    no_upper_bound,   // affected since a version, no fix named
    no_version,       // the service does not show its version
    other_line,       // repaired in its own release line; only the bound of another line is later
    other_train,      // two release trains of one vendor: no order between them
    unknown_build,    // a build that our table of its vendor's names does not list
    partial_version,  // it shows 2.4 where the bound is 2.4.58
    update_hidden,    // bound 9.8, version 9.8p1: the record may mean either
    surroundings,     // needs another product that was not seen
    edition           // only one edition or platform of the product, or repaired in another edition of this version
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

// A build number that the vendor publishes under another name: Exchange 15.2.1118.7 is "2019", "cumulative_update_12".
struct NamedBuild {
    std::string build;
    std::string version;
    std::string update;
};

// How one product numbers its versions.
struct Numbering {
    Scheme scheme = Scheme::generic;
    std::vector<NamedBuild> builds;
};

// A version on the wire, made ready once for all the records of its product.
struct ShownVersion {
    Version version;
    Version bare;                // without its update; empty when it has none
    NamedBuild named;            // the build's other name, fields empty when it has none
    bool has_names = false;      // its vendor names builds otherwise
    bool is_bare_build = false;  // exactly the build of that name, without a later security update
};
ShownVersion make_shown(std::string_view version, const Numbering& numbering);

// The configurations of one CVE seen from one product, made ready once for all its versions. Keeps pointers into
// the configurations given.
class PreparedRecord {
public:
    // names: every "vendor:product" under which the component is known.
    PreparedRecord(const std::vector<std::string>& names, const Numbering& numbering,
                   const std::vector<model::Configuration>& configurations);

    [[nodiscard]] MatchAnswer match(const ShownVersion& version, const Surroundings& surroundings) const;

private:
    struct Line {
        const model::CpeCriterion* text = nullptr;
        bool is_us = false;
        bool is_our_device = false;  // the hardware that our firmware runs on
        Version start, end, exact;
    };
    struct Group {
        bool all = false;
        bool negate = false;
        bool names_us = false;
        std::vector<Line> lines;
    };
    struct Entry {
        bool all = false;
        std::vector<Group> groups;
    };
    [[nodiscard]] MatchAnswer entry(const Entry& one, const ShownVersion& version, const Surroundings& around) const;
    [[nodiscard]] MatchAnswer group(const Group& one, const ShownVersion& version, const Surroundings& around) const;
    [[nodiscard]] static bool is_exempted(const Line& line, const ShownVersion& version, const Surroundings& around);
    [[nodiscard]] bool repaired_in_another_edition(const ShownVersion& version) const;

    template <class Visit>
    void each_own_line(const Visit& visit) const;
    [[nodiscard]] bool repaired_in_its_own_line(const ShownVersion& version) const;
    [[nodiscard]] bool touches_every_edition(const ShownVersion& version) const;

    std::vector<Entry> entries_;
    bool has_editions_ = false;
    std::size_t bare_bounds_ = 0;  // our lines with an end and no beginning
    bool has_conditions_ = false;  // "running on", "together with"
};

// For one question: prepares and matches.
MatchAnswer match_version(std::string_view version, const model::CpeCriterion& criterion,
                          const Numbering& numbering = {});
MatchAnswer match_configurations(const std::vector<std::string>& names, std::string_view version,
                                 const Surroundings& surroundings,
                                 const std::vector<model::Configuration>& configurations,
                                 const Numbering& numbering = {});

}  // namespace vigie::correlate
