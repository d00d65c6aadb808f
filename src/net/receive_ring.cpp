// SPDX-License-Identifier: Apache-2.0
#include "net/receive_ring.h"

#include <algorithm>
#include <atomic>
#include <cerrno>

#include <arpa/inet.h>
#include <linux/if_packet.h>
#include <net/ethernet.h>
#include <sys/mman.h>
#include <sys/socket.h>

#include "base/system.h"
#include "net/raw_address.h"
#include "net/raw_filter.h"

namespace vigie::net {
namespace {

using base::Errc;
using base::fail;
using base::Result;

constexpr unsigned kFrame = 256;  // the kernel's header and kSnapLength bytes of the packet
constexpr unsigned kBlock = 1U << 18U;
constexpr unsigned kBlocks = 64;  // 16 MiB: 65,536 answers
constexpr unsigned kFewestBlocks = 4;
constexpr std::size_t kFramesPerBlock = kBlock / kFrame;

}  // namespace

struct ReceiveRing::State {
    Descriptor socket;
    std::span<std::uint8_t> memory;
    std::size_t frames = 0;
    std::size_t next = 0;
    std::uint64_t dropped = 0;

    ~State() {
        if (!memory.empty()) (void)munmap(memory.data(), memory.size());
    }
    State() = default;
    State(const State&) = delete;
    State& operator=(const State&) = delete;

    [[nodiscard]] tpacket2_hdr& header() const {
        return *reinterpret_cast<tpacket2_hdr*>(memory.subspan(next * kFrame, kFrame).data());
    }
};

Result<std::unique_ptr<ReceiveRing>> ReceiveRing::open(bool v6, model::Port our_port, int interface) {
    auto state = std::make_unique<State>();
    // Protocol 0: nothing is heard until start() binds it.
    state->socket = Descriptor(socket(AF_PACKET, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
    if (!state->socket.valid()) {
        if (errno == EPERM || errno == EACCES)
            return fail(Errc::io,
                        "opening a packet socket: CAP_NET_RAW is missing (run as root, or setcap cap_net_raw+ep)");
        return base::fail_system("opening a packet socket");
    }
    if (auto done = attach_answer_filter(state->socket.get(), v6, our_port); !done) return tl::unexpected(done.error());
    sockaddr_ll local{};
    local.sll_family = AF_PACKET;
    local.sll_protocol = htons(v6 ? ETH_P_IPV6 : ETH_P_IP);
    local.sll_ifindex = interface;
    if (bind(state->socket.get(), reinterpret_cast<const sockaddr*>(&local), sizeof local) != 0)
        return base::fail_system("binding a packet socket");
    return std::unique_ptr<ReceiveRing>(new ReceiveRing(std::move(state)));
}

ReceiveRing::ReceiveRing(std::unique_ptr<State> state) : state_(std::move(state)) {}
ReceiveRing::~ReceiveRing() = default;

Result<void> ReceiveRing::start() {
    if (!state_->memory.empty()) return {};
    const int version = TPACKET_V2;
    if (setsockopt(state_->socket.get(), SOL_PACKET, PACKET_VERSION, &version, sizeof version) != 0)
        return base::fail_system("asking for a receive ring");
    // A system short of memory gives a smaller one.
    for (unsigned blocks = kBlocks; state_->memory.empty(); blocks /= 2) {
        if (blocks < kFewestBlocks) return base::fail_system("asking for a receive ring");
        tpacket_req wanted{};
        wanted.tp_block_size = kBlock;
        wanted.tp_frame_size = kFrame;
        wanted.tp_block_nr = blocks;
        wanted.tp_frame_nr = static_cast<unsigned>(kFramesPerBlock) * blocks;
        if (setsockopt(state_->socket.get(), SOL_PACKET, PACKET_RX_RING, &wanted, sizeof wanted) != 0) continue;
        const std::size_t size = std::size_t{kBlock} * blocks;
        void* const memory = mmap(nullptr, size, PROT_READ | PROT_WRITE, MAP_SHARED, state_->socket.get(), 0);
        if (memory == MAP_FAILED) return base::fail_system("mapping the receive ring");
        state_->memory = {static_cast<std::uint8_t*>(memory), size};
        state_->frames = wanted.tp_frame_nr;
    }
    return {};
}

base::Bytes ReceiveRing::front() const {
    if (state_->memory.empty()) return {};
    tpacket2_hdr& header = state_->header();
    const std::uint32_t status = std::atomic_ref(header.tp_status).load(std::memory_order_acquire);
    if ((status & TP_STATUS_USER) == 0) return {};
    const auto frame = std::span(state_->memory).subspan(state_->next * kFrame, kFrame);
    const std::size_t begin = std::min<std::size_t>(header.tp_net, kFrame);
    return frame.subspan(begin, std::min<std::size_t>(header.tp_snaplen, kFrame - begin));
}

void ReceiveRing::pop() {
    std::atomic_ref(state_->header().tp_status).store(TP_STATUS_KERNEL, std::memory_order_release);
    state_->next = state_->next + 1 == state_->frames ? 0 : state_->next + 1;
}

int ReceiveRing::descriptor() const {
    return state_->socket.get();
}

std::uint64_t ReceiveRing::dropped() {
    tpacket_stats statistics{};
    socklen_t size = sizeof statistics;
    // The kernel forgets them when it has told them.
    if (getsockopt(state_->socket.get(), SOL_PACKET, PACKET_STATISTICS, &statistics, &size) == 0)
        state_->dropped += statistics.tp_drops;
    return state_->dropped;
}

}  // namespace vigie::net
