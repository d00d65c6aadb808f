// SPDX-License-Identifier: Apache-2.0
// One request to one web service, at the audit's pace: never two at a time at one address, and never two within the
// pause that the profile sets. Only GET and HEAD, no form, no credential; a body is read up to a limit, or not at all.
#pragma once

#include <string>

#include "inspect/inspect.h"
#include "protocols/http/http.h"

namespace vigie::inspect {

struct WebRequest {
    std::string name;  // Host and SNI; "" = the default site
    std::string path;
    std::string method = "GET";
    std::string accept;
    bool head_only = false;  // what comes after the head is dropped unread
};

struct WebPage {
    base::ByteString request;
    base::ByteString raw;
    protocols::http::Response response;

    // "name: value" lines, as the catalogue's entries look at them.
    [[nodiscard]] std::string head() const;
};

// Errors: those of the dialer, not_spoken, malformed.
net::Task<base::Result<WebPage>> fetch(Tools& tools, const Subject& subject, WebRequest request);

}  // namespace vigie::inspect
