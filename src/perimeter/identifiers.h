// SPDX-License-Identifier: Apache-2.0
// The numbers by which French health establishments are known: their form and their check digit. Pure; says
// nothing about whether a number was ever given to anybody.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace vigie::perimeter {

enum class Validity {
    valid,
    wrong_form,  // not even the right characters
    wrong_key    // the right form, but the check digit does not fit: most often a typing error
};

// All digits, Luhn sum a multiple of ten. False for anything else, also for an empty text.
bool valid_luhn(std::string_view digits);

// 9 digits, Luhn.
Validity check_siren(std::string_view number);
// 14 digits, Luhn, beginning with a valid SIREN. Establishments of La Poste (356000000) may follow another rule:
// the sum of the digits is a multiple of five.
Validity check_siret(std::string_view number);
// FINESS (legal entity or establishment): 9 characters, [0-9][0-9A-Z][0-9]{7}, Luhn with A = 1 and B = 2 (Corsica).
// No official text states the key, and some registered numbers in public files fail it: wrong_key is worth a warning.
Validity check_finess(std::string_view number);
// GHT code of the ministry's list: "PACA-04".
Validity check_ght(std::string_view code);

// Name of a region by its INSEE code ("93"), "" when there is no such region.
std::string_view region_name(std::string_view code);
// All codes, in order.
std::vector<std::string> region_codes();

}  // namespace vigie::perimeter
