// SPDX-License-Identifier: Apache-2.0
// The condition of a rule: a tiny expression over named facts, parsed and type-checked once when it is loaded.
// Three-valued (Kleene): a fact that was not obtained makes a comparison unknown, never false; "unknown and no"
// is no, "unknown or yes" is yes. It has no loop, no variable, no side effect, and never fails when evaluated.
//
//   redis.unauthenticated                          a flag by itself
//   certificate.days_left < 30                     == != on all types, < <= > >= on numbers
//   service.protocol in ["mysql", "postgresql"]    whole text among literals
//   ssh.auth_methods contains "password"           list: whole item; text: part of it, ASCII case ignored
//   http.server matches "(?i)^apache"              PCRE2, match limits apply; list: any item
//   exists(http.title)  count(dns.zone_transfer)   known or not (never unknown); items of a list
//   and, or, not, ( ), true, false, unknown, "text", 'text', -12
//
// unknown is for observations that were made but settle nothing: "accepted or (inconclusive and unknown)".
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "catalog/facts.h"
#include "model/fact.h"

namespace vigie::catalog {

enum class Truth { no, unknown, yes };
std::string_view name_of(Truth truth);
Truth truth_and(Truth a, Truth b);

struct ExpressionNode;  // private to expression.cpp

class Expression {
public:
    // Errors say the column and what is wrong with it: unknown fact, wrong type, bad pattern, syntax.
    static base::Result<Expression> parse(std::string_view text, const Vocabulary& vocabulary);

    [[nodiscard]] Truth evaluate(const model::Facts& facts) const;

    [[nodiscard]] const std::string& text() const { return text_; }
    // Every fact it reads, sorted, each once; exists(x) does not count, since it is never unknown.
    [[nodiscard]] const std::vector<std::string>& names() const { return names_; }
    // Facts that some exists() asks for: the expression itself says what happens without them.
    [[nodiscard]] const std::vector<std::string>& guarded() const { return guarded_; }
    [[nodiscard]] std::vector<std::string> missing(const model::Facts& facts) const;

private:
    std::string text_;
    std::vector<std::string> names_;
    std::vector<std::string> guarded_;
    std::shared_ptr<const ExpressionNode> root_;  // immutable after parse, shared by copies
};

}  // namespace vigie::catalog
