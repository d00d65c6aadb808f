// SPDX-License-Identifier: Apache-2.0
#include "net/raw_socket.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>

#include <linux/sock_diag.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include "net/raw_address.h"
#include "net/raw_filter.h"

namespace vigie::net {
namespace {

using base::Errc;
using base::fail;
using base::Result;

constexpr int kReceiveBuffer = 64 << 20;
constexpr int kSendBuffer = 4 << 20;
constexpr int kTcpChecksumAt = 16;
constexpr int kHopLimit = 128;
constexpr unsigned kPortAttempts = 64;
constexpr std::size_t kBatch = 64;
constexpr std::size_t kSnapLength = 256;
constexpr unsigned kBatchesPerReceive = 64;
constexpr unsigned kSendWaits = 200;  // times kSendWait: how long a full queue is waited for
constexpr timespec kSendWait{0, 500'000};

std::string system_words(const std::string& doing) {
    return doing + ": " + std::strerror(errno);
}

// The largest buffer that the system grants; "force" needs CAP_NET_ADMIN and is only a wish.
void enlarge(int descriptor, int force, int ordinary, int size) {
    if (setsockopt(descriptor, SOL_SOCKET, force, &size, sizeof size) != 0)
        (void)setsockopt(descriptor, SOL_SOCKET, ordinary, &size, sizeof size);
}

Result<Descriptor> open_raw(int family, int protocol) {
    Descriptor out(socket(family, SOCK_RAW | SOCK_NONBLOCK | SOCK_CLOEXEC, protocol));
    if (out.valid()) return out;
    if (errno == EPERM || errno == EACCES)
        return fail(Errc::io, "opening a raw socket: CAP_NET_RAW is missing (run as root, or setcap cap_net_raw+ep)");
    return fail(Errc::io, system_words("opening a raw socket"));
}

// A listener that hears nothing: reserves the port and keeps the kernel from answering for it.
Result<Descriptor> reserve_port(int family, model::Port port) {
    Descriptor out(socket(family, SOCK_STREAM | SOCK_CLOEXEC, 0));
    if (!out.valid()) return fail(Errc::io, system_words("opening the socket of the source port"));
    if (auto deaf = attach_deaf_filter(out.get()); !deaf) return tl::unexpected(deaf.error());
    if (family == AF_INET6) {
        const int on = 1;
        (void)setsockopt(out.get(), IPPROTO_IPV6, IPV6_V6ONLY, &on, sizeof on);
    }
    const model::IpAddress any = family == AF_INET ? model::IpAddress() : model::IpAddress::v6({});
    const SocketAddress local(any, port);
    if (bind(out.get(), local.get(), local.size()) != 0 || listen(out.get(), 1) != 0)
        return fail(Errc::io, system_words("reserving a source port"));
    return out;
}

}  // namespace

struct RawSockets::State {
    struct Family {
        Descriptor reserved;
        Descriptor send_tcp;  // IPv4: one socket with headers of ours for both
        Descriptor send_icmp;
        Descriptor receive_tcp;
        Descriptor receive_icmp;
    };
    Family v4;
    Family v6;
    bool with_v6 = false;
    model::Port port = 0;
    RawCounters counters;

    Result<void> open_v4();
    Result<void> open_v6();
    void transmit(int descriptor, std::span<mmsghdr> messages);
    bool receive_from(int descriptor, bool is_v6, bool is_tcp, RawAnswers& answers);
};

Result<void> RawSockets::State::open_v4() {
    auto sender = open_raw(AF_INET, IPPROTO_RAW);  // implies IP_HDRINCL
    if (!sender) return tl::unexpected(sender.error());
    v4.send_tcp = std::move(*sender);
    auto tcp = open_raw(AF_INET, IPPROTO_TCP);
    if (!tcp) return tl::unexpected(tcp.error());
    v4.receive_tcp = std::move(*tcp);
    auto icmp = open_raw(AF_INET, IPPROTO_ICMP);
    if (!icmp) return tl::unexpected(icmp.error());
    v4.receive_icmp = std::move(*icmp);
    if (auto done = attach_tcp_filter(v4.receive_tcp.get(), RawLayer::ip_header, port); !done) return done;
    return attach_icmp_filter(v4.receive_icmp.get(), false);
}

Result<void> RawSockets::State::open_v6() {
    auto tcp = open_raw(AF_INET6, IPPROTO_TCP);
    if (!tcp) return tl::unexpected(tcp.error());
    auto icmp = open_raw(AF_INET6, IPPROTO_ICMPV6);
    if (!icmp) return tl::unexpected(icmp.error());
    auto send_tcp = open_raw(AF_INET6, IPPROTO_TCP);
    if (!send_tcp) return tl::unexpected(send_tcp.error());
    auto send_icmp = open_raw(AF_INET6, IPPROTO_ICMPV6);
    if (!send_icmp) return tl::unexpected(send_icmp.error());
    v6.receive_tcp = std::move(*tcp);
    v6.receive_icmp = std::move(*icmp);
    v6.send_tcp = std::move(*send_tcp);
    v6.send_icmp = std::move(*send_icmp);
    // The kernel completes the TCP checksum at this offset (ICMPv6: always).
    if (setsockopt(v6.send_tcp.get(), IPPROTO_IPV6, IPV6_CHECKSUM, &kTcpChecksumAt, sizeof kTcpChecksumAt) != 0)
        return fail(Errc::io, system_words("asking for IPv6 checksums"));
    for (const Descriptor* sender : {&v6.send_tcp, &v6.send_icmp}) {
        (void)setsockopt(sender->get(), IPPROTO_IPV6, IPV6_UNICAST_HOPS, &kHopLimit, sizeof kHopLimit);
        if (auto deaf = attach_deaf_filter(sender->get()); !deaf) return deaf;
    }
    if (auto done = attach_tcp_filter(v6.receive_tcp.get(), RawLayer::transport_header, port); !done) return done;
    return attach_icmp_filter(v6.receive_icmp.get(), true);
}

Result<std::unique_ptr<RawSockets>> RawSockets::open() {
    auto state = std::make_unique<State>();
    const Descriptor v6_test(socket(AF_INET6, SOCK_STREAM | SOCK_CLOEXEC, 0));
    state->with_v6 = v6_test.valid();
    // The same port for both families, chosen by the kernel among the ephemeral ones.
    for (unsigned attempt = 0; attempt < kPortAttempts && state->port == 0; ++attempt) {
        auto v4 = reserve_port(AF_INET, 0);
        if (!v4) return tl::unexpected(v4.error());
        const auto bound = local_address(v4->get());
        if (!bound) return tl::unexpected(bound.error());
        if (state->with_v6) {
            auto v6 = reserve_port(AF_INET6, bound->second);
            if (!v6) continue;
            state->v6.reserved = std::move(*v6);
        }
        state->v4.reserved = std::move(*v4);
        state->port = bound->second;
    }
    if (state->port == 0) return fail(Errc::io, "reserving a source port: none is free for IPv4 and IPv6 together");
    if (auto done = state->open_v4(); !done) return tl::unexpected(done.error());
    if (state->with_v6)
        if (auto done = state->open_v6(); !done) return tl::unexpected(done.error());
    for (const State::Family* family : {&state->v4, &state->v6}) {
        for (const Descriptor* one : {&family->receive_tcp, &family->receive_icmp})
            if (one->valid()) enlarge(one->get(), SO_RCVBUFFORCE, SO_RCVBUF, kReceiveBuffer);
        for (const Descriptor* one : {&family->send_tcp, &family->send_icmp})
            if (one->valid()) enlarge(one->get(), SO_SNDBUFFORCE, SO_SNDBUF, kSendBuffer);
    }
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

Result<model::IpAddress> RawSockets::source_for(const model::IpAddress& destination) const {
    // Connecting a UDP socket sends nothing; it only asks the routing table.
    constexpr model::Port kAnyPort = 9;
    const Descriptor probe(socket(destination.is_v4() ? AF_INET : AF_INET6, SOCK_DGRAM | SOCK_CLOEXEC, 0));
    if (!probe.valid()) return fail(Errc::io, system_words("asking for a route"));
    const SocketAddress remote(destination, kAnyPort);
    if (connect(probe.get(), remote.get(), remote.size()) != 0)
        return fail(Errc::unreachable, system_words("finding a route to " + destination.text()));
    const auto local = local_address(probe.get());
    if (!local) return tl::unexpected(local.error());
    return local->first;
}

void RawSockets::send(std::span<const OutPacket> packets, const model::Scope& scope) {
    std::array<SocketAddress, kBatch> addresses;
    std::array<iovec, kBatch> parts{};
    std::array<mmsghdr, kBatch> messages{};
    for (std::size_t done = 0; done < packets.size();) {
        // One run = packets for the same socket, at most a batch.
        const auto socket_for = [&](const OutPacket& packet) {
            if (packet.destination.is_v4()) return state_->v4.send_tcp.get();
            return packet.kind == OutPacket::Kind::tcp ? state_->v6.send_tcp.get() : state_->v6.send_icmp.get();
        };
        const int descriptor = socket_for(packets[done]);
        std::size_t count = 0;
        for (; done < packets.size() && count < kBatch && socket_for(packets[done]) == descriptor; ++done) {
            const OutPacket& packet = packets[done];
            // The last gate before the wire: nothing leaves for an address that was not declared.
            const bool allowed = scope.allows(packet.destination);
            if (!allowed) {
                ++state_->counters.refused;
                continue;
            }
            addresses.at(count) = SocketAddress(packet.destination, 0);
            // sendmmsg only reads; its type predates const.
            parts.at(count) = {const_cast<std::uint8_t*>(packet.bytes.data()), packet.size};
            messages.at(count) = {};
            messages.at(count).msg_hdr.msg_name = addresses.at(count).get();
            messages.at(count).msg_hdr.msg_namelen = addresses.at(count).size();
            messages.at(count).msg_hdr.msg_iov = &parts.at(count);
            messages.at(count).msg_hdr.msg_iovlen = 1;
            ++count;
        }
        state_->transmit(descriptor, std::span(messages).first(count));
    }
}

void RawSockets::State::transmit(int descriptor, std::span<mmsghdr> messages) {
    unsigned waits = 0;
    while (!messages.empty()) {
        const int sent = sendmmsg(descriptor, messages.data(), static_cast<unsigned>(messages.size()), 0);
        if (sent > 0) {
            counters.sent += static_cast<std::uint64_t>(sent);
            messages = messages.subspan(static_cast<std::size_t>(sent));
            continue;
        }
        if (errno == EINTR) continue;
        if ((errno == EAGAIN || errno == ENOBUFS) && waits < kSendWaits) {
            ++waits;
            (void)nanosleep(&kSendWait, nullptr);
            continue;
        }
        // The first message is at fault: count it and go on with the others.
        ++counters.failed;
        if (counters.first_failure.empty()) counters.first_failure = system_words("sending a packet");
        messages = messages.subspan(1);
    }
}

bool RawSockets::State::receive_from(int descriptor, bool is_v6, bool is_tcp, RawAnswers& answers) {
    static thread_local std::array<std::array<std::uint8_t, kSnapLength>, kBatch> buffers;
    std::array<SocketAddress, kBatch> addresses;
    std::array<iovec, kBatch> parts{};
    std::array<mmsghdr, kBatch> messages{};
    for (unsigned batch = 0; batch < kBatchesPerReceive; ++batch) {
        for (std::size_t i = 0; i < kBatch; ++i) {
            parts.at(i) = {buffers.at(i).data(), kSnapLength};
            messages.at(i) = {};
            messages.at(i).msg_hdr.msg_name = addresses.at(i).get();
            messages.at(i).msg_hdr.msg_namelen = SocketAddress::capacity();
            messages.at(i).msg_hdr.msg_iov = &parts.at(i);
            messages.at(i).msg_hdr.msg_iovlen = 1;
        }
        const int count = recvmmsg(descriptor, messages.data(), kBatch, MSG_DONTWAIT, nullptr);
        if (count <= 0) return true;
        counters.received += static_cast<std::uint64_t>(count);
        for (std::size_t i = 0; i < static_cast<std::size_t>(count); ++i) {
            const base::Bytes bytes =
                std::span(buffers.at(i)).first(std::min<std::size_t>(messages.at(i).msg_len, kSnapLength));
            const model::IpAddress source = addresses.at(i).address();
            if (is_tcp) {
                if (auto answer = is_v6 ? parse_tcp_v6(source, bytes) : parse_tcp_v4(bytes))
                    answers.tcp.push_back(*answer);
                continue;
            }
            if (auto echo = is_v6 ? parse_echo_v6(source, bytes) : parse_echo_v4(bytes))
                answers.echo.push_back(*echo);
            else if (auto error = is_v6 ? parse_unreachable_v6(source, bytes) : parse_unreachable_v4(bytes))
                answers.unreachable.push_back(*error);
        }
        if (static_cast<std::size_t>(count) < kBatch) return true;
    }
    return false;
}

bool RawSockets::receive(RawAnswers& answers) {
    bool drained = state_->receive_from(state_->v4.receive_tcp.get(), false, true, answers);
    drained = state_->receive_from(state_->v4.receive_icmp.get(), false, false, answers) && drained;
    if (state_->with_v6) {
        drained = state_->receive_from(state_->v6.receive_tcp.get(), true, true, answers) && drained;
        drained = state_->receive_from(state_->v6.receive_icmp.get(), true, false, answers) && drained;
    }
    return drained;
}

void RawSockets::wait(std::chrono::nanoseconds wait, std::span<const int> also) const {
    wait_readable(wait,
                  std::array{state_->v4.receive_tcp.get(), state_->v4.receive_icmp.get(), state_->v6.receive_tcp.get(),
                             state_->v6.receive_icmp.get()},
                  also);
}

RawCounters RawSockets::counters() const {
    RawCounters out = state_->counters;
    for (const State::Family* family : {&state_->v4, &state_->v6}) {
        for (const Descriptor* one : {&family->receive_tcp, &family->receive_icmp}) {
            std::array<std::uint32_t, SK_MEMINFO_VARS> memory{};
            socklen_t size = sizeof memory;
            if (one->valid() && getsockopt(one->get(), SOL_SOCKET, SO_MEMINFO, memory.data(), &size) == 0)
                out.kernel_dropped += memory.at(SK_MEMINFO_DROPS);
        }
    }
    return out;
}

void RawAnswers::clear() {
    tcp.clear();
    echo.clear();
    unreachable.clear();
}

}  // namespace vigie::net
