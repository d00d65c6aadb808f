// SPDX-License-Identifier: Apache-2.0
// Turns the scheduler's numbers into progress and checkpoint events, at an even pace. Pure in time.
#pragma once

#include "net/limiter.h"
#include "scan/scheduler.h"

namespace vigie::scan {

class Meter {
public:
    Meter(const Scheduler& scheduler, ScanEvents& events, net::TimePoint now);

    // Cheap: may be called at every turn of a loop.
    void tick(std::uint64_t packets_sent, net::TimePoint now);
    // The last word, whatever the time.
    void finish(std::uint64_t packets_sent, net::TimePoint now);

private:
    void report(std::uint64_t packets_sent, net::TimePoint now);

    const Scheduler& scheduler_;
    ScanEvents& events_;
    net::TimePoint last_;
    std::uint64_t last_packets_ = 0;
    std::uint64_t last_index_ = 0;
    double packets_per_second_ = 0;
    double probes_per_second_ = 0;
    bool measured_ = false;
};

}  // namespace vigie::scan
