// SPDX-License-Identifier: Apache-2.0
// The pipe between the two processes: one JSON object per line. The network process writes what it found, the parent
// reads and stores it. The reader trusts nothing: a line that is too long, not JSON or of an unknown kind ends the
// audit.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include <nlohmann/json_fwd.hpp>

#include "base/result.h"

namespace vigie::engine {

// One unit found by the network process. kind and key are those of the journal; "progress" and "log" are not stored.
struct Message {
    std::string kind;
    std::string key;
    std::string document;  // JSON text
};

class ChannelWriter {
public:
    explicit ChannelWriter(int descriptor) : descriptor_(descriptor) {}
    // Writes the whole line, waiting when the pipe is full. Ends the process when the parent is gone.
    void send(const std::string& kind, const std::string& key, const nlohmann::json& document);

private:
    int descriptor_;
};

class ChannelReader {
public:
    explicit ChannelReader(int descriptor) : descriptor_(descriptor) {}
    // Reads what is there (waits at most wait_ms) into the buffer. False at the end of the stream.
    base::Result<bool> fill(int wait_ms);
    // The next whole message of the buffer. Errors: malformed, limit.
    base::Result<std::optional<Message>> next();

private:
    int descriptor_;
    std::string buffer_;
    std::size_t start_ = 0;
};

}  // namespace vigie::engine
