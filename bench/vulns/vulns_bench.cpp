// SPDX-License-Identifier: Apache-2.0
// Import of the real feeds, in seconds, megabytes and records, then a few matches. Figures: docs/benchmarks.md.
#include <algorithm>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <sstream>

#include <fmt/format.h>
#include <sys/resource.h>

#include "correlate/explain.h"
#include "exchange/feeds/feed.h"
#include "store/vulnerability_base.h"

namespace {

using Clock = std::chrono::steady_clock;

double seconds_since(Clock::time_point start) {
    return std::chrono::duration<double>(Clock::now() - start).count();
}

long peak_megabytes() {
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    return usage.ru_maxrss / 1024;
}

std::string read_file(const std::filesystem::path& path) {
    std::ifstream in(path);
    std::ostringstream out;
    out << in.rdbuf();
    return out.str();
}

bool import_all(const std::filesystem::path& folder, const std::filesystem::path& base) {
    const vigie::base::SystemClock clock;
    auto writer = vigie::store::open_base_for_writing(base, clock);
    if (!writer) {
        std::cerr << writer.error().what << "\n";
        return false;
    }
    std::vector<std::filesystem::path> files;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(folder))
        if (entry.is_regular_file()) files.push_back(entry.path());
    std::sort(files.begin(), files.end());
    const auto start = Clock::now();
    std::int64_t records = 0;
    for (const auto& file : files) {
        const auto begun = Clock::now();
        const auto done = vigie::exchange::import_feed(file, **writer);
        if (!done) {
            std::cout << fmt::format("{:>7.2f} s  refused: {}\n", seconds_since(begun), done.error().what);
            continue;
        }
        records += done->feed.records;
        std::cout << fmt::format("{:>7.2f} s  {:<14} {}  {:>7} records, {} skipped\n", seconds_since(begun),
                                 done->feed.name, done->feed.date, done->feed.records, done->skipped);
    }
    if (const auto published = (*writer)->publish(); !published) {
        std::cerr << published.error().what << "\n";
        return false;
    }
    std::cout << fmt::format("import: {:.1f} s, {} records, base {} MB, peak memory {} MB\n", seconds_since(start),
                             records, std::filesystem::file_size(base) >> 20U, peak_megabytes());
    return true;
}

}  // namespace

int main(int argc, char** argv) {
    const std::vector<std::string> arguments(argv + 1, argv + argc);
    if (arguments.empty()) {
        std::cerr << "usage: vulns_bench DATA_FOLDER [BASE] [BANNER...]\n";
        return 2;
    }
    const std::filesystem::path base =
        arguments.size() > 1 ? arguments[1] : (std::filesystem::temp_directory_path() / "vulns_bench.sqlite").string();
    if (!std::filesystem::exists(base) && !import_all(arguments[0], base)) return 1;
    const auto reader = vigie::store::open_base_for_reading(base);
    if (!reader) {
        std::cerr << reader.error().what << "\n";
        return 1;
    }
    const auto data = std::filesystem::path(VIGIE_SOURCE_DIR) / "data";
    const auto knowledge = vigie::correlate::parse_knowledge(read_file(data / "cpe/products.toml"),
                                                             read_file(data / "lifecycle/products.toml"));
    if (!knowledge) {
        std::cerr << knowledge.error().what << "\n";
        return 1;
    }
    std::vector<std::string> banners(arguments.begin() + std::min<std::ptrdiff_t>(2, std::ssize(arguments)),
                                     arguments.end());
    const bool print = !banners.empty();
    if (banners.empty())
        banners = {"OpenSSH_9.2p1 Debian-2+deb12u3", "nginx/1.18.0 (Ubuntu)", "Apache/2.4.49 (Win64)", "PHP/7.4.3",
                   "Samba 4.6.2"};
    const vigie::correlate::CorrelateOptions options{
        .base = reader->get(), .today = vigie::base::date_of(vigie::base::SystemClock().now()), .lang = "fr"};
    for (const std::string& banner : banners) {
        const auto start = Clock::now();
        const auto explanation = vigie::correlate::explain(banner, *knowledge, options);
        const double took = seconds_since(start);
        if (!explanation)
            std::cout << explanation.error().what << "\n";
        else if (print)
            std::cout << render(*explanation, options);
        else
            std::cout << fmt::format("{:>8.1f} ms  {} CVEs judged for {}\n", took * 1000,
                                     explanation->judgement.answers.size(), banner);
    }
    return 0;
}
