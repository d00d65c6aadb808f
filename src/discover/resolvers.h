// SPDX-License-Identifier: Apache-2.0
// The resolvers of this system, from the text of /etc/resolv.conf. Pure: reading the file is the caller's.
#pragma once

#include <string_view>
#include <vector>

#include "model/address.h"

namespace vigie::discover {

// Addresses of the "nameserver" lines, in order, each once, at most eight. Zoned IPv6 (fe80::1%eth0) is left out:
// it names a link, not a server. The C library would use 127.0.0.1 when there is none; that is left to the caller.
std::vector<model::IpAddress> resolvers_from(std::string_view resolv_conf);

}  // namespace vigie::discover
