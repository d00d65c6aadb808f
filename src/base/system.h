// SPDX-License-Identifier: Apache-2.0
// What the operating system said when a call failed, in words. Reads errno, so it comes right after the call.
#pragma once

#include <cerrno>
#include <cstring>
#include <string>

#include "base/result.h"

namespace vigie::base {

// "opening a raw socket: Operation not permitted"
inline std::string system_words(std::string doing, int reason = errno) {
    return std::move(doing) + ": " + std::strerror(reason);
}

inline tl::unexpected<Error> fail_system(std::string doing, int reason = errno) {
    return fail(Errc::io, system_words(std::move(doing), reason));
}

}  // namespace vigie::base
