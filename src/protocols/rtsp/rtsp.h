// SPDX-License-Identifier: Apache-2.0
// RTSP (RFC 2326, RFC 7826): the options of the server. No stream is described or played.
#pragma once

#include "protocols/protocol.h"

namespace vigie::protocols::rtsp {

extern const Protocol protocol;

}  // namespace vigie::protocols::rtsp
