// SPDX-License-Identifier: Apache-2.0
#include "net/frame_sender.h"

#include <array>
#include <condition_variable>
#include <cstring>
#include <ctime>
#include <deque>
#include <mutex>
#include <system_error>
#include <thread>
#include <vector>

#include <arpa/inet.h>
#include <linux/if_packet.h>
#include <net/ethernet.h>

#include "base/system.h"

namespace vigie::net {
namespace {

using Clock = std::chrono::steady_clock;

constexpr unsigned kSendWaits = 20;  // times kSendWait: how long a full queue is waited for
constexpr timespec kSendWait{0, 500'000};

}  // namespace

void SendReport::add(const SendReport& other) {
    sent += other.sent;
    failed += other.failed;
    if (first_failure.empty()) first_failure = other.first_failure;
    if (trouble.empty()) trouble = other.trouble;
}

std::size_t send_messages(int descriptor, std::span<mmsghdr> messages, SendReport& report) {
    unsigned waits = 0;
    std::size_t done = 0;
    while (done < messages.size()) {
        const std::span<mmsghdr> rest = messages.subspan(done);
        const int sent = sendmmsg(descriptor, rest.data(), static_cast<unsigned>(rest.size()), 0);
        if (sent > 0) {
            report.sent += static_cast<std::uint64_t>(sent);
            done += static_cast<std::size_t>(sent);
            continue;
        }
        const int reason = errno;
        if (reason == EINTR) continue;
        const bool is_full = reason == EAGAIN || reason == ENOBUFS || reason == ENOMEM;
        if (is_full && waits < kSendWaits) {
            ++waits;
            (void)nanosleep(&kSendWait, nullptr);
            continue;
        }
        if (is_full || reason == ENETDOWN || reason == ENETUNREACH || reason == ENXIO || reason == ENODEV) {
            report.trouble = base::system_words("sending a packet", reason);
            return done;
        }
        // The first message is at fault: count it and go on with the others.
        ++report.failed;
        if (report.first_failure.empty()) report.first_failure = base::system_words("sending a packet", reason);
        ++done;
    }
    return done;
}

struct FrameSender::State {
    struct Batch {
        std::array<std::array<std::uint8_t, sizeof(OutPacket::bytes)>, kBatch> frames{};
        std::array<iovec, kBatch> parts{};
        std::array<sockaddr_ll, kBatch> links{};
        std::array<mmsghdr, kBatch> messages{};
        std::size_t count = 0;
        std::size_t done = 0;
        Clock::time_point handed{};

        void send(int descriptor, SendReport& report) {
            done += send_messages(descriptor, std::span(messages).subspan(done, count - done), report);
        }
        [[nodiscard]] bool is_done() const { return done == count; }
    };
    using Owned = std::unique_ptr<Batch>;

    Descriptor socket;
    Owned filling = std::make_unique<Batch>();
    // The caller's thread alone has the next three.
    std::deque<Owned> unsent;  // what the interface did not take
    std::vector<Owned> spare;
    bool alone = std::thread::hardware_concurrency() < 2;  // there is no second thread

    std::mutex mutex;
    std::condition_variable changed;
    Owned waiting;  // for the second thread
    std::vector<Owned> returned;
    SendReport news;  // of what the second thread sent
    bool busy = false;
    Clock::time_point busy_since{};
    bool ending = false;
    std::thread thread;

    void work();
    bool give_away();
    void keep(Owned batch);
    void collect(SendReport& report);
    void send_here(Owned batch, SendReport& report);
    bool send_unsent(SendReport& report);
};

// The second thread: one batch at a time.
void FrameSender::State::work() {
    std::unique_lock lock(mutex);
    while (true) {
        changed.wait(lock, [&] { return ending || waiting; });
        if (ending) return;
        Owned batch = std::move(waiting);
        busy = true;
        busy_since = Clock::now();
        lock.unlock();
        SendReport report;
        batch->send(socket.get(), report);
        lock.lock();
        news.add(report);
        returned.push_back(std::move(batch));
        busy = false;
        changed.notify_all();
    }
}

// True when the second thread has taken what was filled.
bool FrameSender::State::give_away() {
    if (alone) return false;
    if (!thread.joinable()) {
        try {
            thread = std::thread([this] { work(); });
        } catch (const std::system_error&) {
            alone = true;  // no thread may be had: the caller's does all
            return false;
        }
    }
    const std::lock_guard lock(mutex);
    if (waiting || busy || !unsent.empty()) return false;
    filling->handed = Clock::now();
    waiting = std::move(filling);
    changed.notify_all();
    return true;
}

void FrameSender::State::keep(Owned batch) {
    if (!batch->is_done()) {
        unsent.push_back(std::move(batch));
        return;
    }
    batch->count = batch->done = 0;
    spare.push_back(std::move(batch));
}

// Takes the news of the second thread; takes back what it has not begun; waits for it when it is late.
void FrameSender::State::collect(SendReport& report) {
    Owned late;
    std::vector<Owned> back;
    {
        std::unique_lock lock(mutex);
        const auto now = Clock::now();
        if (waiting && now - waiting->handed > kLongestUnderWay) late = std::move(waiting);
        if (busy && now - busy_since > kLongestUnderWay) changed.wait(lock, [&] { return !busy; });
        back.swap(returned);
        report.add(news);
        news = SendReport();
    }
    for (Owned& batch : back) keep(std::move(batch));
    if (late) send_here(std::move(late), report);
}

void FrameSender::State::send_here(Owned batch, SendReport& report) {
    if (unsent.empty()) batch->send(socket.get(), report);
    keep(std::move(batch));
}

bool FrameSender::State::send_unsent(SendReport& report) {
    report.trouble.clear();
    while (!unsent.empty()) {
        unsent.front()->send(socket.get(), report);
        if (!unsent.front()->is_done()) return false;
        Owned batch = std::move(unsent.front());
        unsent.pop_front();
        keep(std::move(batch));
    }
    return true;
}

FrameSender::FrameSender(Descriptor socket) : state_(std::make_unique<State>()) {
    state_->socket = std::move(socket);
}

FrameSender::~FrameSender() {
    if (!state_->thread.joinable()) return;
    {
        const std::lock_guard lock(state_->mutex);
        state_->ending = true;
        state_->changed.notify_all();
    }
    state_->thread.join();
}

bool FrameSender::is_full() const {
    return state_->filling->count == kBatch;
}

void FrameSender::add(const Hops::Hop& hop, const OutPacket& packet) {
    State::Batch& batch = *state_->filling;
    const std::size_t place = batch.count++;
    auto& frame = batch.frames[place];
    const std::uint16_t type = packet.destination.is_v4() ? ETHERTYPE_IP : ETHERTYPE_IPV6;
    std::memcpy(frame.data(), hop.next->data(), hop.next->size());
    std::memcpy(&frame[6], hop.ours.data(), hop.ours.size());
    frame[12] = static_cast<std::uint8_t>(type >> 8U);
    frame[13] = static_cast<std::uint8_t>(type);
    std::memcpy(&frame[kLinkRoom], packet.view().data(), packet.size);
    batch.parts[place] = {frame.data(), kLinkRoom + packet.size};
    sockaddr_ll& link = batch.links[place];
    link = {};
    link.sll_family = AF_PACKET;
    link.sll_protocol = htons(type);
    link.sll_ifindex = hop.route.interface;
    link.sll_halen = static_cast<std::uint8_t>(hop.next->size());
    msghdr& message = batch.messages[place].msg_hdr;
    message = {};
    message.msg_name = &link;
    message.msg_namelen = sizeof link;
    message.msg_iov = &batch.parts[place];
    message.msg_iovlen = 1;
}

void FrameSender::hand_over(SendReport& report) {
    if (state_->filling->count == 0) return;
    state_->collect(report);
    if (!is_full() || !state_->give_away()) state_->send_here(std::move(state_->filling), report);
    if (state_->filling) return;
    if (state_->spare.empty()) {
        state_->filling = std::make_unique<State::Batch>();
        return;
    }
    state_->filling = std::move(state_->spare.back());
    state_->spare.pop_back();
}

bool FrameSender::settle(SendReport& report) {
    state_->collect(report);
    return state_->send_unsent(report);
}

bool FrameSender::finish(SendReport& report) {
    {
        std::unique_lock lock(state_->mutex);
        state_->changed.wait(lock, [&] { return !state_->busy && !state_->waiting; });
    }
    return settle(report);
}

std::size_t FrameSender::unsent() const {
    std::size_t frames = 0;
    for (const State::Owned& batch : state_->unsent) frames += batch->count - batch->done;
    return frames;
}

}  // namespace vigie::net
