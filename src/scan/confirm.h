// SPDX-License-Identifier: Apache-2.0
// The second contact: a port that answered a bare SYN is asked again with a connection of the kernel, watched for a
// moment and reset; not one byte is sent. Only then it is called open. What merely answers SYNs (a SYN proxy, a tarpit)
// is told apart by the window it offers and by what it does with the connection.
#pragma once

#include <deque>
#include <memory>
#include <unordered_map>

#include "net/connect_probe.h"
#include "scan/transports.h"

namespace vigie::scan {

class Confirmer {
public:
    static base::Result<std::unique_ptr<Confirmer>> open(const Run& run);

    // Takes over what the scheduler wants confirmed, hears answers, starts what the limiter grants.
    void work(net::TimePoint now, bool may_send);
    [[nodiscard]] bool idle() const {
        return waiting_.empty() && later_.empty() && under_way_.empty() && probes_->in_flight() == 0;
    }

private:
    struct Asked {
        Candidate candidate;
        unsigned tries = 0;
        net::TimePoint due{};
    };
    Confirmer(const Run& run, std::unique_ptr<net::ConnectProbes> probes) : run_(run), probes_(std::move(probes)) {}
    void hear(net::TimePoint now);
    bool start(Asked& asked, net::TimePoint now);
    void again_or_give_up(Asked asked, net::TimePoint now);

    Run run_;
    std::unique_ptr<net::ConnectProbes> probes_;
    std::deque<Asked> waiting_;
    std::deque<Asked> later_;  // by time
    std::unordered_map<std::uint64_t, Asked> under_way_;
    std::vector<net::ConnectAnswer> answers_;
};

}  // namespace vigie::scan
