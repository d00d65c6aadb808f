// SPDX-License-Identifier: Apache-2.0
// The {names} inside the texts of rules: which there are, and what they stand for. Private to catalog.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace vigie::catalog {

// The names between braces, in their order; "{" without "}" is text.
std::vector<std::string> template_names(std::string_view text);
// {port} is short for {service.port}, {name} for {name.value}; a full name stays what it is.
std::string full_name(std::string_view name);

}  // namespace vigie::catalog
