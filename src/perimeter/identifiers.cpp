// SPDX-License-Identifier: Apache-2.0
#include "perimeter/identifiers.h"

#include <algorithm>
#include <array>
#include <utility>

namespace vigie::perimeter {
namespace {

constexpr std::size_t kSirenLength = 9;
constexpr std::size_t kSiretLength = 14;
constexpr std::size_t kFinessLength = 9;
constexpr std::string_view kLaPoste = "356000000";

constexpr std::array<std::pair<std::string_view, std::string_view>, 18> kRegions{{
    {"01", "Guadeloupe"},
    {"02", "Martinique"},
    {"03", "Guyane"},
    {"04", "La Réunion"},
    {"06", "Mayotte"},
    {"11", "Île-de-France"},
    {"24", "Centre-Val de Loire"},
    {"27", "Bourgogne-Franche-Comté"},
    {"28", "Normandie"},
    {"32", "Hauts-de-France"},
    {"44", "Grand Est"},
    {"52", "Pays de la Loire"},
    {"53", "Bretagne"},
    {"75", "Nouvelle-Aquitaine"},
    {"76", "Occitanie"},
    {"84", "Auvergne-Rhône-Alpes"},
    {"93", "Provence-Alpes-Côte d'Azur"},
    {"94", "Corse"},
}};

bool is_digit(char character) {
    return character >= '0' && character <= '9';
}
bool is_capital(char character) {
    return character >= 'A' && character <= 'Z';
}
bool all_digits(std::string_view text) {
    return std::all_of(text.begin(), text.end(), is_digit);
}

}  // namespace

bool valid_luhn(std::string_view digits) {
    if (digits.empty() || !all_digits(digits)) return false;
    int sum = 0;
    bool doubled = false;
    for (auto digit = digits.rbegin(); digit != digits.rend(); ++digit) {
        int value = *digit - '0';
        if (doubled) value = value > 4 ? 2 * value - 9 : 2 * value;
        sum += value;
        doubled = !doubled;
    }
    return sum % 10 == 0;
}

Validity check_siren(std::string_view number) {
    if (number.size() != kSirenLength || !all_digits(number)) return Validity::wrong_form;
    return valid_luhn(number) ? Validity::valid : Validity::wrong_key;
}

Validity check_siret(std::string_view number) {
    if (number.size() != kSiretLength || !all_digits(number)) return Validity::wrong_form;
    if (number.starts_with(kLaPoste)) {
        int sum = 0;
        for (const char digit : number) sum += digit - '0';
        return sum % 5 == 0 || valid_luhn(number) ? Validity::valid : Validity::wrong_key;
    }
    return valid_luhn(number) && valid_luhn(number.substr(0, kSirenLength)) ? Validity::valid : Validity::wrong_key;
}

Validity check_finess(std::string_view number) {
    if (number.size() != kFinessLength || !is_digit(number[0]) || !all_digits(number.substr(2)))
        return Validity::wrong_form;
    if (!is_digit(number[1]) && !is_capital(number[1])) return Validity::wrong_form;
    std::string digits(number);
    if (digits[1] == 'A') digits[1] = '1';
    if (digits[1] == 'B') digits[1] = '2';
    return valid_luhn(digits) ? Validity::valid : Validity::wrong_key;
}

Validity check_ght(std::string_view code) {
    const auto dash = code.find('-');
    if (dash == std::string_view::npos || dash < 2 || dash > 4) return Validity::wrong_form;
    const std::string_view letters = code.substr(0, dash);
    const std::string_view digits = code.substr(dash + 1);
    const bool right =
        std::all_of(letters.begin(), letters.end(), is_capital) && digits.size() == 2 && all_digits(digits);
    return right ? Validity::valid : Validity::wrong_form;
}

std::string_view region_name(std::string_view code) {
    for (const auto& [known, name] : kRegions)
        if (known == code) return name;
    return {};
}

std::vector<std::string> region_codes() {
    std::vector<std::string> codes;
    for (const auto& [code, name] : kRegions) codes.emplace_back(code);
    return codes;
}

}  // namespace vigie::perimeter
