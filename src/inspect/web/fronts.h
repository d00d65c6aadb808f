// SPDX-License-Identifier: Apache-2.0
// What stands before a site: a CDN or a firewall recognised by its headers, and whether a reply is its block page and
// so no answer of the site. Pure.
#pragma once

#include "catalog/web.h"
#include "inspect/web/fetch.h"

namespace vigie::inspect {

// Adds the fronts that the reply names to web.fronts. Gives the id of the one that blocks with it, "" when none does.
std::string note_fronts(const catalog::WebCatalogue& catalogue, const WebPage& page, model::Facts& facts);

// Cookies sent without Secure over TLS (names only), headers that a site of today has and this one lacks, and whether
// any other site may read its replies with the visitor's login.
void note_headers(const WebPage& page, bool tls, model::Facts& facts);

}  // namespace vigie::inspect
