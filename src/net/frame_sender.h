// SPDX-License-Identifier: Apache-2.0
// FrameSender: whole Ethernet frames, many per system call. A full batch leaves on a second thread, so that the next
// one can be made (or sent) meanwhile: handing a frame to the kernel costs more than everything else that a scan does.
// A batch that the second thread has not begun is taken back; one that it works on is waited for when it takes longer
// than kLongestUnderWay, so that the rate caps stay exact. It must never decide what may be sent: only frames for
// addresses that the Scope allows are added.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <span>
#include <string>

#include <sys/socket.h>

#include "net/hops.h"
#include "net/packet.h"
#include "net/raw_address.h"

namespace vigie::net {

// What became of messages given to the kernel.
struct SendReport {
    std::uint64_t sent = 0;
    std::uint64_t failed = 0;   // the kernel would not take them; they are given up
    std::string first_failure;  // words for the first of `failed`
    std::string trouble;        // why the rest waits; "" when nothing does

    void add(const SendReport& other);
};

// Hands messages to a socket in order; returns how many are dealt with. Fewer than given: see report.trouble.
std::size_t send_messages(int descriptor, std::span<mmsghdr> messages, SendReport& report);

class FrameSender {
public:
    static constexpr std::size_t kBatch = 64;
    static constexpr std::chrono::milliseconds kLongestUnderWay{1};

    explicit FrameSender(Descriptor socket);
    ~FrameSender();
    FrameSender(const FrameSender&) = delete;
    FrameSender& operator=(const FrameSender&) = delete;

    [[nodiscard]] bool is_full() const;
    // Copies the packet into a frame for a hop whose hardware address is known. Not when is_full().
    void add(const Hops::Hop& hop, const OutPacket& packet);
    // What was added leaves: at once, or with the second thread. report gets what is known by now.
    void hand_over(SendReport& report);
    // Offers again what the interface did not take. False: it still does not, report.trouble says why.
    bool settle(SendReport& report);
    // As settle(), after the second thread is done.
    bool finish(SendReport& report);
    // How many frames the interface did not take.
    [[nodiscard]] std::size_t unsent() const;

private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace vigie::net
