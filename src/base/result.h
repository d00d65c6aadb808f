// SPDX-License-Identifier: Apache-2.0
// Result<T>: a value, or one Error that says what was being done and what was met instead.
// Expected failures travel this way; exceptions are kept for bugs and a hopeless environment.
#pragma once

#include <string>
#include <string_view>

#include <tl/expected.hpp>

namespace vigie::base {

// Few codes, so that a caller can branch; the text carries the rest.
enum class Errc {
    refused,       // the other side said no (RST, ICMP unreachable)
    unreachable,   // no route, no such host
    timeout,       // nothing came in time
    closed,        // the other side closed before the answer was whole
    not_spoken,    // bytes came, but of another protocol
    malformed,     // bytes of this protocol, but broken
    limit,         // a size, count or time cap of ours was reached
    tls,           // the TLS layer failed
    out_of_scope,  // the declared perimeter does not contain it: nothing was sent
    cancelled,     // the audit is stopping
    input,         // what the user gave is wrong
    io,            // a local file or system call failed
    internal       // a bug of ours
};

// Stable lower-case word for each code, as written in audit.json.
std::string_view name_of(Errc code);

struct [[nodiscard]] Error {
    Errc code = Errc::internal;
    std::string what;  // what we were doing + what we got; lower case
};

template <class T>
using Result = tl::expected<T, Error>;

inline tl::unexpected<Error> fail(Errc code, std::string what) {
    return tl::unexpected<Error>(Error{code, std::move(what)});
}

}  // namespace vigie::base
