// SPDX-License-Identifier: Apache-2.0
#include "catalog/ports.h"

#include <algorithm>
#include <array>
#include <bitset>

#include <toml++/toml.h>

#include "base/text.h"
#include "catalog/toml_source.h"

namespace vigie::catalog {
namespace {

using base::Errc;
using base::fail;

constexpr std::array<std::string_view, 17> kReasons{
    "backup",         "container", "database",   "directory", "file", "health",
    "infrastructure", "mail",      "management", "messaging", "ot",   "peripheral",
    "remote",         "voice",     "vpn",        "web",       "weak"};

}  // namespace

base::Result<std::vector<PriorityPort>> load_priority_ports(const std::filesystem::path& data_folder) {
    const std::filesystem::path file = data_folder / "ports" / "priority.toml";
    std::vector<PriorityPort> out;
    std::bitset<65536> seen;
    try {
        const toml::table document = toml::parse_file(file.string());
        for (const auto& [key, value] : document) {
            const toml::table* reason = value.as_table();
            const std::string word(key.str());
            if (std::find(kReasons.begin(), kReasons.end(), word) == kReasons.end())
                return fail(Errc::input, where_of(file, value) + ": unknown reason '" + word + "'");
            if (reason == nullptr)
                return fail(Errc::input, where_of(file, value) + ": a reason is a table port = \"what\"");
            for (const auto& [number, what] : *reason) {
                const auto port = base::parse_unsigned(number.str());
                if (!port || *port == 0 || *port > 65535 || !what.is_string())
                    return fail(Errc::input, where_of(file, what) + ": expected port = \"what it is\"");
                if (seen.test(*port))
                    return fail(Errc::input,
                                where_of(file, what) + ": port " + std::to_string(*port) + " is given twice");
                seen.set(*port);
                out.push_back({static_cast<model::Port>(*port), word});
            }
        }
    } catch (const toml::parse_error& error) {
        const auto line = error.source().begin.line;
        if (line == 0) return fail(Errc::io, "reading " + file.string() + ": " + std::string(error.description()));
        return fail(Errc::input,
                    file.filename().string() + ":" + std::to_string(line) + ": " + std::string(error.description()));
    }
    std::sort(out.begin(), out.end(), [](const PriorityPort& a, const PriorityPort& b) { return a.port < b.port; });
    return out;
}

}  // namespace vigie::catalog
