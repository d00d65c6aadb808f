// SPDX-License-Identifier: Apache-2.0
// How values become words: numbers, dates and durations in the reader's form, and text from the network made safe.
// Pure. Every renderer uses these, so that one value reads the same everywhere.
#pragma once

#include <cstdint>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/clock.h"
#include "catalog/texts.h"
#include "model/audit.h"

namespace vigie::report {

inline constexpr std::size_t kLongestText = 4096;  // of one printed text; a longer one is cut

// Text from anywhere, safe to print: no control character, no invalid UTF-8, none of the characters that turn the
// reading direction round (a banner must not be able to rewrite the line it is printed on), none that XML forbids.
std::string clean(std::string_view text, std::size_t limit = kLongestText);

std::string escape_markup(std::string_view text);  // & < > " ' for HTML, SVG and XML; cleans first

// The sentences of a text; joined again with a space they are the text.
std::vector<std::string> sentences_of(std::string_view text);

// As many whole sentences as fit, at most `limit` bytes; a first one that is longer ends with "…" between two words.
std::string sentences(std::string_view text, std::size_t limit);

// Bytes as evidence: printable text, or lines of hexadecimal when the bytes are not mostly text. Cut at limit bytes.
std::string show_bytes(std::string_view bytes, std::size_t limit);

// The words of one language, with numbers and dates in its form. A key that does not exist is remembered and makes
// the whole rendering fail: no report leaves with a hole in it.
// As a printer sets it: a real apostrophe between letters, quotation marks for `what is typed`.
std::string set_quotes(std::string_view text, bool french);

// With a capital and a full stop: a reason may be a few words or a whole sentence.
std::string as_sentence(std::string_view text);

class Say {
public:
    explicit Say(const catalog::Texts& texts) : texts_(&texts) {}

    using Values = std::initializer_list<std::pair<std::string_view, std::string>>;
    std::string text(std::string_view key) const;
    std::string text(std::string_view key, Values values) const;
    std::string text_or(std::string_view key, std::string fallback) const;  // for words from elsewhere
    std::string count(std::string_view key, std::uint64_t n) const;         // key.one or key.many, {n} filled
    std::string enumerate(const std::vector<std::string>& items) const;     // "a, b et c"
    std::string list(const std::vector<std::string>& items) const;          // "a, b, c", or a dash when empty

    std::string number(std::uint64_t n) const;                // 5 000 / 5,000
    std::string decimal(double value, int digits = 1) const;  // 9,8 / 9.8
    std::string percent(double share) const;                  // 0.021 -> 2,1 %
    std::string date(base::Date day) const;                   // 21 novembre 2026 / 21 November 2026
    std::string date(std::string_view rfc3339) const;         // the same; a dash when it is no date
    std::string instant(base::Instant when) const;            // with hours and minutes, UTC
    std::string prose(std::string_view text) const;           // cleaned, and set as the language wants, dates too

    std::string word(model::Level value) const;
    std::string word(model::Criticality value) const;
    std::string word(model::Category value) const;
    std::string word(model::Certainty value) const;
    std::string word(model::Status value) const;
    std::string word(model::Access value) const;
    std::string yes_or_no(bool value) const { return text(value ? "report.yes" : "report.no"); }

    [[nodiscard]] bool french() const { return texts_->lang() == "fr"; }
    [[nodiscard]] const std::string& lang() const { return texts_->lang(); }
    [[nodiscard]] const std::set<std::string>& missing() const { return missing_; }

private:
    std::string with_dates(std::string text) const;

    const catalog::Texts* texts_;
    mutable std::set<std::string> missing_;
};

// "dns a pacs.ch.fr" -> "DNS a pacs.ch.fr": the first word of how something was found, in the reader's language.
std::string origin_of(const Say& say, std::string_view how_found);

// "attaques constatées, automatisable, impact technique total"
std::string ssvc_words(const Say& say, const model::Exploitation& exploitation);

// 192.0.2.1:22/tcp, or the bare asset when there is no port.
std::string place_of(const model::Finding& finding);
std::string product_of(const model::Service& service);  // "OpenSSH 9.2p1", "" when unknown

}  // namespace vigie::report
