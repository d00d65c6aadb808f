// SPDX-License-Identifier: Apache-2.0
// Asks one site for the published list of paths (data/web/paths.toml). A path counts when the reply shows what it
// claims and a made-up neighbour of it does not get the same: a server that answers everything finds nothing.
#pragma once

#include "inspect/web/fetch.h"

namespace vigie::inspect {

// name: Host and SNI. first_page: of that site. Adds web.found, web.* and data.* facts, evidence without content, and
// an attempt. Stops when the site begins to block or to fall silent, and says so.
net::Task<void> review_paths(Tools& tools, Subject& subject, std::string name, const WebPage& first_page);

// "/.git/HEAD" -> "/.git/<label>HEAD", "/backup/" -> "/<label>backup/": where nothing should be.
std::string neighbour_of(std::string_view path, std::string_view label);

}  // namespace vigie::inspect
