// SPDX-License-Identifier: Apache-2.0
// Runs one local program to its end: argument vector, no shell, no standard input, a deadline, output bounded.
// WeasyPrint and GnuPG are run by it. It must never be given a program name or an option that came from the network.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/result.h"

namespace vigie::report {

struct ProcessResult {
    int exit_status = 0;      // of the program; -signal when a signal ended it
    std::string diagnostics;  // standard output and error together, at most kMostDiagnostics bytes
};
inline constexpr std::size_t kMostDiagnostics = 64 * 1024;

// arguments[0] is searched in PATH. A program that cannot be started, or that is still running at the deadline (it is
// then killed), is an Error; a program that fails is a result.
base::Result<ProcessResult> run_process(const std::vector<std::string>& arguments, base::Millis deadline,
                                        std::string_view lang = "en");

}  // namespace vigie::report
