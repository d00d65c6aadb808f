// SPDX-License-Identifier: Apache-2.0
// What the tests of judging share: our own tables, services as an audit would find them, records as a feed would give
// them. For tests only.
#pragma once

#include <fstream>
#include <sstream>
#include <stdexcept>
#include <string>
#include <vector>

#include "correlate/correlate.h"
#include "correlate/fake_base.h"

namespace vigie::correlate {

inline constexpr base::Date kToday = std::chrono::year{2026} / 11 / 21;

inline std::string read_data(const std::string& name) {
    std::ifstream in(std::string(VIGIE_SOURCE_DIR) + "/data/" + name);
    std::ostringstream out;
    out << in.rdbuf();
    return out.str();
}

inline const Knowledge& knowledge() {
    static const Knowledge kKnowledge = [] {
        auto parsed = parse_knowledge(read_data("cpe/products.toml"), read_data("lifecycle/products.toml"));
        if (!parsed) throw std::runtime_error(parsed.error().what);
        return *parsed;
    }();
    return kKnowledge;
}

inline model::Service service(const std::string& product, const std::string& version, model::Port port = 443) {
    model::Service out;
    out.endpoint = {*model::IpAddress::parse("192.0.2.1"), port, model::Transport::tcp};
    out.product = product;
    out.version = version;
    out.qod = 95;
    out.evidence = "e-1";
    return out;
}

inline model::Service ssh(const std::string& version, const std::string& comments) {
    model::Service out = service("OpenSSH", version, 22);
    out.protocol = "ssh";
    out.facts.set("ssh.comments", comments);
    return out;
}

inline model::Cve cve(const std::string& id, double score, const model::CpeCriterion& criterion,
                      const std::string& source = "nvd") {
    model::Cve out;
    out.id = id;
    out.description = "A flaw.";
    out.scores.push_back({"3.1", "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H", score, "nvd@nist.gov"});
    out.configurations.push_back({source, false, {{false, false, {criterion}}}});
    return out;
}

inline model::CpeCriterion range(const std::string& vendor, const std::string& product, const std::string& start,
                                 const std::string& end) {
    model::CpeCriterion out;
    out.vendor = vendor;
    out.product = product;
    out.start = start;
    out.end = end;
    return out;
}

inline Correlation run(const std::vector<model::Service>& services, const FakeBase& base,
                       const std::string& lang = "fr") {
    return correlate(services, knowledge(), {.base = &base, .today = kToday, .lang = lang});
}

inline const model::Finding* find(const Correlation& correlation, const std::string& rule,
                                  const std::string& cve_id = "") {
    for (const auto& finding : correlation.findings)
        if (finding.rule == rule && finding.cve == cve_id) return &finding;
    return nullptr;
}

}  // namespace vigie::correlate
