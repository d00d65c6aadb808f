// SPDX-License-Identifier: Apache-2.0
// Why something could not be done, for people: what an Error says ("timeout: no reply in 4 s") in the words of the
// reader's language. audit.json keeps the exact text; this one is for reports and messages.
#pragma once

#include <string>
#include <string_view>

namespace vigie::model {

// why: "<word of base::Errc>" or "<word>: <detail>"; anything else comes back unchanged. In French the detail, which
// is written by and for programmers, is left out. lang: "fr" or "en".
std::string reason_for_people(std::string_view why, std::string_view lang);

}  // namespace vigie::model
