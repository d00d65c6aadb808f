// SPDX-License-Identifier: Apache-2.0
// DTLS (RFC 6347): one ClientHello without a cookie. The server answers with its cookie and keeps no state, or with an
// alert; what it would negotiate is not tried.
#pragma once

#include "protocols/protocol.h"

namespace vigie::protocols::dtls {

extern const Protocol protocol;

}  // namespace vigie::protocols::dtls
