// SPDX-License-Identifier: Apache-2.0
// What every feed input goes through, whether libFuzzer invented it or feed_replay read it.
#pragma once

#include <array>
#include <cstdio>
#include <cstdlib>
#include <string>

#include "base/bytes.h"
#include "exchange/feeds/parsers.h"

namespace vigie::fuzz {

inline void require_feed(bool promise, const char* what, const std::string& about) {
    if (promise) return;
    std::fprintf(stderr, "feeds: %s: %s\n", what, about.c_str());
    std::abort();
}

// A base that keeps nothing and checks what it is given.
class CheckingWriter final : public model::VulnerabilityWriter {
public:
    base::Result<void> begin() override { return {}; }
    base::Result<void> clear_known_exploited() override { return {}; }
    base::Result<void> clear_distro(const std::string&) override { return {}; }
    base::Result<void> clear_releases() override { return {}; }
    base::Result<void> clear_exploit_probabilities() override { return {}; }
    base::Result<void> clear_banner_patterns() override { return {}; }
    base::Result<void> put(const std::string& origin, const model::Cve& cve) override {
        require_feed(!origin.empty() && exchange::is_cve_id(cve.id), "a record without a CVE", cve.id);
        // A replaced byte may grow to three.
        require_feed(cve.description.size() <= exchange::kDescriptionLimit, "a description without end", cve.id);
        require_feed(cve.scores.size() <= 64, "scores without end", cve.id);
        return {};
    }
    base::Result<void> put(const model::KnownExploited& record) override {
        require_feed(exchange::is_cve_id(record.cve), "an exploited nothing", record.cve);
        return {};
    }
    base::Result<void> put(const std::string& source, const std::string& cve,
                           const std::vector<model::DistroStatus>& statuses, bool) override {
        require_feed(!source.empty() && exchange::is_cve_id(cve), "a status without a CVE", cve);
        for (const model::DistroStatus& status : statuses)
            require_feed(!status.source_package.empty() || status.source == "debian", "a status without package", cve);
        return {};
    }
    base::Result<void> put(const model::DistroVersion&) override { return {}; }
    base::Result<void> put(const model::ReleaseLife& record) override {
        require_feed(!record.product.empty() && !record.release.empty(), "a release without a name", record.product);
        return {};
    }
    base::Result<void> put(const model::ExploitProbability& record) override {
        require_feed(record.probability >= 0 && record.probability <= 1, "a probability that is none", record.cve);
        return {};
    }
    base::Result<void> put(const model::Bulletin& record) override {
        for (const std::string& cve : record.cves) require_feed(exchange::is_cve_id(cve), "a bulletin's CVE", cve);
        return {};
    }
    base::Result<void> put(const model::BannerPattern&) override { return {}; }
    base::Result<void> put_release_alias(const std::string&, const std::string&) override { return {}; }
    base::Result<std::int64_t> count(const std::string&) override { return 0; }
    base::Result<void> remember(const std::string&, const std::string&) override { return {}; }
    base::Result<std::string> recall(const std::string&) override { return std::string(); }
    base::Result<void> forget_feeds(const std::string&) override { return {}; }
    base::Result<void> finish(const model::FeedState&) override { return {}; }
    void abandon() noexcept override {}
    base::Result<void> publish() override { return {}; }
};

inline constexpr std::array<const char*, 12> kFeedParsers = {
    "nvd", "nvd-override", "cve5", "kev", "endoflife", "debian", "epss", "osv", "openvex", "csaf", "certfr", "recog"};

inline void exercise_feed(base::Bytes input) {
    if (input.empty()) return;
    std::string text(base::as_text(input.subspan(1)));
    (void)exchange::recognise_feed(text);
    CheckingWriter writer;
    model::FeedState feed;
    switch (input[0] % kFeedParsers.size()) {
        case 0: (void)exchange::import_nvd(text, writer); break;
        case 1: (void)exchange::import_nvd_override(text, writer, feed); break;
        case 2: (void)exchange::import_cve5(text, writer, feed); break;
        case 3: (void)exchange::import_kev(text, writer); break;
        case 4: (void)exchange::import_endoflife(text, writer); break;
        case 5: (void)exchange::import_debian(text, writer); break;
        case 6: (void)exchange::import_epss(text, writer); break;
        case 7: (void)exchange::import_osv(text, writer, feed); break;
        case 8: (void)exchange::import_openvex(text, writer, feed); break;
        case 9: (void)exchange::import_csaf(text, writer, feed); break;
        case 10: (void)exchange::import_certfr(text, writer, feed); break;
        default: (void)exchange::import_recog(text, writer, feed); break;
    }
}

}  // namespace vigie::fuzz
