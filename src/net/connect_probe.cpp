// SPDX-License-Identifier: Apache-2.0
#include "net/connect_probe.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <deque>
#include <unordered_map>
#include <utility>

#include <linux/tcp.h>
#include <netinet/in.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>

#include "base/system.h"
#include "net/raw_address.h"

namespace vigie::net {
namespace {

using base::Errc;
using base::fail;
using base::Result;
using TimePoint = std::chrono::steady_clock::time_point;

constexpr std::size_t kDescriptorsForOthers = 64;  // files, databases and the like keep their share
constexpr std::size_t kFewestSockets = 4;
constexpr std::size_t kEvents = 256;
constexpr std::uint32_t kLoopbackWindow = 65535;

ConnectAnswer::Kind kind_of(int error) {
    switch (error) {
        case 0: return ConnectAnswer::Kind::open;
        case ECONNREFUSED:
        case ECONNRESET: return ConnectAnswer::Kind::closed;
        case ETIMEDOUT: return ConnectAnswer::Kind::silent;
        default: return ConnectAnswer::Kind::unreachable;
    }
}

tcp_info tcp_information(int descriptor) {
    tcp_info info{};
    socklen_t size = sizeof info;
    (void)getsockopt(descriptor, IPPROTO_TCP, TCP_INFO, &info, &size);
    return info;
}

}  // namespace

struct ConnectProbes::State {
    struct Flight {
        Descriptor socket;
        model::Endpoint endpoint;
        std::uint64_t number = 0;
        std::chrono::milliseconds hold{0};
        unsigned paid = 0;
        bool is_held = false;
    };
    struct Deadline {
        TimePoint due;
        int descriptor;
        std::uint64_t number;  // descriptors are used again: the number tells which probe was meant
    };
    Descriptor epoll;
    std::size_t most = kFewestSockets;
    std::uint64_t next_number = 0;
    std::unordered_map<int, Flight> flights;
    std::deque<Deadline> deadlines;
    std::deque<Deadline> holds;
    struct Open {
        Descriptor socket;
        model::IpAddress address;
        unsigned paid;
    };
    std::vector<ConnectAnswer> decided;
    std::deque<Open> resets;  // open connections whose reset has not left yet

    using Flights = std::unordered_map<int, Flight>;
    void finish(Flights::iterator flight, ConnectAnswer answer) {
        if (answer.kind == ConnectAnswer::Kind::open && !answer.reset_at_once) {
            (void)epoll_ctl(epoll.get(), EPOLL_CTL_DEL, flight->first, nullptr);
            resets.push_back({std::move(flight->second.socket), answer.endpoint.address, flight->second.paid});
        }
        decided.push_back(std::move(answer));
        flights.erase(flight);
    }
    void reset(const MayReset& may_reset);
    void settle(Flights::iterator flight, TimePoint now);
    void end_hold(Flights::iterator flight);
};

// The connection is decided, or something happened on one that is held.
void ConnectProbes::State::settle(Flights::iterator flight, TimePoint now) {
    if (flight->second.is_held) {
        end_hold(flight);
        return;
    }
    int error = 0;
    socklen_t size = sizeof error;
    (void)getsockopt(flight->first, SOL_SOCKET, SO_ERROR, &error, &size);
    if (error != 0 || flight->second.hold == std::chrono::milliseconds(0)) {
        finish(flight, {kind_of(error), flight->second.endpoint});
        return;
    }
    epoll_event event{};
    event.events = EPOLLIN | EPOLLRDHUP | EPOLLERR | EPOLLHUP;
    event.data.fd = flight->first;
    (void)epoll_ctl(epoll.get(), EPOLL_CTL_MOD, flight->first, &event);
    flight->second.is_held = true;
    flight->second.number = next_number++;
    holds.push_back({now + flight->second.hold, flight->first, flight->second.number});
}

void ConnectProbes::State::end_hold(Flights::iterator flight) {
    const tcp_info info = tcp_information(flight->first);
    std::uint8_t first = 0;
    const bool reset = recv(flight->first, &first, 1, MSG_PEEK | MSG_DONTWAIT) < 0 && errno == ECONNRESET;
    finish(flight, {ConnectAnswer::Kind::open, flight->second.endpoint, reset, info.tcpi_snd_wnd});
}

// Closing resets the connection (SO_LINGER of zero). One address that must wait does not hold up the others.
void ConnectProbes::State::reset(const MayReset& may_reset) {
    for (auto open = resets.begin(); open != resets.end();) {
        const unsigned sent = std::max(open->paid, tcp_information(open->socket.get()).tcpi_segs_out);
        const unsigned also_sent = sent - std::exchange(open->paid, sent);
        if (may_reset(open->address, also_sent))
            open = resets.erase(open);
        else
            ++open;
    }
}

Result<std::unique_ptr<ConnectProbes>> ConnectProbes::open(std::size_t most) {
    auto state = std::make_unique<State>();
    state->epoll = Descriptor(epoll_create1(EPOLL_CLOEXEC));
    if (!state->epoll.valid()) return base::fail_system("creating an epoll set");
    rlimit files{};
    if (getrlimit(RLIMIT_NOFILE, &files) == 0 && files.rlim_cur != RLIM_INFINITY) {
        const auto allowed = static_cast<std::size_t>(files.rlim_cur);
        most = std::min(most, allowed > 2 * kDescriptorsForOthers ? allowed - kDescriptorsForOthers : allowed / 2);
    }
    state->most = std::max(most, kFewestSockets);
    return std::unique_ptr<ConnectProbes>(new ConnectProbes(std::move(state)));
}

ConnectProbes::ConnectProbes(std::unique_ptr<State> state) : state_(std::move(state)) {}
ConnectProbes::~ConnectProbes() = default;

bool ConnectProbes::has_place() const {
    return in_flight() < state_->most;
}
std::size_t ConnectProbes::in_flight() const {
    return state_->flights.size() + state_->resets.size();
}

void ConnectProbes::wait(std::chrono::nanoseconds wait, std::span<const int> also) const {
    wait_readable(wait, std::array{state_->epoll.get()}, also);
}

Result<void> ConnectProbes::start(const model::Endpoint& to, TimePoint now, std::chrono::milliseconds wait,
                                  const model::Scope& scope, std::chrono::milliseconds hold, unsigned paid) {
    if (!has_place()) return fail(Errc::limit, "connecting to " + to.text() + ": all sockets are in use");
    Descriptor socket_(socket(to.address.is_v4() ? AF_INET : AF_INET6, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
    if (!socket_.valid()) {
        const int reason = errno;
        const bool used_up = reason == EMFILE || reason == ENFILE || reason == ENOBUFS || reason == ENOMEM;
        if (used_up) state_->most = std::max(kFewestSockets, state_->flights.size());
        return fail(used_up ? Errc::limit : Errc::io, base::system_words("opening a socket for " + to.text(), reason));
    }
    const linger reset_on_close{1, 0};
    (void)setsockopt(socket_.get(), SOL_SOCKET, SO_LINGER, &reset_on_close, sizeof reset_on_close);
    const SocketAddress remote(to.address, to.port);
    // The last gate before the wire.
    const bool allowed = scope.allows(to.address);
    if (!allowed) return fail(Errc::out_of_scope, "connecting to " + to.text() + ": not in the perimeter");
    if (connect(socket_.get(), remote.get(), remote.size()) == 0) {
        // Only over loopback: nothing stands between, and there is nothing to watch for.
        state_->decided.push_back({ConnectAnswer::Kind::open, to, false, kLoopbackWindow});
        return {};
    }
    const int reason = errno;
    if (reason == EADDRNOTAVAIL || reason == EAGAIN)
        return fail(Errc::limit, base::system_words("connecting to " + to.text(), reason));
    if (reason != EINPROGRESS) {
        state_->decided.push_back({kind_of(reason), to});
        return {};
    }
    epoll_event event{};
    event.events = EPOLLOUT | EPOLLERR | EPOLLHUP;
    event.data.fd = socket_.get();
    const int descriptor = socket_.get();
    if (epoll_ctl(state_->epoll.get(), EPOLL_CTL_ADD, descriptor, &event) != 0)
        return base::fail_system("watching a socket");
    const std::uint64_t number = state_->next_number++;
    state_->deadlines.push_back({now + std::min(wait, kLongestConnectWait), descriptor, number});
    state_->flights.emplace(descriptor, State::Flight{std::move(socket_), to, number, hold, paid, false});
    return {};
}

void ConnectProbes::collect(TimePoint now, std::vector<ConnectAnswer>& answers, const MayReset& may_reset) {
    std::array<epoll_event, kEvents> events{};
    for (bool more = true; more;) {
        const int count = epoll_wait(state_->epoll.get(), events.data(), kEvents, 0);
        for (int i = 0; i < count; ++i) {
            const auto flight = state_->flights.find(events.at(static_cast<std::size_t>(i)).data.fd);
            if (flight == state_->flights.end()) continue;
            state_->settle(flight, now);
        }
        more = count == static_cast<int>(kEvents);
    }
    while (!state_->deadlines.empty() && state_->deadlines.front().due <= now) {
        const State::Deadline deadline = state_->deadlines.front();
        state_->deadlines.pop_front();
        const auto flight = state_->flights.find(deadline.descriptor);
        if (flight != state_->flights.end() && flight->second.number == deadline.number)
            state_->finish(flight, {ConnectAnswer::Kind::silent, flight->second.endpoint});
    }
    while (!state_->holds.empty() && state_->holds.front().due <= now) {
        const State::Deadline deadline = state_->holds.front();
        state_->holds.pop_front();
        const auto flight = state_->flights.find(deadline.descriptor);
        if (flight != state_->flights.end() && flight->second.number == deadline.number) state_->end_hold(flight);
    }
    state_->reset(may_reset);
    std::move(state_->decided.begin(), state_->decided.end(), std::back_inserter(answers));
    state_->decided.clear();
}

}  // namespace vigie::net
