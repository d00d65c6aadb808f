// SPDX-License-Identifier: Apache-2.0
#include "console.h"

#include <algorithm>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <iostream>
#include <map>

#include <fmt/format.h>
#include <unistd.h>

#include "base/text.h"
#include "report/format.h"

namespace vigie::console {
namespace {

std::string chosen_language = "fr";
std::atomic<bool> stop{false};

extern "C" void on_signal(int) {
    if (stop.exchange(true)) _exit(kStopped);
}

std::string json_text(const std::string& text) {
    std::string out = "\"";
    for (const char character : text) {
        if (character == '"' || character == '\\') out += '\\';
        if (static_cast<unsigned char>(character) < 0x20)
            out += ' ';
        else
            out += character;
    }
    return out + "\"";
}

std::string stage_name(const std::string& stage) {
    static const std::map<std::string, std::pair<const char*, const char*>> kNames{
        {"discover", {"découverte", "discovery"}},          {"scan", {"balayage", "scan"}},
        {"identify", {"identification", "identification"}}, {"correlate", {"vulnérabilités", "vulnerabilities"}},
        {"assess", {"évaluation", "assessment"}},           {"report", {"rapport", "report"}}};
    const auto found = kNames.find(stage);
    return found == kNames.end() ? stage : say(found->second.first, found->second.second);
}

std::string duration(std::int64_t seconds) {
    if (seconds < 90) return fmt::format("{} s", seconds);
    if (seconds < 5400) return fmt::format("{} min", (seconds + 30) / 60);
    return fmt::format("{:.1f} h", static_cast<double>(seconds) / 3600.0);
}

std::string describe(const engine::Progress& progress) {
    std::string line = fmt::format("{:<16}", stage_name(progress.stage));
    if (progress.total > 0) {
        constexpr std::uint64_t kWidth = 24;
        const std::uint64_t filled = std::min(kWidth, progress.done * kWidth / progress.total);
        for (std::uint64_t i = 0; i < kWidth; ++i) line += i < filled ? "█" : "░";
        line += fmt::format(" {:3d} %", std::min<std::uint64_t>(100, progress.done * 100 / progress.total));
    } else if (progress.done > 0) {
        line += fmt::format("{}", progress.done);
    }
    if (progress.packets_per_second > 0)
        line += fmt::format(" · {} {}", progress.packets_per_second, say("paquets/s", "packets/s"));
    if (progress.answers > 0) line += fmt::format(" · {} {}", progress.answers, say("réponses", "answers"));
    if (progress.hosts_alive > 0) line += fmt::format(" · {} {}", progress.hosts_alive, say("hôtes", "hosts"));
    if (progress.open_ports > 0)
        line += fmt::format(" · {} {}", progress.open_ports, say("ports ouverts", "open ports"));
    if (progress.seconds_left >= 0)
        line += fmt::format(" · {} {}", say("reste", "left"), duration(progress.seconds_left));
    return line;
}

class TerminalObserver final : public engine::Observer {
public:
    explicit TerminalObserver(bool redraw) : redraw_(redraw) {}
    ~TerminalObserver() override { clear(); }
    TerminalObserver(const TerminalObserver&) = delete;
    TerminalObserver& operator=(const TerminalObserver&) = delete;

    void on_progress(const engine::Progress& progress) override {
        const auto now = std::chrono::steady_clock::now();
        const bool new_stage = progress.stage != stage_;
        const auto pause = redraw_ ? std::chrono::milliseconds(100) : std::chrono::milliseconds(15000);
        if (!new_stage && now - last_ < pause) return;
        if (redraw_ && new_stage && drawn_) std::cerr << "\n";
        stage_ = progress.stage;
        last_ = now;
        if (redraw_)
            std::cerr << "\r\033[K" << describe(progress) << std::flush;
        else
            std::cerr << describe(progress) << "\n";
        drawn_ = true;
    }

    void on_event(const std::string& line) override {
        clear();
        std::cerr << "  " << shown(line) << "\n";
    }

private:
    void clear() {
        if (redraw_ && drawn_) std::cerr << "\r\033[K";
        drawn_ = false;
    }

    bool redraw_;
    bool drawn_ = false;
    std::string stage_;
    std::chrono::steady_clock::time_point last_{};
};

class JsonObserver final : public engine::Observer {
public:
    void on_progress(const engine::Progress& p) override {
        std::cerr << fmt::format(
            R"({{"event":"progress","stage":{},"done":{},"total":{},"answers":{},"open_ports":{},"hosts_alive":{},"packets_per_second":{},"seconds_left":{}}})"
            "\n",
            json_text(p.stage), p.done, p.total, p.answers, p.open_ports, p.hosts_alive, p.packets_per_second,
            p.seconds_left);
    }
    void on_event(const std::string& line) override {
        std::cerr << fmt::format(R"({{"event":"log","text":{}}})"
                                 "\n",
                                 json_text(shown(line)));
    }
};

class SilentObserver final : public engine::Observer {
public:
    void on_progress(const engine::Progress& progress) override { (void)progress; }
    void on_event(const std::string& line) override { (void)line; }
};

}  // namespace

void choose_language(int argc, char** argv) {
    for (const char* variable : {"LC_ALL", "LC_MESSAGES", "LANG"}) {
        const char* value = std::getenv(variable);
        if (value == nullptr || *value == '\0') continue;
        if (std::string_view(value).substr(0, 2) == "en") chosen_language = "en";
        break;
    }
    for (int i = 1; i < argc; ++i) {
        const std::string_view argument = argv[i];
        std::string_view value;
        if (argument == "--lang" && i + 1 < argc)
            value = argv[i + 1];
        else if (argument.substr(0, 7) == "--lang=")
            value = argument.substr(7);
        if (value == "fr" || value == "en") chosen_language = value;
    }
}

const std::string& language() {
    return chosen_language;
}

std::string say(const char* french, const char* english) {
    return chosen_language == "en" ? english : french;
}

std::string level_word(model::Level level) {
    switch (level) {
        case model::Level::vert: return say("VERT", "GREEN");
        case model::Level::orange: return "ORANGE";
        case model::Level::rouge: break;
    }
    return say("ROUGE", "RED");
}

std::string criticality_word(model::Criticality criticality) {
    switch (criticality) {
        case model::Criticality::info: return "information";
        case model::Criticality::faible: return say("faible", "low");
        case model::Criticality::moyenne: return say("moyenne", "medium");
        case model::Criticality::haute: return say("haute", "high");
        case model::Criticality::critique: break;
    }
    return say("critique", "critical");
}

std::string shown_lines(std::string_view text) {
    return report::clean(text, text.size() * 3 + 3);  // a replacement character is three bytes
}

std::string shown(std::string_view text) {
    std::string out = shown_lines(text);
    std::replace_if(
        out.begin(), out.end(), [](char character) { return character == '\n' || character == '\t'; }, ' ');
    return out;
}

base::Result<std::string> parse_tlp(const std::string& text) {
    std::string mark;
    for (const char character : base::to_lower(text))
        if (character != ' ' && character != ':') mark += character;
    if (mark.substr(0, 3) == "tlp") mark.erase(0, 3);
    static const std::map<std::string, std::string> kMarks{
        {"clear", "TLP:CLEAR"}, {"white", "TLP:CLEAR"}, {"green", "TLP:GREEN"},
        {"amber", "TLP:AMBER"}, {"red", "TLP:RED"},     {"amber+strict", "TLP:AMBER+STRICT"}};
    const auto found = kMarks.find(mark);
    if (found != kMarks.end()) return found->second;
    return base::fail(base::Errc::input, "--tlp " + text +
                                             say(" : clear, green, amber, amber+strict ou red attendu",
                                                 ": clear, green, amber, amber+strict or red was expected"));
}

int report_error(const base::Error& error) {
    std::cerr << "vigie: " << shown_lines(base::printable(error.what, 4096)) << "\n";
    switch (error.code) {
        case base::Errc::input: return kBadInput;
        case base::Errc::cancelled: return kStopped;
        default: return kInternal;
    }
}

const std::atomic<bool>& stop_requested() {
    return stop;
}

void watch_signals() {
    struct sigaction action {};
    action.sa_handler = on_signal;
    sigaction(SIGINT, &action, nullptr);
    sigaction(SIGTERM, &action, nullptr);
    struct sigaction ignore {};
    ignore.sa_handler = SIG_IGN;
    sigaction(SIGPIPE, &ignore, nullptr);
}

std::unique_ptr<engine::Observer> make_observer(ProgressStyle style) {
    if (style == ProgressStyle::none) return std::make_unique<SilentObserver>();
    if (style == ProgressStyle::json) return std::make_unique<JsonObserver>();
    return std::make_unique<TerminalObserver>(isatty(STDERR_FILENO) != 0);
}

void add_progress_option(CLI::App& command, ProgressStyle& style) {
    const std::map<std::string, ProgressStyle> kStyles{
        {"auto", ProgressStyle::automatic}, {"none", ProgressStyle::none}, {"json", ProgressStyle::json}};
    command
        .add_option("--progress", style,
                    say("affichage de l'avancement : auto, none, json (sur la sortie d'erreur)",
                        "progress display: auto, none, json (on standard error)"))
        ->transform(CLI::CheckedTransformer(kStyles, CLI::ignore_case))
        ->option_text("auto|none|json");
}

}  // namespace vigie::console
