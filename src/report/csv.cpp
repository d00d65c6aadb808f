// SPDX-License-Identifier: Apache-2.0
#include "report/csv.h"

#include "base/text.h"
#include "report/finding_row.h"
#include "report/summary.h"

namespace vigie::report {
namespace {

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

}  // namespace

std::string csv_cell(std::string_view value) {
    std::string safe = clean(value);
    const auto first = safe.find_first_not_of(" \t\n");
    if (first != std::string::npos && std::string_view("=+-@|%").find(safe[first]) != std::string_view::npos)
        safe.insert(0, "'");
    if (safe.find_first_of(";\"\n\t") == std::string::npos) return safe;
    std::string out = "\"";
    for (const char character : safe) {
        if (character == '"') out += '"';
        out += character;
    }
    return out + '"';
}

base::Result<std::string> render_csv(const model::Audit& audit, const catalog::Texts& texts) {
    const Say say(texts);
    std::string out(kByteOrderMark);
    const auto line = [&](const std::vector<std::string>& cells) {
        for (std::size_t i = 0; i < cells.size(); ++i) {
            if (i > 0) out += ';';
            out += csv_cell(cells[i]);
        }
        out += "\r\n";
    };
    std::vector<std::string> head;
    for (const std::string_view column : finding_columns()) head.push_back(say.text("column." + std::string(column)));
    head.emplace_back("TLP");
    line(head);
    for (const model::Finding* finding : ranked(audit, [](const model::Finding&) { return true; })) {
        auto cells = finding_cells(say, *finding);
        cells.push_back(audit.tlp);
        line(cells);
    }
    if (!say.missing().empty())
        return base::fail(base::Errc::internal, "writing the CSV: no text is called " + *say.missing().begin());
    return out;
}

}  // namespace vigie::report
