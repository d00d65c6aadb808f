// SPDX-License-Identifier: Apache-2.0
#include "catalog/pattern.h"

#define PCRE2_CODE_UNIT_WIDTH 8
#include <vector>

#include <pcre2.h>

namespace vigie::catalog {
namespace {

constexpr std::uint32_t kMatchLimit = 100000;  // backtracking steps
constexpr std::uint32_t kDepthLimit = 1000;
constexpr std::size_t kSubjectLimit = 16384;

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

std::optional<std::vector<std::string>> Pattern::match_numbered(std::string_view text) const {
    text = text.substr(0, kSubjectLimit);
    const std::unique_ptr<pcre2_match_context, ContextDeleter> context(pcre2_match_context_create(nullptr));
    pcre2_set_match_limit(context.get(), kMatchLimit);
    pcre2_set_depth_limit(context.get(), kDepthLimit);
    const std::unique_ptr<pcre2_match_data, DataDeleter> data(
        pcre2_match_data_create_from_pattern(code_->code, nullptr));
    const int found = pcre2_match(code_->code, reinterpret_cast<PCRE2_SPTR>(text.data()), text.size(), 0, 0, data.get(),
                                  context.get());
    if (found <= 0) return std::nullopt;
    const PCRE2_SIZE* positions = pcre2_get_ovector_pointer(data.get());
    std::vector<std::string> out(pcre2_get_ovector_count(data.get()));
    for (std::size_t number = 0; number < out.size(); ++number) {
        const PCRE2_SIZE start = positions[2 * number];
        const PCRE2_SIZE end = positions[2 * number + 1];
        if (start != PCRE2_UNSET && end >= start) out[number] = text.substr(start, end - start);
    }
    return out;
}

std::optional<std::map<std::string, std::string>> Pattern::match(std::string_view text) const {
    text = text.substr(0, kSubjectLimit);
    const std::unique_ptr<pcre2_match_context, ContextDeleter> context(pcre2_match_context_create(nullptr));
    pcre2_set_match_limit(context.get(), kMatchLimit);
    pcre2_set_depth_limit(context.get(), kDepthLimit);
    const std::unique_ptr<pcre2_match_data, DataDeleter> data(
        pcre2_match_data_create_from_pattern(code_->code, nullptr));
    const int found = pcre2_match(code_->code, reinterpret_cast<PCRE2_SPTR>(text.data()), text.size(), 0, 0, data.get(),
                                  context.get());
    if (found <= 0) return std::nullopt;
    const PCRE2_SIZE* positions = pcre2_get_ovector_pointer(data.get());
    const auto group = [&](std::uint32_t number) -> std::optional<std::string> {
        const PCRE2_SIZE start = positions[2 * number];
        const PCRE2_SIZE end = positions[2 * number + 1];
        if (start == PCRE2_UNSET || end < start) return std::nullopt;
        return std::string(text.substr(start, end - start));
    };
    std::map<std::string, std::string> out{{"0", group(0).value_or("")}};
    for (const auto& [name, number] : code_->groups)
        if (auto value = group(number)) out[name] = std::move(*value);
    return out;
}

}  // namespace vigie::catalog
