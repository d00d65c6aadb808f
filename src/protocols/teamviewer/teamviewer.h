// SPDX-License-Identifier: Apache-2.0
// TeamViewer on 5938: its ping, answered before any session. Nothing is connected, nobody sees a window.
#pragma once

#include "protocols/protocol.h"

namespace vigie::protocols::teamviewer {

extern const Protocol protocol;

}  // namespace vigie::protocols::teamviewer
