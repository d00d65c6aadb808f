// SPDX-License-Identifier: Apache-2.0
// A compiled regular expression (PCRE2, JIT where the machine allows it) with limits on backtracking, safe to run on
// hostile text: a pattern that would take too long does not match, and never hangs.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace vigie::catalog {

class Pattern {
public:
    static constexpr std::size_t kSubjectLimit = 16384;  // bytes of a text that are looked at

    // gave_up: the limits ended the search, so nobody knows.
    enum class Found { no, yes, gave_up };

    // Errors: input, with PCRE2's words and the offset.
    static base::Result<Pattern> compile(const std::string& expression);

    [[nodiscard]] Found find(std::string_view text) const;

    // The named groups that took part, plus "0" for the whole match; nothing when it does not match.
    [[nodiscard]] std::optional<std::map<std::string, std::string>> match(std::string_view text) const;

    // The same by number: the whole match, then each group ("" for one that took no part).
    [[nodiscard]] std::optional<std::vector<std::string>> match_numbered(std::string_view text) const;

private:
    struct Code;
    struct Groups;
    [[nodiscard]] Groups search(std::string_view text) const;
    explicit Pattern(std::shared_ptr<const Code> code) : code_(std::move(code)) {}
    std::shared_ptr<const Code> code_;
};

}  // namespace vigie::catalog
