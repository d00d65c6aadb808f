// SPDX-License-Identifier: Apache-2.0
#include "engine/supervisor.h"

#include <array>
#include <csignal>

#include <nlohmann/json.hpp>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/system.h"
#include "engine/network_process.h"

namespace vigie::engine {
namespace {

using base::Errc;
using base::fail;
using nlohmann::json;

constexpr int kPollMilliseconds = 200;
constexpr auto kFlushEvery = std::chrono::milliseconds(500);

class ChildProcess {
public:
    ChildProcess(pid_t pid, int descriptor) : pid_(pid), descriptor_(descriptor) {}
    ~ChildProcess() {
        close(descriptor_);
        if (pid_ > 0) {
            kill(pid_, SIGKILL);
            waitpid(pid_, nullptr, 0);
        }
    }
    ChildProcess(const ChildProcess&) = delete;
    ChildProcess& operator=(const ChildProcess&) = delete;

    void ask_to_stop() const { kill(pid_, SIGTERM); }
    int wait() {
        int status = 0;
        waitpid(pid_, &status, 0);
        pid_ = -1;
        return status;
    }

private:
    pid_t pid_;
    int descriptor_;
};

void tell(Observer& observer, const Message& message) {
    const json document = json::parse(message.document, nullptr, false);
    if (message.kind == "log") {
        if (document.is_string()) observer.on_event(document.get<std::string>());
        return;
    }
    if (!document.is_object()) return;
    Progress progress;
    progress.stage = message.key;
    const auto number = [&](const char* key) {
        const auto found = document.find(key);
        return found != document.end() && found->is_number_integer() ? found->get<std::int64_t>() : std::int64_t{0};
    };
    progress.done = static_cast<std::uint64_t>(number("done"));
    progress.total = static_cast<std::uint64_t>(number("total"));
    progress.open_ports = static_cast<std::uint64_t>(number("open_ports"));
    progress.hosts_alive = static_cast<std::uint64_t>(number("hosts_alive"));
    progress.answers = static_cast<std::uint64_t>(number("answers"));
    progress.packets_per_second = static_cast<std::uint64_t>(number("packets_per_second"));
    progress.seconds_left = document.contains("seconds_left") ? number("seconds_left") : -1;
    observer.on_progress(progress);
}

}  // namespace

base::Result<void> drain(ChannelReader& reader, store::AuditStore& store, Observer& observer) {
    for (;;) {
        base::Result<std::optional<Message>> message = reader.next();
        if (!message) return tl::unexpected(message.error());
        if (!*message) return {};
        if ((*message)->kind == "progress" || (*message)->kind == "log")
            tell(observer, **message);
        else
            store.put((*message)->kind, (*message)->key, (*message)->document);
    }
}

base::Result<NetworkEnd> run_network(const NetworkPlan& plan, store::AuditStore& store, Observer& observer,
                                     const std::atomic<bool>& stop) {
    RawAccess raw = open_raw_access(plan.lang, plan.interface);
    // An interface that was asked for is used, or nothing is sent.
    if (!raw.why_not.empty() && !plan.interface.empty()) return fail(Errc::input, raw.why_not);
    if (!raw.why_not.empty()) observer.on_event(raw.why_not);
    std::array<int, 2> ends{};
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()) != 0)
        return base::fail_system("creating a socket pair");
    const pid_t pid = fork();
    if (pid < 0) return base::fail_system("starting the network process");
    if (pid == 0) {
        close(ends[0]);
        _exit(network_process_main(plan, std::move(raw), ends[1]));
    }
    close(ends[1]);
    raw.sockets.reset();
    ChildProcess child(pid, ends[0]);
    ChannelReader reader(ends[0]);
    bool asked = false;
    auto flushed = std::chrono::steady_clock::now();
    for (;;) {
        if (stop && !asked) {
            child.ask_to_stop();
            asked = true;
        }
        const base::Result<bool> more = reader.fill(kPollMilliseconds);
        if (!more) return tl::unexpected(more.error());
        const base::Result<void> drained = drain(reader, store, observer);
        if (!drained) return tl::unexpected(drained.error());
        const auto now = std::chrono::steady_clock::now();
        if (now - flushed >= kFlushEvery || !*more) {
            const base::Result<void> written = store.flush();
            if (!written) return tl::unexpected(written.error());
            flushed = now;
        }
        if (!*more) break;
    }
    const int status = child.wait();
    if (WIFSIGNALED(status))
        return fail(Errc::internal, "the network process was ended by signal " + std::to_string(WTERMSIG(status)) +
                                        "; what it had found is kept, continue with --resume");
    switch (WEXITSTATUS(status)) {
        case 0: return NetworkEnd::finished;
        case 3: return NetworkEnd::stopped;
        default:
            return fail(Errc::internal, "the network process failed with status " +
                                            std::to_string(WEXITSTATUS(status)) + "; continue with --resume");
    }
}

}  // namespace vigie::engine
