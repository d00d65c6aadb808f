// SPDX-License-Identifier: Apache-2.0
// The words that hospitals put before their domain ("dpi", "pacs", "vpn"): data/wordlists/sous-domaines.txt.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace vigie::discover {

struct WordList {
    std::vector<std::string> words;  // lower case, each once, in the order of the file
};

// One word (a DNS label, or several with dots) a line; "#" begins a comment. Errors: input, with "file:line: ...".
base::Result<WordList> parse_word_list(std::string_view text, std::string_view file);
base::Result<WordList> load_word_list(const std::string& path);

}  // namespace vigie::discover
