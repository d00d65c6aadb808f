// SPDX-License-Identifier: Apache-2.0
#include "engine/profile.h"

#include <algorithm>

namespace vigie::engine {
namespace {

void lower(std::optional<std::uint32_t>& cap, const std::optional<std::uint32_t>& limit) {
    if (!limit) return;
    cap = cap ? std::min(*cap, *limit) : *limit;
}

}  // namespace

base::Result<Caps> caps_of(const std::string& profile, const model::Perimeter& perimeter, const std::string& lang) {
    const bool english = lang == "en";
    Caps caps;
    if (profile == "prudent") {
        caps.per_second = 2000;
        caps.per_second_per_address = 25;
        caps.per_second_per_network = 1000;
    } else if (profile == "standard") {
        caps.per_second = 5000;
        caps.per_second_per_address = 100;
        caps.per_second_per_network = 2500;
        caps.sessions_per_address = 4;
        caps.web_pause = base::Millis{250};
    } else if (profile == "lab") {
        if (!perimeter.authorisation.laboratory)
            return base::fail(
                base::Errc::input,
                english ? "profile 'lab' has no cap and is refused: the perimeter file does not say "
                          "[autorisation] laboratoire = true"
                        : "le profil 'lab' n'a pas de plafond et est refusé : le fichier de périmètre ne dit pas "
                          "[autorisation] laboratoire = true");
        caps.sessions_per_address = 64;
        caps.web_pause = base::Millis{0};
        caps.greeting_wait = base::Millis{1000};
        caps.reply_wait = base::Millis{1500};
        caps.late_try = base::Millis{3000};
        caps.patience = base::Millis{20000};
    } else {
        return base::fail(base::Errc::input,
                          english ? "unknown profile '" + profile + "': expected prudent, standard or lab"
                                  : "profil inconnu '" + profile + "' : prudent, standard ou lab attendu");
    }
    lower(caps.per_second, perimeter.limits.packets_per_second);
    lower(caps.per_second_per_address, perimeter.limits.packets_per_second_per_address);
    return caps;
}

}  // namespace vigie::engine
