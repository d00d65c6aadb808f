// SPDX-License-Identifier: Apache-2.0
// WinRM (WS-Management, DMTF DSP0226): Identify, which the standard answers to strangers, then a request that begins
// NTLM and is answered with the host's name and build. The message that would be a login is never sent.
#pragma once

#include "protocols/protocol.h"

namespace vigie::protocols::winrm {

extern const Protocol protocol;

}  // namespace vigie::protocols::winrm
