// SPDX-License-Identifier: Apache-2.0
// Who wants to know how an audit is going: the terminal, a program reading events, a test.
#pragma once

#include <cstdint>
#include <string>

namespace vigie::engine {

struct Progress {
    std::string stage;  // discover, scan, identify, correlate, assess, report
    std::uint64_t done = 0;
    std::uint64_t total = 0;  // 0 = unknown
    std::uint64_t answers = 0;
    std::uint64_t open_ports = 0;
    std::uint64_t hosts_alive = 0;
    std::uint64_t packets_per_second = 0;
    std::int64_t seconds_left = -1;  // -1 = unknown
};

class Observer {
public:
    virtual ~Observer() = default;
    virtual void on_progress(const Progress& progress) = 0;
    // One line worth telling as soon as it is known: a service named, a warning.
    virtual void on_event(const std::string& line) = 0;
};

}  // namespace vigie::engine
