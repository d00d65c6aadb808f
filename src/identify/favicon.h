// SPDX-License-Identifier: Apache-2.0
// The number by which public search engines index the icon of a site: MurmurHash3 (x86, 32 bits, seed 0) of its base64
// text in lines of 76 letters, as a signed number. Never proof of anything alone: an icon is easily borrowed.
#pragma once

#include <cstdint>

#include "base/bytes.h"

namespace vigie::identify {

std::uint32_t murmur3(base::Bytes bytes);
std::int32_t favicon_hash(base::Bytes icon);

}  // namespace vigie::identify
