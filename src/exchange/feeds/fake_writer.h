// SPDX-License-Identifier: Apache-2.0
// A vulnerability base in memory that remembers what was put, for tests only.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "model/vulnerability.h"

namespace vigie::exchange {

// Remembers what an import did; what was not finished is forgotten, as the real one does.
class FakeWriter final : public model::VulnerabilityWriter {
public:
    std::vector<std::pair<std::string, model::Cve>> cves;
    std::vector<model::KnownExploited> exploited;
    std::vector<model::DistroStatus> statuses;
    std::vector<model::DistroVersion> versions;
    std::vector<model::ReleaseLife> lives;
    std::vector<model::ExploitProbability> probabilities;
    std::vector<model::Bulletin> bulletins;
    std::vector<model::BannerPattern> patterns;
    std::map<std::string, std::string> notes;
    std::vector<std::string> aliases;
    std::vector<model::FeedState> feeds;
    int abandoned = 0;
    int published = 0;

    base::Result<void> begin() override { return {}; }
    base::Result<void> clear_known_exploited() override { return {}; }
    base::Result<void> clear_distro(const std::string&) override { return {}; }
    base::Result<void> clear_banner_patterns() override { return {}; }
    base::Result<void> clear_releases() override { return {}; }
    base::Result<void> clear_exploit_probabilities() override { return {}; }
    base::Result<void> put(const std::string& origin, const model::Cve& cve) override {
        return keep(cves, std::pair(origin, cve));
    }
    base::Result<void> put(const model::KnownExploited& record) override { return keep(exploited, record); }
    base::Result<void> put(const std::string&, const std::string&, const std::vector<model::DistroStatus>& records,
                           bool) override {
        statuses.insert(statuses.end(), records.begin(), records.end());
        return {};
    }
    base::Result<void> put(const model::Bulletin& record) override { return keep(bulletins, record); }
    base::Result<void> put(const model::BannerPattern& record) override { return keep(patterns, record); }
    base::Result<std::int64_t> count(const std::string&) override { return static_cast<std::int64_t>(cves.size()); }
    base::Result<void> remember(const std::string& name, const std::string& value) override {
        notes[name] = value;
        return {};
    }
    base::Result<std::string> recall(const std::string& name) override { return notes[name]; }
    base::Result<void> forget_feeds(const std::string&) override { return {}; }
    base::Result<void> publish() override {
        ++published;
        return {};
    }
    base::Result<void> put(const model::DistroVersion& record) override { return keep(versions, record); }
    base::Result<void> put(const model::ReleaseLife& record) override { return keep(lives, record); }
    base::Result<void> put(const model::ExploitProbability& record) override { return keep(probabilities, record); }
    base::Result<void> put_release_alias(const std::string& cpe, const std::string& product) override {
        return keep(aliases, cpe + "=" + product);
    }
    base::Result<void> finish(const model::FeedState& feed) override { return keep(feeds, feed); }
    void abandon() noexcept override { ++abandoned; }

private:
    template <class T>
    base::Result<void> keep(std::vector<T>& list, T item) {
        list.push_back(std::move(item));
        return {};
    }
};

}  // namespace vigie::exchange
