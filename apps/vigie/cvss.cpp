// SPDX-License-Identifier: Apache-2.0
// vigie cvss VECTOR...: score and severity, one line each; "-" reads vectors from standard input.
#include "correlate/cvss.h"

#include <cstdio>
#include <iostream>

#include <fmt/format.h>

#include "base/text.h"
#include "console.h"

namespace vigie::console {
namespace {

// One line: VECTOR <tab> SCORE <tab> SEVERITY. False, with a line on stderr, when the vector is invalid.
bool print(std::string_view vector, std::string& out) {
    const auto scores = correlate::score(vector);
    if (!scores) {
        std::cerr << "vigie: " << shown(base::printable(vector)) << ": " << shown(scores.error().what) << "\n";
        return false;
    }
    out.append(vector);
    out += '\t';
    out += correlate::tenths_text(scores->overall);
    out += '\t';
    out += correlate::severity_of(scores->overall);
    out += '\n';
    return true;
}

int run_cvss(const std::vector<std::string>& vectors) {
    constexpr std::size_t kFlush = 1U << 16U;
    bool valid = true;
    std::string out;
    for (const std::string& vector : vectors) {
        if (vector != "-") {
            valid = print(vector, out) && valid;
            continue;
        }
        std::ios::sync_with_stdio(false);
        std::string line;
        while (std::getline(std::cin, line)) {
            const std::string_view text = base::trim(line);
            if (!text.empty()) valid = print(text, out) && valid;
            if (out.size() < kFlush) continue;
            std::fwrite(out.data(), 1, out.size(), stdout);
            out.clear();
        }
    }
    std::fwrite(out.data(), 1, out.size(), stdout);
    return valid ? kDone : kBadInput;
}

}  // namespace

void add_cvss(CLI::App& app, Action& chosen) {
    CLI::App* command = app.add_subcommand(
        "cvss", say("calculer des scores CVSS (2.0, 3.0, 3.1, 4.0)", "compute CVSS scores (2.0, 3.0, 3.1, 4.0)"));
    auto vectors = std::make_shared<std::vector<std::string>>();
    command
        ->add_option("VECTOR", *vectors,
                     say("vecteurs, ou - pour l'entrée standard", "vectors, or - for standard input"))
        ->required();
    command->callback([vectors, &chosen] { chosen = [vectors] { return run_cvss(*vectors); }; });
}

}  // namespace vigie::console
