// SPDX-License-Identifier: Apache-2.0
// The scan without the network: what to send next, when to try again, what an answer means, when the scan is over.
// Pure in time: the caller gives it, so that a test plays a whole scan against a simulated network in moments.
// The caller proves answers (cookies) before it reports them here.
#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <optional>
#include <utility>
#include <vector>

#include "net/limiter.h"
#include "scan/extra_probes.h"
#include "scan/host_lane.h"
#include "scan/host_table.h"
#include "scan/layout.h"
#include "scan/passes.h"
#include "scan/scan.h"

namespace vigie::scan {

struct Action {
    enum class Kind : std::uint8_t { syn, reset, udp, echo, timestamp, ack } kind = Kind::syn;
    std::uint32_t target = 0;
    model::IpAddress address;
    model::Port port = 0;
    std::uint16_t udp = 0;       // index into the plan's probes
    std::uint32_t sequence = 0;  // of a reset
};

// A port that answered a bare SYN and should be contacted for good.
struct Candidate {
    std::uint32_t target = 0;
    model::Port port = 0;
    bool looks_forged = false;  // no options or no window: a SYN proxy answered, perhaps for nobody
    bool is_likely = false;     // a priority port
};

class Scheduler {
public:
    // Asked before each packet: zero = granted and counted, else how long to wait before asking again.
    using Gate = std::function<net::Duration(const model::IpAddress& address)>;

    struct Next {
        std::optional<Action> action;
        net::Duration wait{0};  // when there is no action
        bool finished = false;
    };

    // targets and udp_probes have passed the scope; both transports of the caller (raw or connect) use one scheduler.
    Scheduler(const ScanPlan& plan, std::vector<model::IpAddress> targets, std::vector<bool> fragile,
              ScanEvents& events);

    Next next(net::TimePoint now, const Gate& gate);

    // Proven answers. `reset` is the sequence number with which a half-open connection must be ended.
    void on_syn_ack(std::uint32_t target, model::Port port, net::TimePoint now, std::uint32_t reset, bool looks_forged);
    // A connection of the kernel was made instead of a bare SYN: open, simulated or tarpit.
    void on_connected(std::uint32_t target, model::Port port, PortState state);
    // The second contact: what take_candidates() gave is this.
    void on_confirmation(std::uint32_t target, model::Port port, PortState state);
    [[nodiscard]] std::vector<Candidate> take_candidates() { return std::exchange(candidates_, {}); }
    void on_tcp_reset(std::uint32_t target, model::Port port);
    // kind: echo, timestamp or ack.
    void on_ping(std::uint32_t target, Probe::Kind kind);
    void on_icmp_refusal(std::uint32_t target, bool from_target);
    void on_udp_reply(std::uint32_t target, model::Port port, base::Bytes reply);
    void on_udp_closed(std::uint32_t target, model::Port port, bool from_target);

    [[nodiscard]] const HostTable& hosts() const { return hosts_; }
    [[nodiscard]] std::uint64_t total() const { return layout_.size(); }
    [[nodiscard]] std::uint64_t index() const { return window_.end(); }
    [[nodiscard]] std::uint64_t checkpoint() const { return window_.base(); }
    // Hosts that are asked alone, for a later resumption.
    [[nodiscard]] std::vector<SlowHost> slow_hosts() const;
    // Nothing can be sent there (no route): its probes are left out, and not called silent.
    void give_up(std::uint32_t target);
    [[nodiscard]] std::uint64_t answers() const { return answers_; }

private:
    struct Reset {
        Action action;
        net::TimePoint queued{};
    };
    enum class Phase { probing, measuring_loss, done };

    [[nodiscard]] unsigned tries_of(const Probe& probe) const;
    [[nodiscard]] net::Duration gap_before(std::size_t attempt, Probe::Kind kind) const;
    [[nodiscard]] Action action_of(const Probe& probe) const;
    [[nodiscard]] double share() const;
    std::optional<Action> next_reset(net::TimePoint now, const Gate& gate, net::Duration& wait);
    std::optional<Action> next_extra(net::TimePoint now, const Gate& gate, net::Duration& wait);
    std::optional<Action> next_of_lanes(net::TimePoint now, const Gate& gate, net::Duration& wait);
    std::optional<Action> next_of_lane(HostLane& lane, net::TimePoint now, const Gate& gate, net::Duration& wait);
    void enter_lane(std::uint32_t target, std::uint64_t round, double per_second);
    void slow_down(std::uint32_t target, bool is_silent);
    [[nodiscard]] bool is_left_to_lane(const Probe& probe, std::uint64_t index) const;
    HostLane* lane_of(std::uint32_t target);
    std::optional<Action> next_again(net::TimePoint now, const Gate& gate, net::Duration& wait);
    std::optional<Action> next_of_pass(std::size_t number, net::TimePoint now, const Gate& gate, net::Duration& wait);
    void judge(net::TimePoint now, net::Duration& wait);
    std::optional<Action> next_new(net::TimePoint now, const Gate& gate, net::Duration& wait);
    bool finish_answered(std::uint32_t target, std::uint64_t index);
    bool take_open(std::uint32_t target, model::Port port);
    void reset_later(std::uint32_t target, model::Port port, net::TimePoint now, std::uint32_t sequence);
    void report_silence(const Probe& probe);
    void note_first_silence(const Probe& probe);
    void note_health(std::uint32_t target, bool answers);
    void use_extra_results();
    void start_controls(std::uint32_t target);
    void start_measuring_loss();
    std::uint64_t mark_udp_answered(std::uint32_t target, model::Port port);

    const ScanPlan& plan_;
    ScanEvents& events_;
    std::vector<bool> fragile_;
    Layout layout_;
    HostTable hosts_;
    ProbeWindow window_;
    ExtraProbes extra_;
    std::vector<std::vector<std::uint16_t>> udp_by_port_;  // probes of each port; empty when there are none at all
    std::vector<Pass> passes_;                             // [n]: the try n + 1; the last one judges the silent
    net::TimePoint passes_due_{};                          // no later pass has anything to do before
    std::deque<Reset> resets_;
    std::vector<Candidate> candidates_;
    std::vector<bool> is_likely_;  // by port
    std::vector<HostLane> lanes_;
    std::vector<std::pair<std::uint32_t, bool>> to_slow_;  // target, is it silent
    net::TimePoint lanes_due_{};
    net::TimePoint begun_{};
    net::TimePoint now_{};
    std::uint64_t answers_ = 0;
    Phase phase_ = Phase::probing;
};

}  // namespace vigie::scan
