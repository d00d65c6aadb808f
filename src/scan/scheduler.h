// SPDX-License-Identifier: Apache-2.0
// The scan without the network: what to send next, when to try again, what an answer means, when the scan is over.
// Pure in time: the caller gives it, so that a test plays a whole scan against a simulated network in moments.
// The caller proves answers (cookies) before it reports them here.
#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <optional>
#include <vector>

#include "net/limiter.h"
#include "scan/extra_probes.h"
#include "scan/host_table.h"
#include "scan/layout.h"
#include "scan/probe_window.h"
#include "scan/scan.h"

namespace vigie::scan {

struct Action {
    enum class Kind : std::uint8_t { syn, reset, udp, echo } kind = Kind::syn;
    std::uint32_t target = 0;
    model::IpAddress address;
    model::Port port = 0;
    std::uint16_t udp = 0;       // index into the plan's probes
    std::uint32_t sequence = 0;  // of a reset
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
    Scheduler(const ScanPlan& plan, std::vector<model::IpAddress> targets, std::vector<bool> fragile, bool with_echo,
              ScanEvents& events);

    Next next(net::TimePoint now, const Gate& gate);

    // Proven answers. `reset` is the sequence number with which a half-open connection must be ended.
    void on_syn_ack(std::uint32_t target, model::Port port, net::TimePoint now, std::optional<std::uint32_t> reset);
    void on_tcp_reset(std::uint32_t target, model::Port port);
    void on_echo(std::uint32_t target);
    void on_icmp_refusal(std::uint32_t target, bool from_target);
    void on_udp_reply(std::uint32_t target, model::Port port, base::Bytes reply);
    void on_udp_closed(std::uint32_t target, model::Port port, bool from_target);

    [[nodiscard]] const HostTable& hosts() const { return hosts_; }
    [[nodiscard]] std::uint64_t total() const { return layout_.size(); }
    [[nodiscard]] std::uint64_t index() const { return window_.end(); }
    [[nodiscard]] std::uint64_t checkpoint() const { return window_.base(); }
    [[nodiscard]] std::uint64_t answers() const { return answers_; }

private:
    struct Waiting {
        std::uint64_t index = 0;
        net::TimePoint due{};
    };
    struct Reset {
        Action action;
        net::TimePoint queued{};
    };
    enum class Phase { probing, measuring_loss, done };

    [[nodiscard]] unsigned tries_of(Probe::Kind kind) const;
    [[nodiscard]] Action action_of(const Probe& probe) const;
    [[nodiscard]] double share() const;
    std::optional<Action> next_reset(net::TimePoint now, const Gate& gate, net::Duration& wait);
    std::optional<Action> next_extra(net::TimePoint now, const Gate& gate, net::Duration& wait);
    std::optional<Action> next_retry(net::TimePoint now, const Gate& gate, net::Duration& wait);
    std::optional<Action> next_new(net::TimePoint now, const Gate& gate, net::Duration& wait);
    void file(std::uint64_t index, Probe::Kind kind, unsigned sent, net::TimePoint now);
    void finish_due(net::TimePoint now);
    void finish(std::uint64_t index);
    void report_silence(const Probe& probe);
    void use_extra_results();
    void start_controls(std::uint32_t target);
    void start_measuring_loss();
    std::uint64_t mark_udp_answered(std::uint32_t target, model::Port port);

    const ScanPlan& plan_;
    ScanEvents& events_;
    Layout layout_;
    HostTable hosts_;
    ProbeWindow window_;
    ExtraProbes extra_;
    std::vector<std::vector<std::uint16_t>> udp_by_port_;  // probes of each port; empty when there are none at all
    std::vector<std::deque<Waiting>> retries_;             // [n]: sent n + 1 times and due again, by time
    std::deque<Waiting> ending_;                           // had all their tries, by time
    std::deque<Reset> resets_;
    std::uint64_t answers_ = 0;
    Phase phase_ = Phase::probing;
};

}  // namespace vigie::scan
