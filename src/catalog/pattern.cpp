// SPDX-License-Identifier: Apache-2.0
#include "catalog/pattern.h"

#define PCRE2_CODE_UNIT_WIDTH 8
#include <vector>

#include <pcre2.h>

namespace vigie::catalog {
namespace {

constexpr std::uint32_t kMatchLimit = 100000;  // backtracking steps
constexpr std::uint32_t kMatchDepthLimit = 1000;

struct ContextDeleter {
    void operator()(pcre2_match_context* context) const { pcre2_match_context_free(context); }
};
struct DataDeleter {
    void operator()(pcre2_match_data* data) const { pcre2_match_data_free(data); }
};

}  // namespace

struct Pattern::Code {
    pcre2_code* code = nullptr;
    std::vector<std::pair<std::string, std::uint32_t>> groups;  // name, number
    ~Code() { pcre2_code_free(code); }
};

base::Result<Pattern> Pattern::compile(const std::string& expression) {
    int error = 0;
    PCRE2_SIZE offset = 0;
    auto code = std::make_shared<Code>();
    code->code = pcre2_compile(reinterpret_cast<PCRE2_SPTR>(expression.data()), expression.size(),
                               PCRE2_NEVER_BACKSLASH_C | PCRE2_DOLLAR_ENDONLY, &error, &offset, nullptr);
    if (code->code == nullptr) {
        PCRE2_UCHAR message[256] = {};
        pcre2_get_error_message(error, message, sizeof message);
        return base::fail(base::Errc::input, "pattern '" + expression + "' at " + std::to_string(offset) + ": " +
                                                 reinterpret_cast<const char*>(message));
    }
    pcre2_jit_compile(code->code, PCRE2_JIT_COMPLETE);
    std::uint32_t count = 0;
    std::uint32_t width = 0;
    PCRE2_SPTR table = nullptr;
    pcre2_pattern_info(code->code, PCRE2_INFO_NAMECOUNT, &count);
    pcre2_pattern_info(code->code, PCRE2_INFO_NAMEENTRYSIZE, &width);
    pcre2_pattern_info(code->code, PCRE2_INFO_NAMETABLE, &table);
    for (std::uint32_t i = 0; i < count; ++i) {
        const PCRE2_SPTR entry = table + static_cast<std::size_t>(i) * width;  // two bytes of number, then the name
        const auto number = static_cast<std::uint32_t>(entry[0] << 8U | entry[1]);
        code->groups.emplace_back(reinterpret_cast<const char*>(entry + 2), number);
    }
    return Pattern(std::move(code));
}

// What a search left behind: the groups are parts of text, which must outlive them.
struct Pattern::Groups {
    std::string_view text;
    std::unique_ptr<pcre2_match_data, DataDeleter> data;
    int found = PCRE2_ERROR_NOMATCH;

    [[nodiscard]] std::size_t count() const { return pcre2_get_ovector_count(data.get()); }
    [[nodiscard]] std::optional<std::string_view> group(std::size_t number) const {
        const PCRE2_SIZE* positions = pcre2_get_ovector_pointer(data.get());
        const PCRE2_SIZE start = positions[2 * number];
        const PCRE2_SIZE end = positions[2 * number + 1];
        if (start == PCRE2_UNSET || end < start) return std::nullopt;
        return text.substr(start, end - start);
    }
};

Pattern::Groups Pattern::search(std::string_view text) const {
    Groups out;
    out.text = text.substr(0, kSubjectLimit);
    const std::unique_ptr<pcre2_match_context, ContextDeleter> context(pcre2_match_context_create(nullptr));
    out.data.reset(pcre2_match_data_create_from_pattern(code_->code, nullptr));
    if (context == nullptr || out.data == nullptr) {
        out.found = PCRE2_ERROR_NOMEMORY;
        return out;
    }
    pcre2_set_match_limit(context.get(), kMatchLimit);
    pcre2_set_depth_limit(context.get(), kMatchDepthLimit);
    out.found = pcre2_match(code_->code, reinterpret_cast<PCRE2_SPTR>(out.text.data()), out.text.size(), 0, 0,
                            out.data.get(), context.get());
    return out;
}

Pattern::Found Pattern::find(std::string_view text) const {
    const int found = search(text).found;
    if (found == PCRE2_ERROR_NOMATCH) return Found::no;
    return found >= 0 ? Found::yes : Found::gave_up;
}

std::optional<std::vector<std::string>> Pattern::match_numbered(std::string_view text) const {
    const Groups groups = search(text);
    if (groups.found <= 0) return std::nullopt;
    std::vector<std::string> out(groups.count());
    for (std::size_t number = 0; number < out.size(); ++number) out[number] = groups.group(number).value_or("");
    return out;
}

std::optional<std::map<std::string, std::string>> Pattern::match(std::string_view text) const {
    const Groups groups = search(text);
    if (groups.found <= 0) return std::nullopt;
    std::map<std::string, std::string> out{{"0", std::string(groups.group(0).value_or(""))}};
    for (const auto& [name, number] : code_->groups)
        if (const auto value = groups.group(number)) out[name] = *value;
    return out;
}

}  // namespace vigie::catalog
