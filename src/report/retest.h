// SPDX-License-Identifier: Apache-2.0
// The page about one finding that was tested again: what it was, what it is now, what was seen. Pure.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "model/audit.h"

namespace vigie::report {

enum class RetestOutcome { present, fixed, not_tested };

struct RetestPage {
    const model::Audit& before;  // the audit that found it
    model::Finding was;
    model::Finding now;  // only when it is still present
    RetestOutcome outcome = RetestOutcome::not_tested;
    std::string why;  // when it was not tested
    base::Instant at{};
    std::vector<model::Evidence> evidence;  // of the test
};

// data holds texts/ and templates/. Errors: input (a language without texts), internal.
base::Result<std::string> render_retest(const RetestPage& page, const std::string& lang,
                                        const std::filesystem::path& data);

}  // namespace vigie::report
