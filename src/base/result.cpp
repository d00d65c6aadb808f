// SPDX-License-Identifier: Apache-2.0
#include "base/result.h"

namespace vigie::base {

std::string_view name_of(Errc code) {
    switch (code) {
        case Errc::refused: return "refused";
        case Errc::unreachable: return "unreachable";
        case Errc::timeout: return "timeout";
        case Errc::closed: return "closed";
        case Errc::not_spoken: return "not_spoken";
        case Errc::malformed: return "malformed";
        case Errc::limit: return "limit";
        case Errc::tls: return "tls";
        case Errc::out_of_scope: return "out_of_scope";
        case Errc::cancelled: return "cancelled";
        case Errc::input: return "input";
        case Errc::io: return "io";
        case Errc::internal: return "internal";
    }
    return "internal";
}

}  // namespace vigie::base
