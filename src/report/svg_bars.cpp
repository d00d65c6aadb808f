// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include <fmt/format.h>

#include "report/svg.h"

namespace vigie::report {
namespace {

constexpr double kBarsWidth = 340;
constexpr double kRow = 26;
constexpr double kBarLeft = 132;
constexpr double kBarWidth = 150;  // less where the figures beside the bars are long
constexpr double kLetter = 6.8;    // of a figure in bold
constexpr double kBarHeight = 15;
constexpr double kLeast = 3;  // a single finding among thousands stays visible

std::string figure_of(const Say& say, const Tally& tally) {
    std::string out = say.number(tally.affected);
    if (tally.undetermined > 0) out += " + " + say.number(tally.undetermined) + " ?";
    return out;
}

double letters_in(std::string_view text) {
    return static_cast<double>(
        std::count_if(text.begin(), text.end(), [](char byte) { return (byte & '\xC0') != '\x80'; }));
}

}  // namespace

std::string colour_of(model::Criticality criticality) {
    switch (criticality) {
        case model::Criticality::critique: return "#8b0018";
        case model::Criticality::haute: return "#c2410c";
        case model::Criticality::moyenne: return "#a16207";
        case model::Criticality::faible: return "#1d5fa8";
        case model::Criticality::info: return "#5b6470";
    }
    return "#5b6470";
}

std::string draw_bars(const Say& say, const std::string& identifier, const std::string& title,
                      const std::vector<Bar>& bars) {
    std::size_t most = 1;
    double longest = 0;
    std::string description;
    for (const Bar& bar : bars) {
        most = std::max(most, bar.tally.total());
        longest = std::max(longest, letters_in(figure_of(say, bar.tally)));
        description += say.text("chart.bar", {{"label", bar.label},
                                              {"affected", say.number(bar.tally.affected)},
                                              {"undetermined", say.number(bar.tally.undetermined)}}) +
                       ". ";
    }
    const double widest = std::min(kBarWidth, kBarsWidth - kBarLeft - 6 - kLeast - kLetter * longest);
    const double height = kRow * static_cast<double>(bars.size()) + 4;
    std::string out = fmt::format(
        R"(<svg xmlns="http://www.w3.org/2000/svg" role="img" aria-labelledby="{0}-title {0}-desc" )"
        R"(viewBox="0 0 {1} {2}" width="{1}" height="{2}" font-family="Liberation Sans, Arial, sans-serif">)"
        R"(<title id="{0}-title">{3}</title><desc id="{0}-desc">{4}</desc>)",
        identifier, kBarsWidth, height, escape_markup(title), escape_markup(description));
    double y = 2;
    for (const Bar& bar : bars) {
        const auto width_of = [&](std::size_t count) {
            if (count == 0) return 0.0;
            return std::max(kLeast, widest * static_cast<double>(count) / static_cast<double>(most));
        };
        const double solid = width_of(bar.tally.affected);
        const double hatched = width_of(bar.tally.undetermined);
        const double base = y + kBarHeight - 3;
        if (!bar.letter.empty())
            out += fmt::format(
                R"(<rect x="0" y="{}" width="16" height="16" rx="2" fill="{}"/><text x="8" y="{}" font-size="11" )"
                R"(font-weight="700" fill="#ffffff" text-anchor="middle">{}</text>)",
                y - 0.5, bar.colour, base, escape_markup(bar.letter));
        out += fmt::format(R"(<text x="{}" y="{}" font-size="11.5" fill="#1a1f26">{}</text>)",
                           bar.letter.empty() ? 0 : 22, base, escape_markup(bar.label));
        out += fmt::format(R"(<rect x="{}" y="{}" width="1" height="{}" fill="#9aa3ad"/>)", kBarLeft - 1, y - 2,
                           kBarHeight + 4);
        if (solid > 0)
            out += fmt::format(R"(<rect x="{}" y="{}" width="{:.1f}" height="{}" fill="{}"/>)", kBarLeft, y, solid,
                               kBarHeight, bar.colour);
        if (hatched > 0) {
            const double left = kBarLeft + solid;
            out += fmt::format(
                R"(<rect x="{:.1f}" y="{}" width="{:.1f}" height="{}" fill="#ffffff" stroke="{}" stroke-width="1"/>)",
                left + 0.5, y + 0.5, std::max(1.0, hatched - 1), kBarHeight - 1, bar.colour);
            for (double x = left + 3; x < left + hatched - 1; x += 5)
                out += fmt::format(R"(<line x1="{:.1f}" y1="{}" x2="{:.1f}" y2="{}" stroke="{}" stroke-width="1.2"/>)",
                                   x, y + kBarHeight - 1, std::min(x + 5, left + hatched - 1), y + 1, bar.colour);
        }
        out += fmt::format(R"(<text x="{:.1f}" y="{}" font-size="11.5" font-weight="700" fill="#1a1f26">{}</text>)",
                           kBarLeft + solid + hatched + 6, base, escape_markup(figure_of(say, bar.tally)));
        y += kRow;
    }
    return out + "</svg>";
}

}  // namespace vigie::report
