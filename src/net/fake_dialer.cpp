// SPDX-License-Identifier: Apache-2.0
#include "net/fake_dialer.h"

#include "base/text.h"

namespace vigie::net {

using base::ByteString;
using base::Errc;
using base::fail;
using base::Millis;
using base::Result;
using Kind = Transcript::Step::Kind;

Transcript& Transcript::expect(std::string_view text) {
    return expect_bytes(base::to_bytes(text));
}
Transcript& Transcript::expect_bytes(ByteString bytes) {
    steps.push_back({Kind::expect, std::move(bytes), {}});
    return *this;
}
Transcript& Transcript::expect_any() {
    steps.push_back({Kind::expect_any, {}, {}});
    return *this;
}
Transcript& Transcript::reply(std::string_view text) {
    return reply_bytes(base::to_bytes(text));
}
Transcript& Transcript::reply_bytes(ByteString bytes) {
    steps.push_back({Kind::reply, std::move(bytes), {}});
    return *this;
}
Transcript& Transcript::silence() {
    steps.push_back({Kind::silence, {}, {}});
    return *this;
}
Transcript& Transcript::close() {
    steps.push_back({Kind::close, {}, {}});
    return *this;
}
Transcript& Transcript::tls(TlsInfo info) {
    steps.push_back({Kind::tls, {}, std::move(info)});
    return *this;
}

class FakeSession final : public Session {
public:
    FakeSession(FakeDialer& dialer, model::Endpoint peer, std::deque<Transcript::Step> steps,
                std::function<std::string(const std::string&)> responder)
        : dialer_(dialer), peer_(peer), steps_(std::move(steps)), responder_(std::move(responder)) {
        if (responder_) queue(responder_(""));
    }

    [[nodiscard]] const model::Endpoint& peer() const override { return peer_; }

    Task<Result<void>> send(ByteString data) override {
        if (responder_) {
            queue(responder_(std::string(base::as_text(data))));
            co_return Result<void>{};
        }
        if (steps_.empty() || (steps_.front().kind != Kind::expect && steps_.front().kind != Kind::expect_any)) {
            surprise("sent unexpectedly", data);
            co_return fail(Errc::closed, "the script does not expect more bytes");
        }
        const Transcript::Step step = steps_.front();
        steps_.pop_front();
        if (step.kind == Kind::expect && step.bytes != data) surprise("sent other bytes than the script says", data);
        co_return Result<void>{};
    }

    Task<Result<ByteString>> receive(std::size_t most, Millis wait) override {
        if (responder_) {
            if (pending_.empty()) {
                dialer_.elapsed_ += wait;
                co_return fail(Errc::timeout, "no reply");
            }
            const std::string part = pending_.front().substr(0, most);
            pending_.front().erase(0, most);
            if (pending_.front().empty()) pending_.pop_front();
            co_return base::to_bytes(part);
        }
        if (steps_.empty()) {
            dialer_.elapsed_ += wait;
            co_return fail(Errc::timeout, "no reply");
        }
        Transcript::Step& step = steps_.front();
        if (step.kind == Kind::reply) {
            const std::size_t length = std::min(most, step.bytes.size());
            ByteString out(step.bytes.begin(), step.bytes.begin() + static_cast<std::ptrdiff_t>(length));
            step.bytes.erase(step.bytes.begin(), step.bytes.begin() + static_cast<std::ptrdiff_t>(length));
            if (step.bytes.empty()) steps_.pop_front();
            co_return out;
        }
        if (step.kind == Kind::close) co_return fail(Errc::closed, "closed by the peer");
        if (step.kind == Kind::silence) steps_.pop_front();
        dialer_.elapsed_ += wait;
        co_return fail(Errc::timeout, "no reply");
    }

    Task<Result<TlsInfo>> start_tls(std::string server_name) override {
        (void)server_name;
        if (steps_.empty() || steps_.front().kind != Kind::tls)
            co_return fail(Errc::tls, "the scripted host does not speak TLS");
        info_ = steps_.front().tls;
        steps_.pop_front();
        co_return info_;
    }

    [[nodiscard]] TlsInfo tls_info() const override { return info_; }

    void close() override {}

private:
    void queue(std::string reply) {
        if (reply.empty()) return;
        if (peer_.transport == model::Transport::tcp && !pending_.empty())
            pending_.back() += reply;
        else
            pending_.push_back(std::move(reply));
    }

    void surprise(const std::string& what, const ByteString& data) {
        dialer_.surprises_.push_back(peer_.text() + ": " + what + ": " + base::printable(base::as_text(data), 200));
    }

    FakeDialer& dialer_;
    model::Endpoint peer_;
    std::deque<Transcript::Step> steps_;
    std::function<std::string(const std::string&)> responder_;
    std::deque<std::string> pending_;  // UDP: a datagram each; TCP: one stream
    TlsInfo info_;
};

void FakeDialer::script(const model::Endpoint& endpoint, Transcript transcript) {
    scripts_[endpoint].push_back(std::move(transcript));
}

void FakeDialer::answer(const model::Endpoint& endpoint, std::function<std::string(const std::string&)> responder) {
    responders_[endpoint] = std::move(responder);
}

Task<Result<std::unique_ptr<Session>>> FakeDialer::dial(model::Endpoint endpoint, Millis wait) {
    dialled_.push_back(endpoint);
    std::unique_ptr<Session> session;
    if (auto found = scripts_.find(endpoint); found != scripts_.end() && !found->second.empty()) {
        const Transcript transcript = std::move(found->second.front());
        found->second.pop_front();
        session = std::make_unique<FakeSession>(
            *this, endpoint, std::deque<Transcript::Step>(transcript.steps.begin(), transcript.steps.end()), nullptr);
    } else if (auto responder = responders_.find(endpoint); responder != responders_.end()) {
        session = std::make_unique<FakeSession>(*this, endpoint, std::deque<Transcript::Step>{}, responder->second);
    } else {
        elapsed_ += wait;
        co_return fail(Errc::refused, "nothing scripted at " + endpoint.text());
    }
    co_return session;
}

Task<void> FakeDialer::sleep(Millis duration) {
    elapsed_ += duration;
    co_return;
}

}  // namespace vigie::net
