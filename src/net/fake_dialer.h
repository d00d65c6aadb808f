// SPDX-License-Identifier: Apache-2.0
// A scripted network for tests: each endpoint answers from a transcript, on a clock that jumps instead of waiting.
// Never linked into the program.
#pragma once

#include <deque>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "net/session.h"

namespace vigie::net {

// One conversation of a scripted host. Steps are consumed in order.
struct Transcript {
    struct Step {
        enum class Kind {
            expect,      // the client must send exactly these bytes now
            expect_any,  // the client must send something now
            reply,       // what a receive() returns
            silence,     // a receive() times out
            close,       // a receive() finds the end
            tls          // a start_tls() succeeds with `tls`
        } kind;
        base::ByteString bytes;
        TlsInfo tls;
    };
    std::vector<Step> steps;

    Transcript& expect(std::string_view text);
    Transcript& expect_bytes(base::ByteString bytes);
    Transcript& expect_any();
    Transcript& reply(std::string_view text);
    Transcript& reply_bytes(base::ByteString bytes);
    Transcript& silence();
    Transcript& close();
    Transcript& tls(TlsInfo info);
};

class FakeDialer final : public Dialer {
public:
    // The next conversation with endpoint follows this transcript; several are used in turn.
    void script(const model::Endpoint& endpoint, Transcript transcript);
    // Any conversation with endpoint beyond the scripted ones (or all of them): what the client sent -> the reply.
    // An empty reply means silence. At connection time it is called with "" (a greeting, or nothing).
    void answer(const model::Endpoint& endpoint, std::function<std::string(const std::string& sent)> responder);

    Task<base::Result<std::unique_ptr<Session>>> dial(model::Endpoint endpoint, base::Millis wait) override;
    Task<void> sleep(base::Millis duration) override;

    [[nodiscard]] base::Millis elapsed() const { return elapsed_; }
    // Every dial in order, also refused ones.
    [[nodiscard]] const std::vector<model::Endpoint>& dialled() const { return dialled_; }
    // Differences between a script and what the client did; a test expects this to be empty.
    [[nodiscard]] const std::vector<std::string>& surprises() const { return surprises_; }

private:
    friend class FakeSession;
    std::map<model::Endpoint, std::deque<Transcript>> scripts_;
    std::map<model::Endpoint, std::function<std::string(const std::string&)>> responders_;
    std::vector<model::Endpoint> dialled_;
    std::vector<std::string> surprises_;
    base::Millis elapsed_{0};
};

}  // namespace vigie::net
