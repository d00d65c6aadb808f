// SPDX-License-Identifier: Apache-2.0
// A vulnerability base in memory, for tests only.
#pragma once

#include <algorithm>

#include "model/vulnerability.h"

namespace vigie::correlate {

class FakeBase final : public model::VulnerabilityBase {
public:
    std::vector<model::Cve> cves;
    std::vector<model::DistroStatus> statuses;
    std::vector<model::DistroVersion> versions;
    std::vector<model::ReleaseLife> lives;
    std::vector<model::KnownExploited> exploited;
    std::vector<model::FeedState> states;
    std::vector<model::Bulletin> letters;
    bool damaged = false;  // every question fails

    [[nodiscard]] base::Result<std::vector<model::Cve>> cves_for(const std::string& vendor,
                                                                 const std::string& product) const override {
        if (damaged) return base::fail(base::Errc::io, "reading the vulnerability base: damaged");
        std::vector<model::Cve> out;
        for (const model::Cve& cve : cves)
            if (names(cve, vendor, product)) out.push_back(cve);
        return out;
    }
    [[nodiscard]] base::Result<std::optional<model::Cve>> cve(const std::string& id) const override {
        for (const model::Cve& one : cves)
            if (one.id == id) return std::optional(one);
        return std::optional<model::Cve>();
    }
    [[nodiscard]] base::Result<std::vector<model::DistroStatus>> distro_status(
        const std::string& source, const std::string& release) const override {
        std::vector<model::DistroStatus> out;
        for (const auto& status : statuses)
            if (status.source_package == source && status.release == release) out.push_back(status);
        return out;
    }
    [[nodiscard]] base::Result<std::vector<model::DistroVersion>> distro_versions(
        const std::string& source) const override {
        std::vector<model::DistroVersion> out;
        for (const auto& version : versions)
            if (version.source_package == source) out.push_back(version);
        return out;
    }
    [[nodiscard]] base::Result<std::vector<model::ReleaseLife>> releases(const std::string& product) const override {
        std::vector<model::ReleaseLife> out;
        for (const auto& life : lives)
            if (life.product == product) out.push_back(life);
        return out;
    }
    [[nodiscard]] base::Result<std::optional<model::KnownExploited>> known_exploited(
        const std::string& id) const override {
        for (const auto& one : exploited)
            if (one.cve == id) return std::optional(one);
        return std::optional<model::KnownExploited>();
    }
    [[nodiscard]] base::Result<std::optional<model::ExploitProbability>> exploit_probability(
        const std::string&) const override {
        return std::optional<model::ExploitProbability>();
    }
    [[nodiscard]] base::Result<std::vector<model::Bulletin>> bulletins(const std::string& id) const override {
        std::vector<model::Bulletin> out;
        for (const auto& one : letters)
            if (std::find(one.cves.begin(), one.cves.end(), id) != one.cves.end()) out.push_back(one);
        return out;
    }
    [[nodiscard]] base::Result<std::vector<model::FeedState>> feeds() const override {
        if (damaged) return base::fail(base::Errc::io, "reading the vulnerability base: damaged");
        return states;
    }

private:
    static bool names(const model::Cve& cve, const std::string& vendor, const std::string& product) {
        for (const auto& configuration : cve.configurations)
            for (const auto& group : configuration.groups)
                for (const auto& criterion : group.criteria)
                    if (criterion.vulnerable && criterion.vendor == vendor && criterion.product == product) return true;
        return false;
    }
};

}  // namespace vigie::correlate
