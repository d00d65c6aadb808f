// SPDX-License-Identifier: Apache-2.0
// What the base says of one component, in words: `vigie match CPE|BANNER`. The same judgement as in an audit, with
// the CVEs that are ruled out and the reason for each.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "correlate/component.h"
#include "correlate/correlate.h"
#include "correlate/judge.h"
#include "correlate/lifecycle.h"

namespace vigie::correlate {

struct Explanation {
    Component component;
    Judgement judgement;                   // every CVE with its answer; empty without a base
    std::optional<SupportAnswer> support;  // nothing known: nothing claimed
    std::vector<std::string> notes;        // what limits the answer
};

// library: what was read for earlier questions, for those who ask many; must read options.base.
base::Result<Explanation> explain(std::string_view cpe_or_banner, const Knowledge& knowledge,
                                  const CorrelateOptions& options, Library* library = nullptr,
                                  bool list_not_affected = true);

struct RenderOptions {
    bool not_affected = false;  // list the ruled-out CVEs too, not only their number
    std::size_t limit = 200;    // CVEs listed per answer
};

// Text for a terminal, lines of any width, ends with a line feed.
std::string render(const Explanation& explanation, const CorrelateOptions& options, const RenderOptions& how = {});

// One line: affected, undetermined, not affected, and the gravest CVE that is affected; ends with a line feed.
std::string render_brief(const Explanation& explanation, const CorrelateOptions& options);

// One line per feed: name, date, records, age; says when there is none. `vigie feeds status`.
std::string render_feeds(const std::vector<model::FeedState>& feeds, base::Date today, const std::string& lang);

}  // namespace vigie::correlate
