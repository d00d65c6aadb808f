// SPDX-License-Identifier: Apache-2.0
// Cloud storage behind a name: does it list its content to anybody, or does the provider say that it does not exist?
// One request for one entry of the list; no file is fetched, no name is kept.
#pragma once

#include "inspect/web/fetch.h"

namespace vigie::inspect {

enum class StorageAnswer { listed, closed, missing, unclear };

// What a reply to the listing question says. Pure.
StorageAnswer read_storage(int status, std::string_view body);

// host: the name that the provider knows. Writes cloud.listing and cloud.unclaimed. Errors: those of the dialer;
// malformed when the reply says neither.
net::Task<base::Result<void>> review_storage(Tools& tools, std::string host, std::string listing,
                                             model::IpAddress address, model::Facts& facts);

}  // namespace vigie::inspect
