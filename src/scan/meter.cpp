// SPDX-License-Identifier: Apache-2.0
#include "scan/meter.h"

#include <algorithm>

namespace vigie::scan {
namespace {

constexpr std::chrono::seconds kPace{1};
// Weight of the newest second in the averages.
constexpr double kNewest = 0.2;

}  // namespace

Meter::Meter(const Scheduler& scheduler, ScanEvents& events, net::TimePoint now)
    : scheduler_(scheduler), events_(events), last_(now), last_index_(scheduler.index()) {}

void Meter::tick(std::uint64_t packets_sent, net::TimePoint now) {
    if (now - last_ >= kPace) report(packets_sent, now);
}

void Meter::finish(std::uint64_t packets_sent, net::TimePoint now) {
    report(packets_sent, now);
}

void Meter::report(std::uint64_t packets_sent, net::TimePoint now) {
    const double seconds = std::max(1e-3, std::chrono::duration<double>(now - last_).count());
    const double packets = static_cast<double>(packets_sent - last_packets_) / seconds;
    const double probes = static_cast<double>(scheduler_.index() - last_index_) / seconds;
    packets_per_second_ = measured_ ? packets_per_second_ * (1 - kNewest) + packets * kNewest : packets;
    probes_per_second_ = measured_ ? probes_per_second_ * (1 - kNewest) + probes * kNewest : probes;
    measured_ = true;
    last_ = now;
    last_packets_ = packets_sent;
    last_index_ = scheduler_.index();

    ScanProgress progress;
    progress.packets_sent = packets_sent;
    progress.answers = scheduler_.answers();
    progress.open_ports = scheduler_.hosts().open_ports();
    progress.hosts_alive = scheduler_.hosts().alive();
    progress.index = scheduler_.index();
    progress.total = scheduler_.total();
    progress.packets_per_second = packets_per_second_;
    const std::uint64_t left = progress.total - progress.index;
    if (left == 0)
        progress.seconds_left = 0;
    else if (probes_per_second_ > 0)
        progress.seconds_left = static_cast<std::uint64_t>(static_cast<double>(left) / probes_per_second_) + 1;
    events_.on_progress(progress);
    events_.on_checkpoint(scheduler_.checkpoint(), scheduler_.slow_hosts());
}

}  // namespace vigie::scan
