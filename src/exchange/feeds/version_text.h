// SPDX-License-Identifier: Apache-2.0
// The number in a version as people write it. For .cpp files of this folder only.
#pragma once

#include <string_view>

namespace vigie::exchange {

// "V3.0.1", "Ver.9.1.0 ", "version 2" -> the number; anything else as it is, trimmed.
std::string_view bare_version(std::string_view text);

}  // namespace vigie::exchange
