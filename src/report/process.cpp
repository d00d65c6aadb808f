// SPDX-License-Identifier: Apache-2.0
#include "report/process.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/language.h"

namespace vigie::report {
namespace {

using SteadyClock = std::chrono::steady_clock;

class Descriptor {
public:
    explicit Descriptor(int value) : value_(value) {}
    ~Descriptor() { close(); }
    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;
    void close() {
        if (value_ >= 0) ::close(value_);
        value_ = -1;
    }
    [[nodiscard]] int get() const { return value_; }

private:
    int value_;
};

// After fork: only async-signal-safe calls. errno goes to the parent through report_to when exec fails.
[[noreturn]] void become(char* const* arguments, int output, int report_to) {
    ::setpgid(0, 0);
    const int nothing = ::open("/dev/null", O_RDONLY | O_CLOEXEC);
    if (nothing >= 0) ::dup2(nothing, STDIN_FILENO);
    ::dup2(output, STDOUT_FILENO);
    ::dup2(output, STDERR_FILENO);
    ::execvp(arguments[0], arguments);
    const int why = errno;
    const ssize_t written = ::write(report_to, &why, sizeof why);
    ::_exit(written == sizeof why ? 127 : 126);
}

// Reads until the program closes its output or the deadline passes; true = closed in time.
bool read_all(int from, SteadyClock::time_point deadline, std::string& into) {
    std::array<char, 4096> buffer{};
    for (;;) {
        const auto left = std::chrono::duration_cast<base::Millis>(deadline - SteadyClock::now()).count();
        if (left <= 0) return false;
        pollfd waiting{from, POLLIN, 0};
        const int ready = ::poll(&waiting, 1, static_cast<int>(std::min<long>(left, 60'000)));
        if (ready < 0 && errno != EINTR) return true;
        if (ready <= 0) continue;
        const ssize_t count = ::read(from, buffer.data(), buffer.size());
        if (count < 0 && errno == EINTR) continue;
        if (count <= 0) return true;
        const std::size_t room = kMostDiagnostics - std::min(kMostDiagnostics, into.size());
        into.append(buffer.data(), std::min(room, static_cast<std::size_t>(count)));
    }
}

int wait_for(pid_t child) {
    int status = 0;
    while (::waitpid(child, &status, 0) < 0 && errno == EINTR) {
    }
    return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
}

}  // namespace

base::Result<ProcessResult> run_process(const std::vector<std::string>& arguments, base::Millis deadline,
                                        std::string_view lang) {
    if (arguments.empty()) return base::fail(base::Errc::internal, "starting a program: no name given");
    std::vector<std::string> copies = arguments;
    std::vector<char*> vector;
    for (std::string& argument : copies) vector.push_back(argument.data());
    vector.push_back(nullptr);

    std::array<int, 2> output{};
    std::array<int, 2> report{};
    if (::pipe2(output.data(), O_CLOEXEC) != 0)
        return base::fail(base::Errc::io, std::string("starting a program: ") + std::strerror(errno));
    Descriptor output_read(output[0]);
    Descriptor output_write(output[1]);
    if (::pipe2(report.data(), O_CLOEXEC) != 0)
        return base::fail(base::Errc::io, std::string("starting a program: ") + std::strerror(errno));
    Descriptor report_read(report[0]);
    Descriptor report_write(report[1]);

    const pid_t child = ::fork();
    if (child < 0) return base::fail(base::Errc::io, std::string("starting a program: ") + std::strerror(errno));
    if (child == 0) become(vector.data(), output_write.get(), report_write.get());
    output_write.close();
    report_write.close();

    int why = 0;
    ssize_t told = 0;
    do told = ::read(report_read.get(), &why, sizeof why);
    while (told < 0 && errno == EINTR);
    if (told == static_cast<ssize_t>(sizeof why)) {
        wait_for(child);
        const std::string reason = why == ENOENT ? base::say(lang, "n'est pas installé", "it is not installed")
                                                 : base::system_reason(why, lang);
        return base::fail(base::Errc::io, base::say(lang, "lancement de ", "starting ") + arguments[0] +
                                              base::say(lang, " : ", ": ") + reason);
    }

    ProcessResult result;
    const bool in_time = read_all(output_read.get(), SteadyClock::now() + deadline, result.diagnostics);
    if (!in_time) ::kill(-child, SIGKILL);
    result.exit_status = wait_for(child);
    if (!in_time)
        return base::fail(base::Errc::timeout, base::say(lang, "exécution de ", "running ") + arguments[0] +
                                                   base::say(lang, " : arrêtée après ", ": stopped after ") +
                                                   std::to_string(deadline.count() / 1000) + " s");
    return result;
}

}  // namespace vigie::report
