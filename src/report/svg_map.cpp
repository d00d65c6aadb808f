// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <map>
#include <optional>

#include <fmt/format.h>

#include "base/text.h"
#include "report/svg.h"

namespace vigie::report {
namespace {

// One unit is a quarter of a millimetre on A4: the picture is 176 mm wide and at most 235 mm high.
constexpr double kMapWidth = 704;
constexpr double kTallest = 940;
constexpr double kHeader = 26;
constexpr double kLine = 19;  // one name, one row of services
constexpr double kGap = 9;    // between two systems
constexpr double kNamesRight = 214;
constexpr double kAddressLeft = 238;
constexpr double kAddressWidth = 148;
constexpr double kServicesLeft = 410;
constexpr double kBoxHeight = 15;
constexpr double kLetterWidth = 5.6;  // of the 10.5 unit text, on the wide side
constexpr std::size_t kNamesShown = 4;
constexpr std::size_t kServicesShown = 30;
constexpr std::size_t kOutsideShown = 30;
constexpr std::size_t kNameLetters = 36;
constexpr std::size_t kServiceLetters = 30;

struct Worst {
    model::Criticality criticality = model::Criticality::info;
    bool affected = false;
};

struct Box {
    std::string text;
    std::optional<Worst> worst;
    double x = 0;
    double width = 0;
    std::size_t row = 0;
};

struct System {
    std::string address;
    std::vector<std::string> names;
    std::vector<Box> services;
    std::optional<Worst> worst;
    std::size_t rows = 1;
    bool outside = false;  // seen on the way, never asked anything
};

std::size_t letters(std::string_view text) {
    return static_cast<std::size_t>(std::count_if(
        text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; }));
}

// A name keeps its end (the domain), a product its beginning.
std::string shorten(std::string text, std::size_t most) {
    if (letters(text) <= most) return text;
    std::size_t cut = text.size();
    while (letters(std::string_view(text).substr(0, cut)) >= most) --cut;
    while (cut > 0 && (static_cast<unsigned char>(text[cut]) & 0xC0U) == 0x80U) --cut;
    return text.substr(0, cut) + "…";
}

bool worse(const std::optional<Worst>& a, const std::optional<Worst>& b) {
    if (!a || !b) return a.has_value() && !b.has_value();
    if (a->criticality != b->criticality) return a->criticality > b->criticality;
    return a->affected && !b->affected;
}

using Marks = std::map<std::string, Worst>;  // place or asset -> worst finding there

Marks worst_by_place(const model::Audit& audit) {
    Marks marks;
    const auto note = [&](const std::string& where, const model::Finding& finding) {
        const Worst here{finding.criticality, finding.certainty == model::Certainty::affecte};
        const auto [found, added] = marks.emplace(where, here);
        if (!added && worse(here, found->second)) found->second = here;
    };
    for (const model::Finding& finding : audit.findings) {
        if (!is_current(finding)) continue;
        note(finding.asset, finding);
        if (finding.port != 0) note(place_of(finding), finding);
    }
    return marks;
}

std::optional<Worst> find(const Marks& marks, const std::string& where) {
    const auto found = marks.find(where);
    return found == marks.end() ? std::nullopt : std::optional(found->second);
}

std::string label_of(const model::Service& service) {
    std::string out = std::to_string(service.endpoint.port);
    if (service.endpoint.transport == model::Transport::udp) out += "/udp";
    if (!service.protocol.empty()) out += " " + clean(service.protocol) + (service.tls ? "+tls" : "");
    if (!service.product.empty()) out += " · " + clean(service.product);
    return shorten(out, kServiceLetters);
}

// Flows the services into rows that fit the right column.
void place_services(System& system) {
    double x = kServicesLeft;
    std::size_t row = 0;
    for (Box& box : system.services) {
        box.width = 10 + kLetterWidth * static_cast<double>(letters(box.text)) + (box.worst ? 15 : 0);
        if (x > kServicesLeft && x + box.width > kMapWidth - 2) {
            x = kServicesLeft;
            ++row;
        }
        box.x = x;
        box.row = row;
        x += box.width + 5;
    }
    system.rows = std::max({std::size_t{1}, row + 1, system.names.size()});
}

void shorten_names(const Say& say, System& system) {
    for (std::string& name : system.names) name = shorten(clean(name), kNameLetters);
    if (system.names.size() <= kNamesShown) return;
    const std::size_t hidden = system.names.size() - kNamesShown + 1;
    system.names.resize(kNamesShown - 1);
    system.names.push_back("+ " + say.count("count.name", hidden));
}

// What was seen outside the declared perimeter: by address, then the names of which none is known.
std::vector<System> outside_of(const Say& say, const model::Audit& audit) {
    std::map<model::IpAddress, System> by_address;
    System nowhere;
    for (const model::Asset& asset : audit.assets)
        if (!asset.in_scope) by_address[asset.address].names = asset.names;
    for (const model::Name& name : audit.names) {
        if (name.in_scope) continue;
        bool placed = false;
        for (const std::string& text : name.addresses) {
            const auto address = model::IpAddress::parse(text);
            if (!address) continue;
            std::vector<std::string>& names = by_address[*address].names;
            if (std::find(names.begin(), names.end(), name.name) == names.end()) names.push_back(name.name);
            placed = true;
        }
        if (!placed) nowhere.names.push_back(name.name);
    }
    std::vector<System> out;
    const auto add = [&](System&& system, const std::string& address) {
        system.address = address;
        system.outside = true;
        shorten_names(say, system);
        place_services(system);
        out.push_back(std::move(system));
    };
    for (auto& [address, system] : by_address)
        if (out.size() < kOutsideShown) add(std::move(system), address.text());
    if (!nowhere.names.empty()) add(std::move(nowhere), say.text("report.empty"));
    return out;
}

std::vector<System> systems_of(const Say& say, const model::Audit& audit) {
    const Marks marks = worst_by_place(audit);
    std::map<model::IpAddress, System> by_address;
    for (const model::Asset& asset : audit.assets) {
        if (!asset.in_scope || !asset.alive) continue;
        System& system = by_address[asset.address];
        system.names = asset.names;
    }
    for (const model::Service& service : audit.services) {
        if (service.facts.has("service.site")) continue;  // one box a port
        System& system = by_address[service.endpoint.address];
        for (const std::string& name : service.names)
            if (std::find(system.names.begin(), system.names.end(), name) == system.names.end())
                system.names.push_back(name);
        Box box;
        box.text = label_of(service);
        box.worst = find(marks, service.endpoint.text());
        system.services.push_back(std::move(box));
    }
    std::vector<System> out;
    for (auto& [address, system] : by_address) {
        system.address = address.text();
        system.worst = find(marks, system.address);
        shorten_names(say, system);
        if (system.services.size() > kServicesShown) {
            const std::size_t hidden = system.services.size() - kServicesShown;
            system.services.resize(kServicesShown);
            system.services.push_back({"+ " + say.count("count.service", hidden), std::nullopt});
        }
        place_services(system);
        out.push_back(std::move(system));
    }
    return out;
}

std::string mark(const Say& say, const Worst& worst, double x, double y) {
    const std::string letter = say.text("letter." + std::string(name_of(worst.criticality)));
    const std::string colour = colour_of(worst.criticality);
    return fmt::format(
        R"(<rect x="{:.1f}" y="{:.1f}" width="15" height="{}" fill="{}" stroke="{}" stroke-width="0.8"/>)"
        R"(<text x="{:.1f}" y="{:.1f}" font-size="9.5" font-weight="700" text-anchor="middle" fill="{}">{}</text>)",
        x, y, kBoxHeight, worst.affected ? colour : "#ffffff", colour, x + 7.5, y + 11,
        worst.affected ? "#ffffff" : colour, escape_markup(worst.affected ? letter : letter + "?"));
}

std::string text_at(double x, double y, const std::string& text, std::string_view anchor, std::string_view extra) {
    return fmt::format(R"(<text x="{:.1f}" y="{:.1f}" font-size="10.5" text-anchor="{}" {}>{}</text>)", x, y, anchor,
                       extra, escape_markup(text));
}

std::string draw_system(const Say& say, const System& system, double top) {
    const double height = kLine * static_cast<double>(system.rows);
    const double middle = top + height / 2;
    std::string out;
    double y = top + (height - kLine * static_cast<double>(system.names.size())) / 2;
    for (const std::string& name : system.names) {
        out += text_at(kNamesRight, y + 13, name, "end", R"(fill="#1a1f26")");
        out += fmt::format(R"(<line x1="{}" y1="{:.1f}" x2="{}" y2="{:.1f}" stroke="#9aa3ad" stroke-width="1"/>)",
                           kNamesRight + 3, y + kLine / 2, kAddressLeft, middle);
        y += kLine;
    }
    out += fmt::format(
        R"(<rect x="{}" y="{:.1f}" width="{}" height="{}" rx="3" fill="{}" stroke="#334155" stroke-width="1"{}/>)",
        kAddressLeft, middle - 9, kAddressWidth, 18, system.outside ? "#ffffff" : "#eef2f6",
        system.outside ? R"( stroke-dasharray="4 3")" : "");
    const double text_size = system.address.size() > 22 ? 8 : 10.5;
    out += fmt::format(R"(<text x="{}" y="{:.1f}" font-size="{}" font-weight="700" fill="#1a1f26">{}</text>)",
                       kAddressLeft + 6, middle + 4, text_size, escape_markup(shorten(system.address, 39)));
    if (system.worst && system.address.size() <= 22)
        out += mark(say, *system.worst, kAddressLeft + kAddressWidth - 18, middle - 7.5);
    const double services_top =
        middle - kLine * static_cast<double>(system.services.empty() ? 1 : system.services.back().row + 1) / 2;
    if (system.services.empty())
        out += text_at(kServicesLeft, middle + 4,
                       say.text(system.outside ? "perimeter.map_outside" : "perimeter.map_no_service"), "start",
                       R"(fill="#5b6470" font-style="italic")");
    else
        out += fmt::format(R"(<line x1="{}" y1="{:.1f}" x2="{}" y2="{:.1f}" stroke="#9aa3ad" stroke-width="1"/>)",
                           kAddressLeft + kAddressWidth, middle, kServicesLeft, middle);
    for (const Box& box : system.services) {
        const double box_y = services_top + kLine * static_cast<double>(box.row) + (kLine - kBoxHeight) / 2;
        out += fmt::format(
            R"(<rect x="{:.1f}" y="{:.1f}" width="{:.1f}" height="{}" fill="#ffffff" stroke="#64748b" stroke-width="0.8"/>)",
            box.x, box_y, box.width, kBoxHeight);
        if (box.worst) out += mark(say, *box.worst, box.x, box_y);
        out += text_at(box.x + (box.worst ? 20 : 5), box_y + 11, box.text, "start", R"(fill="#1a1f26")");
    }
    return out;
}

std::string draw_sheet(const Say& say, const std::vector<System>& systems, std::size_t first, std::size_t last,
                       std::size_t number, std::size_t total, std::string& title) {
    double height = kHeader;
    for (std::size_t i = first; i < last; ++i) height += kLine * static_cast<double>(systems[i].rows) + kGap;
    title = say.text("perimeter.map_title", {{"n", say.number(number)}, {"total", say.number(total)}});
    const std::size_t end = last > first + 1 && systems[last - 1].services.empty() && systems[last - 1].outside &&
                                    systems[last - 1].address == say.text("report.empty")
                                ? last - 2
                                : last - 1;
    const std::string description =
        say.text("perimeter.map_description", {{"hosts", say.count("count.address", last - first)},
                                               {"first", systems[first].address},
                                               {"last", systems[end].address}});
    std::string out = fmt::format(
        R"(<svg xmlns="http://www.w3.org/2000/svg" role="img" aria-labelledby="map{0}-title map{0}-desc" )"
        R"(viewBox="0 0 {1} {2:.1f}" width="{1}" height="{2:.1f}" font-family="Liberation Sans, Arial, sans-serif">)"
        R"(<title id="map{0}-title">{3}</title><desc id="map{0}-desc">{4}</desc>)",
        number, kMapWidth, height, escape_markup(title), escape_markup(description));
    const std::string_view head = R"(font-weight="700" fill="#334155")";
    out += text_at(kNamesRight, 13, say.text("perimeter.map_names"), "end", head);
    out += text_at(kAddressLeft, 13, say.text("perimeter.map_addresses"), "start", head);
    out += text_at(kServicesLeft, 13, say.text("perimeter.map_services"), "start", head);
    out += fmt::format(R"(<line x1="0" y1="20" x2="{}" y2="20" stroke="#334155" stroke-width="1"/>)", kMapWidth);
    double y = kHeader;
    for (std::size_t i = first; i < last; ++i) {
        out += draw_system(say, systems[i], y);
        y += kLine * static_cast<double>(systems[i].rows) + kGap;
        if (i + 1 < last)
            out += fmt::format(R"(<line x1="0" y1="{0:.1f}" x2="{1}" y2="{0:.1f}" stroke="#dde3ea" stroke-width="1"/>)",
                               y - kGap / 2, kMapWidth);
    }
    return out + "</svg>";
}

}  // namespace

SystemMap draw_map(const Say& say, const model::Audit& audit) {
    SystemMap map;
    std::vector<System> systems = systems_of(say, audit);
    if (systems.size() > kMapHosts) {
        std::stable_sort(systems.begin(), systems.end(),
                         [](const System& a, const System& b) { return worse(a.worst, b.worst); });
        map.left_out = systems.size() - kMapHosts;
        systems.resize(kMapHosts);
    }
    map.shown = systems.size();
    for (System& system : outside_of(say, audit)) systems.push_back(std::move(system));
    std::vector<std::size_t> starts;
    double height = kTallest;
    for (std::size_t i = 0; i < systems.size(); ++i) {
        const double here = kLine * static_cast<double>(systems[i].rows) + kGap;
        if (height + here > kTallest) {
            starts.push_back(i);
            height = kHeader;
        }
        height += here;
    }
    for (std::size_t sheet = 0; sheet < starts.size(); ++sheet) {
        const std::size_t last = sheet + 1 < starts.size() ? starts[sheet + 1] : systems.size();
        MapPicture picture;
        picture.svg = draw_sheet(say, systems, starts[sheet], last, sheet + 1, starts.size(), picture.title);
        map.pictures.push_back(std::move(picture));
    }
    return map;
}

}  // namespace vigie::report
