// SPDX-License-Identifier: Apache-2.0
// XMPP (RFC 6120): the head of a stream to a domain that does not exist. The server's own head, its features or its
// error tell what it is; nobody logs in and no stanza is sent.
#pragma once

#include "protocols/protocol.h"

namespace vigie::protocols::xmpp {

extern const Protocol protocol;

}  // namespace vigie::protocols::xmpp
