// SPDX-License-Identifier: Apache-2.0
// What a domain publishes for its mail: SPF (RFC 7208), DMARC (RFC 7489). Pure readers of one record each; following
// an SPF record to others is the caller's.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace vigie::inspect {

// RFC 7208, 4.6.4: more than this many terms that ask the DNS make the whole record void.
inline constexpr int kSpfLookupLimit = 10;

struct SpfRecord {
    std::vector<std::string> follow;  // include: targets that can be followed, then redirect=; lower case
    std::string end;                  // "+all", "-all", "~all", "?all"; "redirect"; "" = the record has no end
    int lookups = 0;                  // terms of this record that ask the DNS
    std::vector<std::string> faults;  // terms that are not of the standard, or that it forbids
};

bool is_spf(std::string_view text);
SpfRecord parse_spf(std::string_view text);

struct DmarcRecord {
    std::string policy;               // "none", "quarantine", "reject"; "" = missing or unknown
    std::string subdomains;           // sp=, else the policy
    int percent = 100;                // pct=
    bool reports = false;             // rua= is there
    std::vector<std::string> faults;  // tags that are missing or wrong
};

bool is_dmarc(std::string_view text);
DmarcRecord parse_dmarc(std::string_view text);

}  // namespace vigie::inspect
