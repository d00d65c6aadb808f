// SPDX-License-Identifier: Apache-2.0
// What is known of each target while the scan runs: counts, open ports, and whether the host still answers. Pure: it
// decides from what it is told, the scheduler asks the network.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <vector>

#include "model/address.h"
#include "scan/port_set.h"
#include "scan/scan.h"

namespace vigie::scan {

inline constexpr unsigned kControlPorts = 8;  // random high ports, to find hosts that answer on every port
inline constexpr unsigned kLossProbes = 20;   // known open ports asked again at the end
inline constexpr unsigned kConfirmPorts = 4;  // ports that answered lately, asked when a host falls silent

class HostTable {
public:
    struct Host {
        model::IpAddress address;
        HostSummary summary;
        PortSet open;
        PortSet udp_open;
        std::array<model::Port, kConfirmPorts> recent{};  // TCP ports that answered, newest overwrites oldest
        std::uint32_t recent_count = 0;
        // Since the last change of mind about this host:
        std::uint32_t answered = 0;
        std::uint32_t silent = 0;
        std::uint32_t silent_streak = 0;
        double last_answer_at = 0;       // share of the scan
        std::uint32_t at_first_try = 0;  // answers to probes of the plan
        std::uint32_t at_later_tries = 0;
        bool being_confirmed = false;
        bool controlled = false;
        std::uint32_t resets_queued = 0;
        // Where the host last answered as it should, and what had been counted until then.
        std::uint64_t good_round = 0;
        std::uint32_t closed_when_good = 0;
        std::uint32_t filtered_when_good = 0;
        std::uint32_t good_streak = 0;  // answers at the first try, of rounds in a row
        std::uint64_t last_round = 0;   // of the last answer
        bool in_lane = false;
    };

    HostTable(std::vector<model::IpAddress> targets, ScanEvents& events);

    [[nodiscard]] std::optional<std::uint32_t> find(const model::IpAddress& address) const;
    [[nodiscard]] Host& at(std::uint32_t target) { return hosts_[target]; }
    [[nodiscard]] const Host& at(std::uint32_t target) const { return hosts_[target]; }
    [[nodiscard]] std::size_t size() const { return hosts_.size(); }

    void mark_alive(std::uint32_t target);
    // A port answered, at this share of the scan.
    void note_answer(std::uint32_t target, model::Port port, double share);
    // A port stayed silent. True when the host has become suspiciously silent and should be asked again on its
    // `recent` ports; the result comes back through note_confirmation().
    bool note_silence(std::uint32_t target);
    // The answer to that; what went before is no longer held against the host.
    void note_confirmation(std::uint32_t target);
    void note_stopped(std::uint32_t target);

    // A probe of the plan was answered; how many needed more than one try tells how much gets lost.
    void note_try(std::uint32_t target, bool first, std::uint64_t round);
    // Much more gets lost than chance explains: this host takes no more of so many questions.
    [[nodiscard]] bool is_overwhelmed(std::uint32_t target) const;
    // How many tries it takes until a port is missed in one of some hundred thousand cases only; 1 when nothing is
    // lost.
    [[nodiscard]] unsigned tries_against_loss(std::uint32_t target) const;
    // Share of single questions that get no answer although there is one; 0 when too little is known.
    [[nodiscard]] double loss_of(std::uint32_t target) const;

    [[nodiscard]] std::uint64_t open_ports() const { return open_ports_; }
    [[nodiscard]] std::uint64_t alive() const { return alive_; }
    void count_open() { ++open_ports_; }
    [[nodiscard]] std::map<model::IpAddress, HostSummary> summaries() const;

private:
    std::vector<Host> hosts_;
    // Where the host with this address is, or where it would have to be. Positions alone, at most half full: a map with
    // addresses of its own would want as much memory as what is known of the hosts.
    [[nodiscard]] std::size_t slot_of(const model::IpAddress& address) const;
    std::vector<std::uint32_t> slots_;
    ScanEvents& events_;
    std::uint64_t open_ports_ = 0;
    std::uint64_t alive_ = 0;
    std::uint64_t at_first_try_ = 0;
    std::uint64_t at_later_tries_ = 0;
};

}  // namespace vigie::scan
