// SPDX-License-Identifier: Apache-2.0
// What one audit has found so far, on disk, so that kill -9 at any moment loses nothing. A journal of small
// documents keyed by (kind, key): writing the same unit twice keeps the later one, so resuming is harmless.
// It never interprets what it keeps.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"

namespace vigie::store {

class AuditStore {
public:
    // Opens or creates the journal. Errors: io (with the path and the reason).
    static base::Result<std::unique_ptr<AuditStore>> open(const std::string& path);
    ~AuditStore();
    AuditStore(const AuditStore&) = delete;
    AuditStore& operator=(const AuditStore&) = delete;

    // Queues one unit; it is on disk after the next flush().
    void put(std::string kind, std::string key, std::string document);
    // Writes all that is queued in one transaction.
    base::Result<void> flush();

    [[nodiscard]] std::optional<std::string> get(const std::string& kind, const std::string& key) const;
    // All documents of a kind in the order of their keys.
    [[nodiscard]] std::vector<std::string> all(const std::string& kind) const;
    [[nodiscard]] std::map<std::string, std::string> entries(const std::string& kind) const;

private:
    struct Connection;
    explicit AuditStore(std::unique_ptr<Connection> connection);
    std::unique_ptr<Connection> connection_;
};

}  // namespace vigie::store
