// SPDX-License-Identifier: Apache-2.0
#include "report/format.h"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "base/text.h"

namespace vigie::report {
namespace {

constexpr std::string_view kReplacement = "\xEF\xBF\xBD";
constexpr std::string_view kThousandsFrench = "\xE2\x80\xAF";  // U+202F
constexpr std::string_view kApostrophe = "\xE2\x80\x99";       // U+2019
constexpr std::size_t kHexLine = 16;

constexpr std::array<std::string_view, 12> kMonthsFrench{"janvier",   "février", "mars",     "avril",
                                                         "mai",       "juin",    "juillet",  "août",
                                                         "septembre", "octobre", "novembre", "décembre"};
constexpr std::array<std::string_view, 12> kMonthsEnglish{"January",   "February", "March",    "April",
                                                          "May",       "June",     "July",     "August",
                                                          "September", "October",  "November", "December"};

// U+200B-200F, U+202A-202E, U+2060-2069, U+FEFF: invisible or direction-turning; U+FFFE and U+FFFF: not in XML.
bool is_deceptive(std::string_view three) {
    const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(three[i]); };
    if (byte(0) == 0xE2 && byte(1) == 0x80)
        return (byte(2) >= 0x8B && byte(2) <= 0x8F) || (byte(2) >= 0xAA && byte(2) <= 0xAE);
    if (byte(0) == 0xE2 && byte(1) == 0x81) return byte(2) >= 0xA0 && byte(2) <= 0xA9;
    if (byte(0) == 0xEF && byte(1) == 0xBB) return byte(2) == 0xBF;
    return byte(0) == 0xEF && byte(1) == 0xBF && (byte(2) == 0xBE || byte(2) == 0xBF);
}

bool mostly_text(std::string_view bytes) {
    const auto odd = std::count_if(bytes.begin(), bytes.end(), [](char c) {
        const auto byte = static_cast<unsigned char>(c);
        return (byte < 0x20 && c != '\r' && c != '\n' && c != '\t') || byte == 0x7F || byte >= 0x80;
    });
    return static_cast<std::size_t>(odd) * 10 <= bytes.size();
}

std::string hex_lines(std::string_view bytes) {
    std::string out;
    for (std::size_t start = 0; start < bytes.size(); start += kHexLine) {
        const std::string_view line = bytes.substr(start, kHexLine);
        std::string digits;
        std::string letters;
        for (const char character : line) {
            const auto byte = static_cast<unsigned char>(character);
            digits += fmt::format("{:02x} ", byte);
            letters += byte >= 0x20 && byte < 0x7F ? character : '.';
        }
        out += fmt::format("{:<48} {}\n", digits, letters);
    }
    return out;
}

}  // namespace

std::string clean(std::string_view text, std::size_t limit) {
    const std::string safe = base::printable(text, limit);
    std::string out;
    out.reserve(safe.size());
    for (std::size_t i = 0; i < safe.size(); ++i) {
        const std::string_view three = std::string_view(safe).substr(i, 3);
        if (three.size() == 3 && is_deceptive(three)) {
            out += kReplacement;
            i += 2;
        } else if (three.size() >= 2 && three[0] == '\xC2' && static_cast<unsigned char>(three[1]) < 0xA0) {
            out += kReplacement;  // C1 control characters
            ++i;
        } else {
            out += safe[i];
        }
    }
    return out;
}

std::string escape_markup(std::string_view text) {
    std::string out;
    out.reserve(text.size() + text.size() / 8);
    for (const char character : clean(text)) {
        switch (character) {
            case '&': out += "&amp;"; break;
            case '<': out += "&lt;"; break;
            case '>': out += "&gt;"; break;
            case '"': out += "&quot;"; break;
            case '\'': out += "&#39;"; break;
            default: out += character;
        }
    }
    return out;
}

std::vector<std::string> sentences_of(std::string_view text) {
    std::vector<std::string> out;
    std::size_t start = 0;
    for (std::size_t i = 0; i + 2 < text.size(); ++i) {
        const char next = text[i + 2];
        // A capital of ASCII or of Latin (É is C3 89) begins a sentence.
        if (text[i] != '.' || text[i + 1] != ' ' || !((next >= 'A' && next <= 'Z') || next == '\xC3')) continue;
        out.emplace_back(text.substr(start, i + 1 - start));
        start = i + 2;
    }
    if (start < text.size()) out.emplace_back(text.substr(start));
    return out;
}

std::string sentences(std::string_view text, std::size_t limit) {
    const std::string safe = clean(text, text.size() * 3 + 3);
    if (safe.size() <= limit) return safe;
    std::string kept;
    for (const std::string& sentence : sentences_of(safe)) {
        const std::string_view space = kept.empty() ? "" : " ";
        if (kept.size() + space.size() + sentence.size() > limit) break;
        kept.append(space).append(sentence);
    }
    if (kept.size() >= limit / 3) return kept;
    const std::size_t space = safe.rfind(' ', limit - 1);
    return safe.substr(0, space == std::string::npos ? 0 : space) + "…";
}

std::string show_bytes(std::string_view bytes, std::size_t limit) {
    const std::string_view kept = bytes.substr(0, limit);
    if (!mostly_text(kept)) return hex_lines(kept.substr(0, std::max<std::size_t>(kHexLine, limit / 4)));
    std::string without_returns;
    for (const char character : kept)
        if (character != '\r') without_returns += character;
    while (!without_returns.empty() && without_returns.back() == '\n') without_returns.pop_back();
    return clean(without_returns, 3 * limit);
}

std::string set_quotes(std::string_view text, bool french) {
    const auto is_letter = [&](std::size_t at) {
        const auto byte = static_cast<unsigned char>(at < text.size() ? text[at] : ' ');
        return byte >= 0x80 || (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z');
    };
    const bool paired = std::count(text.begin(), text.end(), '`') % 2 == 0;
    bool open = false;
    std::string out;
    out.reserve(text.size() + 16);
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '\'' && i > 0 && is_letter(i - 1) && is_letter(i + 1)) {
            out += kApostrophe;
        } else if (text[i] == '`' && paired) {
            open = !open;
            if (french)
                out += open ? "« " : " »";
            else
                out += open ? "“" : "”";
        } else {
            out += text[i];
        }
    }
    return out;
}

std::string as_sentence(std::string_view text) {
    std::string out(base::trim(text));
    if (out.empty()) return out;
    if (out[0] >= 'a' && out[0] <= 'z') out[0] = static_cast<char>(out[0] - 'a' + 'A');
    if (out.back() != '.' && out.back() != '!' && out.back() != '?') out += '.';
    return out;
}

std::string Say::text(std::string_view key) const {
    if (const std::string* found = texts_->find(key)) return *found;
    missing_.emplace(key);
    return {};
}

std::string Say::text(std::string_view key, Values values) const {
    return catalog::fill(text(key), values);
}

std::string Say::text_or(std::string_view key, std::string fallback) const {
    const std::string* found = texts_->find(key);
    return found != nullptr ? *found : std::move(fallback);
}

std::string Say::count(std::string_view key, std::uint64_t n) const {
    const bool one = n == 1 || (n == 0 && french());
    return text(std::string(key) + (one ? ".one" : ".many"), {{"n", number(n)}});
}

std::string Say::enumerate(const std::vector<std::string>& items) const {
    std::string out;
    for (std::size_t i = 0; i < items.size(); ++i) {
        if (i > 0) out += i + 1 == items.size() ? " " + text("report.and") + " " : ", ";
        out += items[i];
    }
    return out;
}

std::string Say::list(const std::vector<std::string>& items) const {
    return items.empty() ? text("report.empty") : base::join(items, ", ");
}

std::string Say::number(std::uint64_t n) const {
    std::string digits = std::to_string(n);
    for (std::size_t position = digits.size(); position > 3;) {
        position -= 3;
        digits.insert(position, french() ? kThousandsFrench : ",");
    }
    return digits;
}

std::string Say::decimal(double value, int digits) const {
    std::string out = fmt::format("{:.{}f}", value, digits);
    if (french()) std::replace(out.begin(), out.end(), '.', ',');
    return out;
}

std::string Say::percent(double share) const {
    return decimal(share * 100) + (french() ? std::string(kThousandsFrench) + "%" : "%");
}

std::string Say::date(base::Date day) const {
    if (!day.ok()) return text("report.empty");
    const unsigned number = static_cast<unsigned>(day.day());
    const auto month = static_cast<unsigned>(day.month()) - 1;
    const std::string_view name = french() ? kMonthsFrench.at(month) : kMonthsEnglish.at(month);
    const std::string ordinal = french() && number == 1 ? "1er" : std::to_string(number);
    return fmt::format("{} {} {}", ordinal, name, static_cast<int>(day.year()));
}

std::string Say::date(std::string_view rfc3339) const {
    return date(base::parse_date(rfc3339).value_or(base::Date{}));
}

std::string Say::instant(base::Instant when) const {
    const auto seconds = (when - std::chrono::floor<std::chrono::days>(when)).count();
    const auto hours = seconds / 3600;
    const auto minutes = seconds / 60 % 60;
    if (french()) return date(base::date_of(when)) + fmt::format(" à {}\xC2\xA0h\xC2\xA0{:02} (UTC)", hours, minutes);
    return date(base::date_of(when)) + fmt::format(", {:02}:{:02} UTC", hours, minutes);
}

// "depuis le 2026-09-07" -> "depuis le 7 septembre 2026". Only behind a word that announces a date: versions and file
// names look like dates too.
std::string Say::with_dates(std::string text) const {
    constexpr std::size_t kLetters = 10;
    for (const std::string_view word : {" le ", "(le ", " au ", " since ", " until ", "(until ", " on ", " ends "})
        for (auto at = text.find(word); at != std::string::npos; at = text.find(word, at + word.size())) {
            const std::size_t begin = at + word.size();
            const auto day = base::parse_date(std::string_view(text).substr(begin, kLetters));
            const std::size_t end = begin + kLetters;
            const bool goes_on =
                end < text.size() && std::string_view("-0123456789T").find(text[end]) != std::string::npos;
            if (!day || goes_on) continue;
            text.replace(begin, kLetters, date(*day));
        }
    return text;
}

std::string Say::prose(std::string_view text) const {
    const std::string safe = with_dates(set_quotes(clean(text), french()));
    return french() ? catalog::typeset_french(safe) : safe;
}

std::string Say::word(model::Level value) const {
    return text("level." + std::string(name_of(value)));
}
std::string Say::word(model::Criticality value) const {
    return text("criticality." + std::string(name_of(value)));
}
std::string Say::word(model::Category value) const {
    return text("category." + std::string(name_of(value)));
}
std::string Say::word(model::Certainty value) const {
    return text("certainty." + std::string(name_of(value)));
}
std::string Say::word(model::Status value) const {
    return text("status." + std::string(name_of(value)));
}
std::string Say::word(model::Access value) const {
    return text("access." + std::string(name_of(value)));
}

std::string origin_of(const Say& say, std::string_view how_found) {
    const std::string safe = clean(how_found);
    const auto end = std::min(safe.find(' '), safe.size());
    const std::string word = safe.substr(0, end);
    return say.text_or("origin." + word, word) + safe.substr(end);
}

std::string ssvc_words(const Say& say, const model::Exploitation& exploitation) {
    const bool named = exploitation.known == "active" || exploitation.known == "poc";
    std::vector<std::string> parts{say.text(named ? "ssvc." + exploitation.known : "ssvc.none"),
                                   say.text(exploitation.automatable ? "ssvc.automatable" : "ssvc.not_automatable")};
    if (exploitation.technical_impact == "total" || exploitation.technical_impact == "partial")
        parts.push_back(say.text("ssvc." + exploitation.technical_impact));
    return base::join(parts, ", ");
}

std::string place_of(const model::Finding& finding) {
    if (finding.port == 0) return clean(finding.asset);
    if (const auto address = model::IpAddress::parse(finding.asset))
        return model::Endpoint{*address, finding.port, finding.transport}.text();
    return clean(finding.asset) + ":" + std::to_string(finding.port) + "/" + std::string(name_of(finding.transport));
}

std::string product_of(const model::Service& service) {
    std::string out = clean(service.product);
    if (!service.version.empty()) out += (out.empty() ? "" : " ") + clean(service.version);
    return out;
}

}  // namespace vigie::report
