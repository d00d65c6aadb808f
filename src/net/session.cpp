// SPDX-License-Identifier: Apache-2.0
#include "net/session.h"

#include <algorithm>
#include <chrono>

namespace vigie::net {

using base::Bytes;
using base::ByteString;
using base::Millis;
using base::Result;

Task<Result<ByteString>> receive_all(Session& session, bool (*complete)(Bytes), std::size_t most, Millis wait,
                                     Millis longest) {
    const auto end = std::chrono::steady_clock::now() + std::min(wait * kPatience, longest);
    ByteString all;
    while (all.size() < most) {
        Result<ByteString> part = co_await session.receive(most - all.size(), wait);
        if (!part) {
            if (all.empty()) co_return part;
            break;
        }
        all.insert(all.end(), part->begin(), part->end());
        if (complete == nullptr || complete(all)) break;
        if (std::chrono::steady_clock::now() >= end) break;
    }
    co_return all;
}

Task<Result<ByteString>> ask_once(Dialer& dialer, model::Endpoint endpoint, ByteString question,
                                  bool (*complete)(Bytes), std::size_t most, Millis wait) {
    Result<std::unique_ptr<Session>> session = co_await dialer.dial(endpoint, wait);
    if (!session) co_return base::fail(session.error().code, session.error().what);
    if (!question.empty()) {
        Result<void> sent = co_await (*session)->send(std::move(question));
        if (!sent) co_return base::fail(sent.error().code, sent.error().what);
    }
    Result<ByteString> reply = co_await receive_all(**session, complete, most, wait);
    (*session)->close();
    co_return reply;
}

}  // namespace vigie::net
