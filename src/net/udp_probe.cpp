// SPDX-License-Identifier: Apache-2.0
#include "net/udp_probe.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>

#include <linux/errqueue.h>
#include <linux/icmp.h>
#include <linux/icmpv6.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include "base/system.h"
#include "net/raw_address.h"

namespace vigie::net {
namespace {

using base::Errc;
using base::fail;
using base::Result;

constexpr int kReceiveBuffer = 4 << 20;
constexpr unsigned kDatagramsPerReceive = 1024;
// An ICMP error of an earlier probe is reported by the next send, once: it is read away and the send repeated.
constexpr unsigned kSendAttempts = 16;

Result<Descriptor> open_socket(int family) {
    Descriptor out(socket(family, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
    if (!out.valid()) return base::fail_system("opening a UDP socket");
    const int on = 1;
    const bool v4 = family == AF_INET;
    if (!v4) (void)setsockopt(out.get(), IPPROTO_IPV6, IPV6_V6ONLY, &on, sizeof on);
    if (setsockopt(out.get(), v4 ? IPPROTO_IP : IPPROTO_IPV6, v4 ? IP_RECVERR : IPV6_RECVERR, &on, sizeof on) != 0)
        return base::fail_system("asking for ICMP errors");
    (void)setsockopt(out.get(), SOL_SOCKET, SO_RCVBUF, &kReceiveBuffer, sizeof kReceiveBuffer);
    // Bound at once: one source port for the whole scan.
    const SocketAddress any(v4 ? model::IpAddress() : model::IpAddress::v6({}), 0);
    if (bind(out.get(), any.get(), any.size()) != 0) return base::fail_system("binding a UDP socket");
    return out;
}

// The kernel's record of an ICMP error, copied out of the control message.
struct ErrorRecord {
    sock_extended_err error{};
    SocketAddress offender;
};

bool read_error_record(msghdr& message, ErrorRecord& out) {
    for (cmsghdr* header = CMSG_FIRSTHDR(&message); header != nullptr; header = CMSG_NXTHDR(&message, header)) {
        const bool v4 = header->cmsg_level == IPPROTO_IP && header->cmsg_type == IP_RECVERR;
        const bool v6 = header->cmsg_level == IPPROTO_IPV6 && header->cmsg_type == IPV6_RECVERR;
        if (!v4 && !v6) continue;
        const std::size_t sender = v4 ? sizeof(sockaddr_in) : sizeof(sockaddr_in6);
        if (header->cmsg_len < CMSG_LEN(sizeof out.error + sender)) return false;
        const std::span<const std::uint8_t> data(CMSG_DATA(header), sizeof out.error + sender);
        std::memcpy(&out.error, data.data(), sizeof out.error);
        std::memcpy(out.offender.get(), data.subspan(sizeof out.error).data(), sender);
        return true;
    }
    return false;
}

}  // namespace

struct UdpProbes::State {
    Descriptor v4;
    Descriptor v6;
    std::vector<UdpAnswer> pending;  // errors read while sending

    static void read_errors(const Descriptor& socket, std::vector<UdpAnswer>& answers);
    static void read_replies(const Descriptor& socket, std::vector<UdpAnswer>& answers);
};

Result<std::unique_ptr<UdpProbes>> UdpProbes::open() {
    auto state = std::make_unique<State>();
    auto v4 = open_socket(AF_INET);
    if (!v4) return tl::unexpected(v4.error());
    state->v4 = std::move(*v4);
    if (auto v6 = open_socket(AF_INET6)) state->v6 = std::move(*v6);  // a system without IPv6 has nothing to ask there
    return std::unique_ptr<UdpProbes>(new UdpProbes(std::move(state)));
}

UdpProbes::UdpProbes(std::unique_ptr<State> state) : state_(std::move(state)) {}
UdpProbes::~UdpProbes() = default;

Result<void> UdpProbes::send(const model::Endpoint& to, base::Bytes payload, const model::Scope& scope) {
    const Descriptor& socket = to.address.is_v4() ? state_->v4 : state_->v6;
    const SocketAddress remote(to.address, to.port);
    // The last gate before the wire.
    const bool allowed = scope.allows(to.address) && !model::is_paper_port(to.port);
    if (!allowed) return fail(Errc::out_of_scope, "sending a datagram to " + to.text() + ": not allowed");
    for (unsigned attempt = 0; attempt < kSendAttempts; ++attempt) {
        if (sendto(socket.get(), payload.data(), payload.size(), 0, remote.get(), remote.size()) >= 0) return {};
        const int reason = errno;
        const std::size_t before = state_->pending.size();
        State::read_errors(socket, state_->pending);
        if (reason != EINTR && state_->pending.size() == before) {
            const bool no_route = reason == ENETUNREACH || reason == EHOSTUNREACH;
            return fail(no_route ? Errc::unreachable : Errc::io,
                        base::system_words("sending a datagram to " + to.text(), reason));
        }
    }
    return fail(Errc::io, "sending a datagram to " + to.text() + ": errors kept arriving");
}

void UdpProbes::State::read_errors(const Descriptor& socket, std::vector<UdpAnswer>& answers) {
    for (unsigned count = 0; socket.valid() && count < kDatagramsPerReceive; ++count) {
        SocketAddress asked;
        alignas(cmsghdr) std::array<std::uint8_t, 512> control{};
        msghdr message{};
        message.msg_name = asked.get();
        message.msg_namelen = SocketAddress::capacity();
        message.msg_control = control.data();
        message.msg_controllen = control.size();
        if (recvmsg(socket.get(), &message, MSG_ERRQUEUE | MSG_DONTWAIT) < 0) return;
        ErrorRecord record;
        if (!read_error_record(message, record)) continue;
        const bool v4 = record.error.ee_origin == SO_EE_ORIGIN_ICMP;
        if (!v4 && record.error.ee_origin != SO_EE_ORIGIN_ICMP6) continue;  // a local error: nothing was learned
        const bool port =
            v4 ? record.error.ee_type == ICMP_DEST_UNREACH && record.error.ee_code == ICMP_PORT_UNREACH
               : record.error.ee_type == ICMPV6_DEST_UNREACH && record.error.ee_code == ICMPV6_PORT_UNREACH;
        UdpAnswer answer;
        answer.kind = port ? UdpAnswer::Kind::port_unreachable : UdpAnswer::Kind::unreachable;
        answer.endpoint = {asked.address(), asked.port(), model::Transport::udp};
        answer.source = record.offender.address();
        answers.push_back(std::move(answer));
    }
}

void UdpProbes::State::read_replies(const Descriptor& socket, std::vector<UdpAnswer>& answers) {
    for (unsigned count = 0; socket.valid() && count < kDatagramsPerReceive; ++count) {
        SocketAddress sender;
        socklen_t size = SocketAddress::capacity();
        std::array<std::uint8_t, kUdpReplyLimit> buffer;
        const ssize_t got = recvfrom(socket.get(), buffer.data(), buffer.size(), MSG_DONTWAIT, sender.get(), &size);
        if (got < 0) {
            // Also the word of an ICMP error that waits in the error queue: read it, go on.
            if (errno == EAGAIN || errno == EWOULDBLOCK) return;
            read_errors(socket, answers);
            continue;
        }
        const base::Bytes bytes = std::span(buffer).first(static_cast<std::size_t>(got));
        UdpAnswer answer;
        answer.endpoint = {sender.address(), sender.port(), model::Transport::udp};
        answer.source = sender.address();
        answer.bytes.assign(bytes.begin(), bytes.end());
        answers.push_back(std::move(answer));
    }
}

void UdpProbes::receive(std::vector<UdpAnswer>& answers) {
    std::move(state_->pending.begin(), state_->pending.end(), std::back_inserter(answers));
    state_->pending.clear();
    for (const Descriptor* socket : {&state_->v4, &state_->v6}) {
        State::read_errors(*socket, answers);
        State::read_replies(*socket, answers);
    }
}

std::vector<int> UdpProbes::descriptors() const {
    std::vector<int> out{state_->v4.get()};
    if (state_->v6.valid()) out.push_back(state_->v6.get());
    return out;
}

}  // namespace vigie::net
