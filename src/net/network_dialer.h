// SPDX-License-Identifier: Apache-2.0
// The Dialer that really opens sockets. Before anything leaves it asks the Scope (default deny), waits for the rate
// caps and the time window, and keeps the number of simultaneous conversations per address small. It must never
// connect to an address that the Scope does not allow, whoever asks.
#pragma once

#include <functional>
#include <memory>

#include <boost/asio/io_context.hpp>

#include "model/perimeter.h"
#include "net/limiter.h"
#include "net/session.h"

namespace vigie::net {

struct DialerOptions {
    unsigned sessions_per_address = 4;  // fragile addresses always get one
    unsigned sessions_in_all = 400;
    std::size_t bytes_per_session = 1U << 20U;
    // Says whether packets may leave at this moment (the perimeter's windows). Empty = always.
    std::function<bool()> may_send_now;
};

class NetworkDialer final : public Dialer {
public:
    // All three must outlive the dialer and its sessions.
    NetworkDialer(boost::asio::io_context& context, const model::Scope& scope, Limiter& limiter, DialerOptions options);
    ~NetworkDialer() override;

    Task<base::Result<std::unique_ptr<Session>>> dial(model::Endpoint endpoint, base::Millis wait) override;
    Task<void> sleep(base::Millis duration) override;

    // A connected TCP descriptor for a library that talks by itself (libssh); same checks, and the slot of the address
    // is held until the returned owner is destroyed, which also closes the descriptor.
    class Connection {
    public:
        virtual ~Connection() = default;
        [[nodiscard]] virtual int descriptor() const = 0;
    };
    Task<base::Result<std::unique_ptr<Connection>>> connect_descriptor(model::Endpoint endpoint, base::Millis wait);

    // Makes every waiting and later operation fail with Errc::cancelled.
    void cancel();

    struct State;  // shared with the sessions

private:
    std::shared_ptr<State> state_;
};

}  // namespace vigie::net
