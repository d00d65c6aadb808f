// SPDX-License-Identifier: Apache-2.0
// The perimeter file: TOML written by the hospital, read into model::Perimeter. Strict on purpose: a misread
// perimeter sends packets to somebody else. Whatever is wrong gives one line, "file:line: what; what was expected".
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "model/perimeter.h"

namespace vigie::perimeter {

struct Loaded {
    model::Perimeter perimeter;
    std::vector<std::string> warnings;  // "file:line: ...", in the order of the file
};

// Longer files are refused unread.
inline constexpr std::size_t kFileLimit = 1U << 20U;

// Pure. file is only used in messages; today decides whether the authorisation is valid; lang is "fr" or "en".
// Errors: input, with the line to print.
base::Result<Loaded> parse(std::string_view text, std::string_view file, base::Date today,
                           std::string_view lang = "fr");

// Reads the file first. Errors: input.
base::Result<Loaded> load(const std::string& path, base::Date today, std::string_view lang = "fr");

}  // namespace vigie::perimeter
