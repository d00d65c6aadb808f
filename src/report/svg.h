// SPDX-License-Identifier: Apache-2.0
// The pictures of the report as SVG text: bars and the map of the systems. Drawn with presentation attributes only
// (WeasyPrint and browsers alike), readable in black and white, named for screen readers.
#pragma once

#include <string>
#include <vector>

#include "model/audit.h"
#include "report/format.h"
#include "report/summary.h"

namespace vigie::report {

struct Bar {
    std::string label;
    std::string letter;  // repeated on the bar's mark, so that colour is never alone; may be empty
    std::string colour;
    Tally tally;
};

// Horizontal bars: solid part = affected, hatched part = undetermined, both numbers written out. The identifier
// makes the ids inside the picture unique in the page.
std::string draw_bars(const Say& say, const std::string& identifier, const std::string& title,
                      const std::vector<Bar>& bars);

struct MapPicture {
    std::string svg;
    std::string title;
};

// The systems that answer: names -> address -> services, one picture per printed page, worst first where there are
// more than kMapHosts; then what was seen outside the perimeter, dashed, with nothing said of its services.
struct SystemMap {
    std::vector<MapPicture> pictures;
    std::size_t shown = 0;
    std::size_t left_out = 0;
};
inline constexpr std::size_t kMapHosts = 120;
SystemMap draw_map(const Say& say, const model::Audit& audit);

std::string colour_of(model::Criticality criticality);

}  // namespace vigie::report
