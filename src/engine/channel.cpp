// SPDX-License-Identifier: Apache-2.0
#include "engine/channel.h"

#include <algorithm>
#include <array>
#include <cerrno>

#include <nlohmann/json.hpp>
#include <poll.h>
#include <unistd.h>

#include "base/system.h"

namespace vigie::engine {
namespace {

using base::Errc;
using base::fail;
using nlohmann::json;

constexpr std::size_t kLineLimit = 8U << 20U;
constexpr std::array<std::string_view, 10> kKinds{"name",     "asset", "gap",   "port",     "service",
                                                  "evidence", "host",  "state", "progress", "log"};

}  // namespace

void ChannelWriter::send(const std::string& kind, const std::string& key, const json& document) {
    const json line = {{"kind", kind}, {"key", key}, {"document", document}};
    const std::string text = line.dump(-1, ' ', false, json::error_handler_t::replace) + "\n";
    std::size_t written = 0;
    while (written < text.size()) {
        const ssize_t count = write(descriptor_, text.data() + written, text.size() - written);
        if (count > 0)
            written += static_cast<std::size_t>(count);
        else if (count < 0 && errno != EINTR && errno != EAGAIN)
            _exit(3);
    }
}

base::Result<bool> ChannelReader::fill(int wait_ms) {
    pollfd entry{descriptor_, POLLIN, 0};
    const int ready = poll(&entry, 1, wait_ms);
    if (ready < 0 && errno != EINTR) return base::fail_system("reading the pipe");
    if (ready <= 0) return true;
    std::array<char, 65536> chunk;
    const ssize_t count = read(descriptor_, chunk.data(), chunk.size());
    if (count == 0) return false;
    if (count < 0) {
        if (errno == EINTR || errno == EAGAIN) return true;
        return base::fail_system("reading the pipe");
    }
    if (start_ > 0) {
        buffer_.erase(0, start_);
        start_ = 0;
    }
    buffer_.append(chunk.data(), static_cast<std::size_t>(count));
    if (buffer_.size() > kLineLimit) return fail(Errc::limit, "the network process sent a line that is too long");
    return true;
}

base::Result<std::optional<Message>> ChannelReader::next() {
    const auto end = buffer_.find('\n', start_);
    if (end == std::string::npos) return std::optional<Message>{};
    const std::string_view line = std::string_view(buffer_).substr(start_, end - start_);
    start_ = end + 1;
    const json parsed = json::parse(line, nullptr, false);
    if (!parsed.is_object() || !parsed.contains("kind") || !parsed["kind"].is_string() || !parsed.contains("key") ||
        !parsed["key"].is_string() || !parsed.contains("document"))
        return fail(Errc::malformed, "the network process sent a line that is not a message");
    Message out{parsed["kind"].get<std::string>(), parsed["key"].get<std::string>(), parsed["document"].dump()};
    if (std::find(kKinds.begin(), kKinds.end(), out.kind) == kKinds.end())
        return fail(Errc::malformed, "the network process sent a message of unknown kind");
    return std::optional<Message>{std::move(out)};
}

}  // namespace vigie::engine
