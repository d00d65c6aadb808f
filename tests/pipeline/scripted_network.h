// SPDX-License-Identifier: Apache-2.0
// A scripted network for whole audits: conversations come from a FakeDialer, port states from a list, and time jumps.
// The scan is the real scheduler. Never linked into the program.
#pragma once

#include <map>
#include <set>

#include "engine/network.h"
#include "net/fake_dialer.h"
#include "scan/scheduler.h"

namespace vigie::pipeline {

class ScriptedNetwork final : public engine::Network {
public:
    // A TCP service: the port answers the scan, then each conversation as the responder says ("" = silence).
    void serve(const char* endpoint, std::function<std::string(const std::string& sent)> responder);
    // Every port of this address accepts and says nothing.
    void accept_everything(const char* address);
    // A UDP service: whatever reaches this port gets this datagram.
    void answer_udp(const char* endpoint, std::string datagram);
    // This address resets what it does not serve; without this it stays silent there.
    void reset_the_rest(const char* address);

    void converse(unsigned sessions_per_address, Work work) override;
    base::Result<scan::ScanOutcome> scan(const scan::ScanPlan& plan, scan::ScanEvents& events) override;
    [[nodiscard]] bool may_send_now() const override { return true; }
    [[nodiscard]] const base::Clock& clock() const override { return clock_; }

    net::FakeDialer dialer;
    // Of the virtual clock: what the scans took.
    [[nodiscard]] std::chrono::nanoseconds scanned_for() const { return scanned_for_; }
    [[nodiscard]] const std::set<model::IpAddress>& probed() const { return probed_; }

private:
    enum class Reply { silence, yes, no };
    [[nodiscard]] Reply reply_to(const scan::Action& action) const;
    void deliver(scan::Scheduler& scheduler, const scan::Action& action, net::TimePoint now) const;

    base::FixedClock clock_{*base::parse_instant("2026-11-21T12:00:00Z")};
    std::set<model::Endpoint> open_;
    std::set<model::IpAddress> everything_;
    std::set<model::IpAddress> resetting_;
    std::map<model::Endpoint, std::string> datagrams_;
    std::set<model::IpAddress> probed_;
    std::chrono::nanoseconds scanned_for_{0};
};

}  // namespace vigie::pipeline
