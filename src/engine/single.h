// SPDX-License-Identifier: Apache-2.0
// Parts of an audit on their own, without a folder: the scan alone, one service alone, one finding again. The same
// checks of the perimeter and the same unprivileged network process as in a whole audit.
#pragma once

#include <atomic>
#include <string>
#include <vector>

#include "base/result.h"
#include "engine/observer.h"
#include "model/audit.h"

namespace vigie::engine {

struct ScanRequest {
    std::string perimeter_file;
    std::string ports;  // "" = all TCP ports
    bool udp = false;
    std::string rate;       // packets per second, "max", or "" = the prudent profile
    std::string shard;      // "2/3": the second of three machines that share this scan and its caps; "" = alone
    std::string interface;  // "" = as the routes say
    std::string journal;    // file that keeps what an interrupted scan has found; "" = none
    bool resume = false;    // continue what the journal holds
    std::string lang = "fr";
};
struct OpenPort {
    model::Endpoint endpoint;
    std::string state;
};
// Errors: input (nothing was sent), cancelled, io, internal.
// The UDP ports that are known to answer something and are asked by --udp.
std::vector<model::Port> known_udp_ports();
base::Result<std::vector<OpenPort>> run_scan_alone(const ScanRequest& request, Observer& observer,
                                                   const std::atomic<bool>& stop);

// Identifies and reviews one service of the perimeter. No service in the answer: nothing answers there.
// Errors: input (outside the perimeter: nothing was sent), cancelled, io, internal.
struct ServiceReview {
    std::vector<model::Service> services;
    std::vector<model::Evidence> evidence;
};
base::Result<ServiceReview> inspect_service(const std::string& perimeter_file, const std::string& service,
                                            const std::string& profile, const std::string& lang, Observer& observer,
                                            const std::atomic<bool>& stop);

enum class RetestAnswer { present, fixed, not_tested };
struct Retest {
    RetestAnswer answer = RetestAnswer::not_tested;
    model::Finding finding;  // as it is now, or as it was
    std::string why;         // when it was not tested
    base::Instant at{};
    std::vector<model::Evidence> evidence;  // of the test
};
// Runs again the check behind one finding of an earlier audit, within its perimeter and authorisation.
base::Result<Retest> retest(const std::string& audit, const std::string& finding_id, const std::string& lang,
                            Observer& observer, const std::atomic<bool>& stop);
// The page that says so, for people. Errors: input, internal.
base::Result<std::string> retest_page(const std::string& audit, const std::string& finding_id, const Retest& result,
                                      const std::string& lang);

}  // namespace vigie::engine
