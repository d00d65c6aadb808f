// SPDX-License-Identifier: Apache-2.0
#include "discover/word_list.h"

#include <algorithm>
#include <fstream>
#include <set>

#include "base/text.h"

namespace vigie::discover {
namespace {

constexpr std::size_t kFileLimit = 4U << 20U;
constexpr std::size_t kWordLimit = 100'000;
constexpr std::size_t kLabelLimit = 63;

bool is_label(std::string_view label) {
    const auto allowed = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
    };
    return !label.empty() && label.size() <= kLabelLimit && label.front() != '-' && label.back() != '-' &&
           std::all_of(label.begin(), label.end(), allowed);
}

}  // namespace

base::Result<WordList> parse_word_list(std::string_view text, std::string_view file) {
    WordList out;
    std::set<std::string> seen;
    std::size_t number = 0;
    for (const std::string_view line : base::split(text, '\n')) {
        ++number;
        const std::string word = base::to_lower(base::trim(line.substr(0, line.find('#'))));
        if (word.empty() || seen.contains(word)) continue;
        const auto labels = base::split(word, '.');
        if (!std::all_of(labels.begin(), labels.end(), is_label))
            return base::fail(base::Errc::input, std::string(file) + ":" + std::to_string(number) + ": '" +
                                                     base::printable(word, 80) +
                                                     "' is not a DNS label; expected: letters, digits and dashes");
        if (out.words.size() >= kWordLimit)
            return base::fail(base::Errc::input, std::string(file) + ":" + std::to_string(number) +
                                                     ": more than 100,000 words; expected: a shorter list");
        seen.insert(word);
        out.words.push_back(word);
    }
    return out;
}

base::Result<WordList> load_word_list(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    std::string text;
    if (file) {
        text.resize(kFileLimit + 1);
        file.read(text.data(), static_cast<std::streamsize>(text.size()));
        text.resize(static_cast<std::size_t>(file.gcount()));
    }
    if (!file.is_open() || file.bad() || text.size() > kFileLimit)
        return base::fail(base::Errc::io, path + ": the word list cannot be read");
    return parse_word_list(text, path);
}

}  // namespace vigie::discover
