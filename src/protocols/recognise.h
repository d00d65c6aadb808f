// SPDX-License-Identifier: Apache-2.0
// For the protocols whose whole reply says what it is: bytes that the parser takes are surely theirs. Not for a parser
// that other servers could satisfy by chance.
#pragma once

#include "protocols/protocol.h"

namespace vigie::protocols {

template <Result<Facts> (*Parse)(Bytes)>
Match sure_if_parsed(Bytes reply) {
    return Parse(reply) ? Match::sure : Match::no;
}

}  // namespace vigie::protocols
