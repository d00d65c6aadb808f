// SPDX-License-Identifier: Apache-2.0
// The vulnerability base in figures: import of every real feed, the same yearly file again with changes in it, reading
// while an import runs. import_bench DATA_FOLDER [RUNS]; figures: docs/benchmarks.md.
#include <algorithm>
#include <atomic>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <thread>

#include <fmt/format.h>
#include <sys/resource.h>
#include <unistd.h>

#include "exchange/feeds/feed.h"
#include "exchange/feeds/packed_file.h"
#include "store/vulnerability_base.h"

namespace {

namespace fs = std::filesystem;
using Clock = std::chrono::steady_clock;

double seconds_since(Clock::time_point start) {
    return std::chrono::duration<double>(Clock::now() - start).count();
}

double cpu_seconds() {
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    const auto of = [](const timeval& time) {
        return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
    };
    return of(usage.ru_utime) + of(usage.ru_stime);
}

long peak_megabytes() {
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    return usage.ru_maxrss / 1024;
}

double median(std::vector<double> values) {
    std::sort(values.begin(), values.end());
    return values.empty() ? 0 : values[values.size() / 2];
}

// Imports and publishes; false on any refusal but that of files that are no feed.
bool import_files(const std::vector<fs::path>& files, const fs::path& base, bool print, std::int64_t& records) {
    const vigie::base::SystemClock clock;
    auto writer = vigie::store::open_base_for_writing(base, clock);
    if (!writer) {
        std::cerr << writer.error().what << "\n";
        return false;
    }
    for (const fs::path& file : files) {
        const auto begun = Clock::now();
        const auto done = vigie::exchange::import_feed(file, **writer);
        if (!done) {
            if (print)
                std::cout << fmt::format("{:>7.2f} s  no feed: {}\n", seconds_since(begun), file.filename().string());
            continue;
        }
        records += done->imported;
        if (print)
            std::cout << fmt::format("{:>7.2f} s  {:<14} {:>7} records\n", seconds_since(begun), done->feed.name,
                                     done->imported);
    }
    const auto published = (*writer)->publish();
    if (!published) std::cerr << published.error().what << "\n";
    return published.has_value();
}

// A yearly file as it comes back after some days: one record in fifty is another.
bool write_changed(const fs::path& yearly, const fs::path& out, int run) {
    auto file = vigie::exchange::PackedFile::open(yearly);
    if (!file) return false;
    auto text = file->next([](std::string_view) { return true; });
    if (!text || !*text) return false;
    std::string& content = **text;
    constexpr std::string_view kMark = "\"published\":\"";
    int number = 0;
    for (auto at = content.find(kMark); at != std::string::npos; at = content.find(kMark, at + 1))
        if (++number % 50 == 0) content.replace(at + kMark.size(), 4, std::to_string(1990 + run));
    std::ofstream(out, std::ios::binary) << content;
    return true;
}

// Opens the base and asks it, again and again, until stopped.
class ReadingBeside {
public:
    explicit ReadingBeside(fs::path base) : base_(std::move(base)), thread_([this] { run(); }) {}
    ~ReadingBeside() {
        if (thread_.joinable()) (void)stop();
    }
    ReadingBeside(const ReadingBeside&) = delete;
    ReadingBeside& operator=(const ReadingBeside&) = delete;

    std::string stop() {
        stop_ = true;
        thread_.join();
        return fmt::format("{} answers while importing, longest {:.0f} ms (opening included), {} failed", answers_,
                           longest_, failures_);
    }

private:
    void run() {
        while (!stop_) {
            const auto start = Clock::now();
            const auto opened = vigie::store::open_base_for_reading(base_);
            bool answered = false;
            if (opened) {
                const auto found = (*opened)->cves_for("openbsd", "openssh");
                answered = found && !found->empty();
            }
            failures_ += answered ? 0 : 1;
            longest_ = std::max(longest_, seconds_since(start) * 1000);
            ++answers_;
            std::this_thread::sleep_for(std::chrono::milliseconds(20));
        }
    }

    fs::path base_;
    std::atomic<bool> stop_ = false;
    int answers_ = 0;
    int failures_ = 0;
    double longest_ = 0;
    std::thread thread_;
};

}  // namespace

int main(int argc, char** argv) {
    const std::vector<std::string> arguments(argv + 1, argv + argc);
    if (arguments.empty() || !fs::is_directory(arguments[0])) {
        std::cerr << "usage: import_bench DATA_FOLDER [RUNS]   (make bench-vulns VIGIE_TEST_DATA=FOLDER)\n";
        return 2;
    }
    const int runs = arguments.size() > 1 ? std::max(1, std::atoi(arguments[1].c_str())) : 3;
    const fs::path folder = fs::temp_directory_path() / ("import_bench-" + std::to_string(::getpid()));
    fs::create_directories(folder);
    const fs::path base = folder / "base.sqlite";
    std::vector<fs::path> files;
    fs::path largest;
    for (const auto& entry : fs::recursive_directory_iterator(arguments[0])) {
        if (!entry.is_regular_file()) continue;
        files.push_back(entry.path());
        const bool yearly = entry.path().filename().string().rfind("nvdcve-2.0-", 0) == 0;
        if (yearly && (largest.empty() || entry.file_size() > fs::file_size(largest))) largest = entry.path();
    }
    std::sort(files.begin(), files.end());

    std::vector<double> whole;
    std::vector<double> whole_cpu;
    std::int64_t records = 0;
    bool good = true;
    for (int run = 0; run < runs && good; ++run) {
        fs::remove(base);
        records = 0;
        const auto start = Clock::now();
        const double cpu = cpu_seconds();
        good = import_files(files, base, run == 0, records);
        whole.push_back(seconds_since(start));
        whole_cpu.push_back(cpu_seconds() - cpu);
    }
    if (good)
        std::cout << fmt::format(
            "everything: {:.1f} s (median of {}, worst {:.1f}), {:.1f} s of processor, {} records, "
            "base {} MB, peak memory {} MB\n",
            median(whole), runs, *std::max_element(whole.begin(), whole.end()), median(whole_cpu), records,
            fs::file_size(base) >> 20U, peak_megabytes());

    std::vector<double> again;
    std::string reading;
    for (int run = 0; run < runs && good && !largest.empty(); ++run) {
        const fs::path changed = folder / "changed.json";
        if (!write_changed(largest, changed, run)) break;
        ReadingBeside beside(base);
        std::int64_t ignored = 0;
        const auto start = Clock::now();
        good = import_files({changed}, base, false, ignored);
        again.push_back(seconds_since(start));
        reading = beside.stop();
    }
    if (!again.empty())
        std::cout << fmt::format("{} again, one record in fifty changed: {:.2f} s (median of {})\n{}\n",
                                 largest.filename().string(), median(again), runs, reading);
    fs::remove_all(folder);
    return good ? 0 : 1;
}
