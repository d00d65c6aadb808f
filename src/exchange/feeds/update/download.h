// SPDX-License-Identifier: Apache-2.0
// Fetching feeds with libcurl: proxy and CA as the administrator says (or as http_proxy, https_proxy and the system
// say), retries with growing pauses when a server is busy, transfers that go on where they broke off. Only http and
// https; a transfer that began with https never falls back to http. Asks public feed servers only: nothing of an audit
// is ever sent.
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "base/result.h"

namespace vigie::exchange {

struct NetworkSettings {
    std::string proxy;    // "" = as the environment says
    std::string ca_file;  // PEM, in place of the system's; "" = the system's
    int attempts = 6;     // of one transfer, each after a longer pause
    std::chrono::seconds first_pause{6};
};

// Waits; false when the user wants to stop. Injected, so that tests do not sleep.
using Pause = std::function<bool(std::chrono::seconds)>;

struct Download {
    bool changed = true;    // false: the server says that what we have is still right
    std::string validator;  // ETag or Last-Modified, to be given next time
    std::string body;       // of get()
};

class Downloader {
public:
    Downloader(NetworkSettings settings, Pause pause) : settings_(std::move(settings)), pause_(std::move(pause)) {}

    // A small answer, in memory.
    base::Result<Download> get(const std::string& url, std::uint64_t limit,
                               const std::vector<std::string>& headers = {});
    // A file; what an earlier attempt left at path + ".part" is continued when the server still has the same one.
    // known: the validator of last time, "" = none.
    base::Result<Download> get_file(const std::string& url, const std::filesystem::path& path,
                                    const std::string& known);

    [[nodiscard]] const Pause& pause() const { return pause_; }

private:
    template <class Attempt>
    base::Result<Download> with_retries(const std::string& url, Attempt attempt);

    NetworkSettings settings_;
    Pause pause_;
};

}  // namespace vigie::exchange
