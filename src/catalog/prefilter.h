// SPDX-License-Identifier: Apache-2.0
// Which of many patterns may match a text, in one pass over it (Vectorscan). A candidate is then read by PCRE2, which
// alone decides: the prefilter may name too many, never too few.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace vigie::catalog {

class Prefilter {
public:
    // An expression that the engine cannot take is a candidate for every text.
    explicit Prefilter(const std::vector<std::string>& expressions);

    // Positions of the expressions that may match, ascending. Text beyond the limit of Pattern is not looked at.
    [[nodiscard]] std::vector<std::size_t> candidates(std::string_view text) const;

private:
    struct Engine;
    std::shared_ptr<Engine> engine_;
    std::vector<std::size_t> always_;
};

}  // namespace vigie::catalog
