// SPDX-License-Identifier: Apache-2.0
// Texts for people exist in French and English, side by side where they are written.
#pragma once

#include <string>
#include <string_view>

#include <fmt/format.h>

namespace vigie::correlate {

class Language {
public:
    explicit Language(std::string_view code) : english_(code == "en") {}

    // The same arguments for both; they are numbered where the order differs.
    template <class... Args>
    [[nodiscard]] std::string say(std::string_view french, std::string_view english, const Args&... args) const {
        return fmt::format(fmt::runtime(english_ ? english : french), args...);
    }
    [[nodiscard]] bool english() const { return english_; }
    // "of OpenSSH"; "d'OpenSSH", "de nginx".
    [[nodiscard]] std::string of(const std::string& name) const {
        if (english_) return "of " + name;
        const bool elided =
            !name.empty() && std::string_view("AEIOUaeiou").find(name.front()) != std::string_view::npos;
        return (elided ? "d'" : "de ") + name;
    }

private:
    bool english_;
};

}  // namespace vigie::correlate
