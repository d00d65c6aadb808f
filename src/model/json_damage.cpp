// SPDX-License-Identifier: Apache-2.0
#include "model/json_damage.h"

#include <algorithm>

#include "base/language.h"
#include "base/text.h"

namespace vigie::model {
namespace {

constexpr std::size_t kValueShown = 60;

std::string quoted(std::string_view lang, const std::string& text) {
    return base::say(lang, "« ", "\"") + base::printable(text, kValueShown) + base::say(lang, " »", "\"");
}

}  // namespace

std::string broken_json(std::string_view text, std::size_t byte, std::string_view lang) {
    if (text.empty()) return base::say(lang, "le fichier est vide", "the file is empty");
    const std::size_t at = std::min(byte == 0 ? 0 : byte - 1, text.size());
    const auto line = 1 + std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(at), '\n');
    if (at >= text.size())
        return base::say(lang, "le fichier s'arrête avant sa fin, à la ligne ",
                         "the file stops before its end, at line ") +
               std::to_string(line);
    return base::say(lang, "JSON mal formé à la ligne ", "malformed JSON at line ") + std::to_string(line) +
           base::say(lang, ", octet ", ", byte ") + std::to_string(at + 1);
}

std::string broken_part(const DamagedPart& damage, std::string_view lang) {
    std::string out = base::say(lang, "la partie ", "the part ") + quoted(lang, damage.part());
    if (damage.item() > 0) out += base::say(lang, ", élément ", ", item ") + std::to_string(damage.item()) + ",";
    if (damage.value().empty())
        return out + base::say(lang, " manque ou n'a pas sa forme", " is missing or does not have its form");
    return out + base::say(lang, " contient une valeur inconnue : ", " holds an unknown value: ") +
           quoted(lang, damage.value());
}

}  // namespace vigie::model
