// SPDX-License-Identifier: Apache-2.0
// A sentence for the user in both languages. The pure checks return it; whoever knows the language picks one.
#pragma once

#include <string>
#include <string_view>

#include <tl/expected.hpp>

namespace vigie::perimeter {

struct Text {
    std::string fr;
    std::string en;

    [[nodiscard]] const std::string& in(std::string_view lang) const { return lang == "en" ? en : fr; }
};

// The failure of a check, in both languages.
inline tl::unexpected<Text> wrong(std::string fr, std::string en) {
    return tl::unexpected(Text{std::move(fr), std::move(en)});
}

// What a user wrote, safe to repeat on one line of a terminal: bounded, no control characters.
std::string quotable(std::string_view written);

}  // namespace vigie::perimeter
