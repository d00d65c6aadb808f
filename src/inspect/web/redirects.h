// SPDX-License-Identifier: Apache-2.0
// Where a redirection leads. Pure: nothing is followed here.
#pragma once

#include <string>
#include <string_view>

#include "model/address.h"

namespace vigie::inspect {

struct Redirect {
    std::string scheme;  // "http", "https"; that of the page when the target names none
    std::string host;    // lower case, without port; "" = the same
    model::Port port = 0;
    std::string path;     // with its query, never a fragment; begins with /
    bool usable = false;  // a target that a browser would follow
};

// location: the header as sent. tls: whether the page came over TLS.
Redirect parse_redirect(std::string_view location, std::string_view page_path, bool tls);

}  // namespace vigie::inspect
