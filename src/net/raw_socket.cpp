// SPDX-License-Identifier: Apache-2.0
#include "net/raw_socket.h"

#include <array>
#include <cerrno>

#include <linux/if_packet.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include "base/system.h"
#include "net/frame_sender.h"
#include "net/hops.h"
#include "net/raw_address.h"
#include "net/raw_filter.h"
#include "net/receive_ring.h"

namespace vigie::net {
namespace {

using base::Errc;
using base::fail;
using base::Result;
using TimePoint = std::chrono::steady_clock::time_point;

constexpr int kSendBuffer = 4 << 20;
constexpr unsigned kPortAttempts = 64;
constexpr std::size_t kAnswersPerReceive = 4096;
constexpr std::chrono::milliseconds kGatewayWait{100};
constexpr std::chrono::seconds kGatewayPause{3};
constexpr timespec kGatewayStep{0, 1'000'000};

Result<Descriptor> open_privileged(int family, int type, int protocol) {
    Descriptor out(socket(family, type | SOCK_NONBLOCK | SOCK_CLOEXEC, protocol));
    if (out.valid()) return out;
    if (errno == EPERM || errno == EACCES)
        return fail(Errc::io, "opening a raw socket: CAP_NET_RAW is missing (run as root, or setcap cap_net_raw+ep)");
    return base::fail_system("opening a raw socket");
}

// A listener that hears nothing: reserves the port and keeps the kernel from answering for it.
Result<Descriptor> reserve_port(int family, model::Port port) {
    Descriptor out(socket(family, SOCK_STREAM | SOCK_CLOEXEC, 0));
    if (!out.valid()) return base::fail_system("opening the socket of the source port");
    if (auto deaf = attach_deaf_filter(out.get()); !deaf) return tl::unexpected(deaf.error());
    if (family == AF_INET6) {
        const int on = 1;
        (void)setsockopt(out.get(), IPPROTO_IPV6, IPV6_V6ONLY, &on, sizeof on);
    }
    const model::IpAddress any = family == AF_INET ? model::IpAddress() : model::IpAddress::v6({});
    const SocketAddress local(any, port);
    if (bind(out.get(), local.get(), local.size()) != 0 || listen(out.get(), 1) != 0)
        return base::fail_system("reserving a source port");
    return out;
}

}  // namespace

struct RawSockets::State {
    struct Family {
        Descriptor reserved;
        Descriptor kernel_sender;  // whole IP packets, routed by the kernel
        std::unique_ptr<ReceiveRing> ring;
    };
    Family v4;
    Family v6;
    std::unique_ptr<FrameSender> frames;
    std::unique_ptr<Hops> hops;
    bool with_v6 = false;
    int interface = 0;
    model::Port port = 0;
    RawCounters counters;
    std::string trouble;

    Result<void> reserve();
    Result<void> open_family(Family& family, bool is_v6);
    std::size_t send_frames(std::span<const OutPacket> packets, const model::Scope& scope, TimePoint now);
    std::size_t send_through_kernel(const OutPacket& packet, const model::Scope& scope, TimePoint now);
    void note(const SendReport& report);
    void wait_for_gateway(Hops::Hop& hop);
    bool read_ring(ReceiveRing& ring, bool is_v6, RawAnswers& answers);
};

// The same port for both families, chosen by the kernel among the ephemeral ones.
Result<void> RawSockets::State::reserve() {
    const Descriptor v6_test(socket(AF_INET6, SOCK_STREAM | SOCK_CLOEXEC, 0));
    with_v6 = v6_test.valid();
    for (unsigned attempt = 0; attempt < kPortAttempts && port == 0; ++attempt) {
        auto ipv4 = reserve_port(AF_INET, 0);
        if (!ipv4) return tl::unexpected(ipv4.error());
        const auto bound = local_address(ipv4->get());
        if (!bound) return tl::unexpected(bound.error());
        if (with_v6) {
            auto ipv6 = reserve_port(AF_INET6, bound->second);
            if (!ipv6) continue;
            v6.reserved = std::move(*ipv6);
        }
        v4.reserved = std::move(*ipv4);
        port = bound->second;
    }
    if (port == 0) return fail(Errc::io, "reserving a source port: none is free for IPv4 and IPv6 together");
    return {};
}

Result<void> RawSockets::State::open_family(Family& family, bool is_v6) {
    auto sender = open_privileged(is_v6 ? AF_INET6 : AF_INET, SOCK_RAW, IPPROTO_RAW);  // with headers of ours
    if (!sender) return tl::unexpected(sender.error());
    family.kernel_sender = std::move(*sender);
    if (auto deaf = attach_deaf_filter(family.kernel_sender.get()); !deaf) return deaf;
    const std::string name = interface == 0 ? std::string() : interface_name(interface);
    if (interface != 0 && setsockopt(family.kernel_sender.get(), SOL_SOCKET, SO_BINDTODEVICE, name.c_str(),
                                     static_cast<socklen_t>(name.size())) != 0)
        return base::fail_system("binding a raw socket to " + name);
    auto ring = ReceiveRing::open(is_v6, port, interface);
    if (!ring) return tl::unexpected(ring.error());
    family.ring = std::move(*ring);
    return {};
}

Result<std::unique_ptr<RawSockets>> RawSockets::open(const std::string& interface) {
    auto state = std::make_unique<State>();
    if (!interface.empty()) {
        state->interface = interface_number(interface);
        if (state->interface == 0) return fail(Errc::input, "there is no network interface '" + interface + "' here");
    }
    auto frames = open_privileged(AF_PACKET, SOCK_RAW, 0);  // protocol 0: never hears anything
    if (!frames) return tl::unexpected(frames.error());
    if (auto done = state->reserve(); !done) return tl::unexpected(done.error());
    if (auto done = state->open_family(state->v4, false); !done) return tl::unexpected(done.error());
    if (state->with_v6)
        if (auto done = state->open_family(state->v6, true); !done) return tl::unexpected(done.error());
    const int on = 1;
    // Only a wish: without it packets take the longer way through the queueing discipline.
    (void)setsockopt(frames->get(), SOL_PACKET, PACKET_QDISC_BYPASS, &on, sizeof on);
    for (const Descriptor* one : {&state->v4.kernel_sender, &state->v6.kernel_sender, &*frames})
        if (one->valid() && setsockopt(one->get(), SOL_SOCKET, SO_SNDBUFFORCE, &kSendBuffer, sizeof kSendBuffer) != 0)
            (void)setsockopt(one->get(), SOL_SOCKET, SO_SNDBUF, &kSendBuffer, sizeof kSendBuffer);
    state->frames = std::make_unique<FrameSender>(std::move(*frames));
    auto routes = Routes::open();
    if (!routes) return tl::unexpected(routes.error());
    state->hops = std::make_unique<Hops>(std::move(*routes));
    return std::unique_ptr<RawSockets>(new RawSockets(std::move(state)));
}

RawSockets::RawSockets(std::unique_ptr<State> state) : state_(std::move(state)) {}
RawSockets::~RawSockets() = default;

model::Port RawSockets::source_port() const {
    return state_->port;
}
bool RawSockets::has_ipv6() const {
    return state_->with_v6;
}
const std::string& RawSockets::trouble() const {
    return state_->trouble;
}

Result<RawSockets::Path> RawSockets::path_to(const model::IpAddress& destination) {
    State::Family& family = destination.is_v4() ? state_->v4 : state_->v6;
    if (!family.ring) return fail(Errc::unreachable, "this system has no IPv6");
    if (auto ready = family.ring->start(); !ready) return tl::unexpected(ready.error());
    const auto hop = state_->hops->number_for(destination, state_->interface);
    if (!hop) return tl::unexpected(hop.error());
    return Path{*hop, state_->hops->at(*hop).route.source};
}

std::size_t RawSockets::send(std::span<const OutPacket> packets, const model::Scope& scope) {
    const TimePoint now = std::chrono::steady_clock::now();
    state_->trouble.clear();
    SendReport before;
    const bool ready = state_->frames->settle(before);
    state_->note(before);
    if (!ready) return 0;
    state_->hops->look_again(now);
    std::size_t done = 0;
    while (done < packets.size() && state_->trouble.empty()) {
        const std::span<const OutPacket> rest = packets.subspan(done);
        const bool through_kernel = Hops::must_use_kernel(state_->hops->at(rest.front().hop), now);
        done += through_kernel ? state_->send_through_kernel(rest.front(), scope, now)
                               : state_->send_frames(rest, scope, now);
    }
    return done;
}

bool RawSockets::finish() {
    SendReport report;
    const bool done = state_->frames->finish(report);
    state_->note(report);
    return done;
}

std::size_t RawSockets::unsent() const {
    return state_->frames->unsent();
}

void RawSockets::State::note(const SendReport& report) {
    counters.sent += report.sent;
    counters.failed += report.failed;
    if (counters.first_failure.empty()) counters.first_failure = report.first_failure;
    trouble = report.trouble;
}

// The first packets, as many as may leave as frames and fit into a batch; returns how many. The frame sender keeps
// them.
std::size_t RawSockets::State::send_frames(std::span<const OutPacket> packets, const model::Scope& scope,
                                           TimePoint now) {
    std::size_t taken = 0;
    for (; taken < packets.size() && !frames->is_full(); ++taken) {
        const OutPacket& packet = packets[taken];
        const Hops::Hop& hop = hops->at(packet.hop);
        if (Hops::must_use_kernel(hop, now)) break;
        // The last gate before the wire: nothing leaves for an address that was not declared.
        const bool allowed = scope.allows(packet.destination);
        if (allowed)
            frames->add(hop, packet);
        else
            ++counters.refused;
    }
    SendReport report;
    frames->hand_over(report);
    note(report);
    return taken;
}

// One packet by the kernel's own IP: it makes the kernel resolve the next hop, or shows it that the hop is still in
// use.
std::size_t RawSockets::State::send_through_kernel(const OutPacket& packet, const model::Scope& scope, TimePoint now) {
    // The last gate before the wire, again.
    const bool allowed = scope.allows(packet.destination);
    if (!allowed) {
        ++counters.refused;
        return 1;
    }
    Hops::Hop& hop = hops->at(packet.hop);
    SocketAddress address(packet.destination, 0);
    // sendmmsg only reads; its type predates const.
    iovec part{const_cast<std::uint8_t*>(packet.view().data()), packet.size};
    mmsghdr message{};
    message.msg_hdr.msg_name = address.get();
    message.msg_hdr.msg_namelen = address.size();
    message.msg_hdr.msg_iov = &part;
    message.msg_hdr.msg_iovlen = 1;
    hop.through_kernel = now;
    const Descriptor& sender = packet.destination.is_v4() ? v4.kernel_sender : v6.kernel_sender;
    SendReport report;
    const std::size_t done = send_messages(sender.get(), std::span(&message, 1), report);
    note(report);
    if (hop.is_gateway && !hop.next && now - hop.waited > kGatewayPause) wait_for_gateway(hop);
    return done;
}

void RawSockets::State::wait_for_gateway(Hops::Hop& hop) {
    hop.waited = std::chrono::steady_clock::now();
    while (!hop.next) {
        (void)nanosleep(&kGatewayStep, nullptr);
        const TimePoint now = std::chrono::steady_clock::now();
        hops->look_now(now);
        if (now - hop.waited > kGatewayWait) return;
    }
}

bool RawSockets::State::read_ring(ReceiveRing& ring, bool is_v6, RawAnswers& answers) {
    return ring.read(kAnswersPerReceive, [&](base::Bytes packet) {
        ++counters.received;
        if (!is_v6) {
            if (auto tcp = parse_tcp_v4(packet))
                answers.tcp.push_back(*tcp);
            else if (auto echo = parse_echo_v4(packet))
                answers.echo.push_back(*echo);
            else if (auto error = parse_unreachable_v4(packet))
                answers.unreachable.push_back(*error);
            return;
        }
        const auto inner = split_ipv6(packet);
        if (!inner) return;
        if (inner->next_header == IPPROTO_TCP) {
            if (auto tcp = parse_tcp_v6(inner->source, inner->bytes)) answers.tcp.push_back(*tcp);
        } else if (auto echo = parse_echo_v6(inner->source, inner->bytes)) {
            answers.echo.push_back(*echo);
        } else if (auto error = parse_unreachable_v6(inner->source, inner->bytes)) {
            answers.unreachable.push_back(*error);
        }
    });
}

bool RawSockets::receive(RawAnswers& answers) {
    bool drained = state_->read_ring(*state_->v4.ring, false, answers);
    if (state_->v6.ring) drained = state_->read_ring(*state_->v6.ring, true, answers) && drained;
    return drained;
}

void RawSockets::wait(std::chrono::nanoseconds wait, std::span<const int> also) const {
    wait_readable(wait, std::array{state_->v4.ring->descriptor(), state_->v6.ring ? state_->v6.ring->descriptor() : -1},
                  also);
}

RawCounters RawSockets::counters() const {
    RawCounters out = state_->counters;
    for (const State::Family* family : {&state_->v4, &state_->v6})
        if (family->ring) out.kernel_dropped += family->ring->dropped();
    return out;
}

void RawAnswers::clear() {
    tcp.clear();
    echo.clear();
    unreachable.clear();
}

}  // namespace vigie::net
