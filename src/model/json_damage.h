// SPDX-License-Identifier: Apache-2.0
// What is wrong with an audit.json that cannot be read, in one clause of the user's language: where (line and byte, or
// part and item) and what. It exists so that nobody meets the words of a JSON library.
#pragma once

#include <cstddef>
#include <stdexcept>
#include <string>
#include <string_view>

namespace vigie::model {

// A value that no audit has: an unknown word, what is not an address.
class UnexpectedValue : public std::runtime_error {
public:
    explicit UnexpectedValue(const std::string& value) : std::runtime_error(value) {}
};

// A part of the audit ("services", its item 3) that does not have its form; item 0 = the part itself.
class DamagedPart : public std::runtime_error {
public:
    DamagedPart(std::string part, std::size_t item, std::string value)
        : std::runtime_error(part), part_(std::move(part)), item_(item), value_(std::move(value)) {}
    [[nodiscard]] const std::string& part() const { return part_; }
    [[nodiscard]] std::size_t item() const { return item_; }
    [[nodiscard]] const std::string& value() const { return value_; }  // "" = the form is wrong, not one value

private:
    std::string part_;
    std::size_t item_;
    std::string value_;
};

// byte: 1-based, where the parser gave up.
std::string broken_json(std::string_view text, std::size_t byte, std::string_view lang);
std::string broken_part(const DamagedPart& damage, std::string_view lang);

}  // namespace vigie::model
