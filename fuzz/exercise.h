// SPDX-License-Identifier: Apache-2.0
// What every input goes through, whether libFuzzer invented it or replay read it: the three functions of a protocol as
// the audit calls them, and the promises of protocol.h checked on what comes out. A broken promise aborts.
#pragma once

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <limits>
#include <string>

#include "base/text.h"
#include "protocols/protocol.h"

namespace vigie::fuzz {

inline void require(bool promise, const protocols::Protocol& protocol, const char* what, const std::string& about) {
    if (promise) return;
    std::fprintf(stderr, "%.*s: %s: %s\n", static_cast<int>(protocol.name.size()), protocol.name.data(), what,
                 about.c_str());
    std::abort();
}

// Facts go to JSON, reports and terminals: no control character, valid UTF-8.
inline void require_clean(const protocols::Protocol& protocol, const std::string& name, const std::string& text) {
    require(base::printable(text, std::numeric_limits<std::size_t>::max()) == text, protocol, "raw bytes in a fact",
            name);
}

inline void exercise(const protocols::Protocol& protocol, base::Bytes input) {
    const base::Bytes reply = input.subspan(0, std::min(input.size(), protocol.reply_limit));
    const protocols::Match match = protocol.recognise(reply);
    require(match == protocol.recognise(reply), protocol, "recognise changes its mind", "");
    if (protocol.complete != nullptr) (void)protocol.complete(reply);
    if (protocol.follow_up != nullptr) (void)protocol.follow_up(reply);

    const base::Result<model::Facts> facts = protocol.parse(reply);
    if (!facts) {
        const base::Errc code = facts.error().code;
        require(code == base::Errc::not_spoken || code == base::Errc::malformed, protocol, "unexpected error",
                facts.error().what);
        return;
    }
    const std::string prefix = std::string(protocol.name) + ".";
    for (const auto& [name, value] : facts->all()) {
        require(name.compare(0, prefix.size(), prefix) == 0, protocol, "a fact of another protocol", name);
        if (const auto* text = std::get_if<std::string>(&value)) require_clean(protocol, name, *text);
        if (const auto* list = std::get_if<std::vector<std::string>>(&value))
            for (const std::string& item : *list) require_clean(protocol, name, item);
    }
}

}  // namespace vigie::fuzz
