// SPDX-License-Identifier: Apache-2.0
// What one audit has found so far, on disk, so that kill -9 at any moment loses nothing. A journal of small
// documents keyed by (kind, key): writing the same unit twice keeps the later one, so resuming is harmless.
// With a key, documents and their keys are sealed; only the kinds and the id of the audit can be read without it.
// It never interprets what it keeps.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "store/secret.h"

namespace vigie::store {

// Whose journal it is, and what seals it.
struct AuditSeal {
    std::string audit;  // id
    SecretKey key;
};

class AuditStore {
public:
    // Opens or creates a journal; one without seal is for what no audit keeps (a scan alone, ":memory:"). A journal
    // that is not sealed yet (an older vigie's) is sealed on the way. Every document is checked.
    // Errors: io, input (another audit, another key, a newer vigie), malformed (a document was altered).
    static base::Result<std::unique_ptr<AuditStore>> open(const std::string& path,
                                                          const std::optional<AuditSeal>& seal = std::nullopt,
                                                          const std::string& lang = "en");
    // The id of the audit whose journal this is; "" for one without seal. Errors: io, input.
    static base::Result<std::string> audit_of(const std::string& path, const std::string& lang = "en");

    ~AuditStore();
    AuditStore(const AuditStore&) = delete;
    AuditStore& operator=(const AuditStore&) = delete;

    // Queues one unit; it is on disk after the next flush().
    void put(std::string kind, std::string key, std::string document);
    // Writes all that is queued in one transaction. When it fails the queue stays, for another try.
    base::Result<void> flush();

    [[nodiscard]] std::optional<std::string> get(const std::string& kind, const std::string& key) const;
    // All documents of a kind in the order of their keys.
    [[nodiscard]] std::vector<std::string> all(const std::string& kind) const;
    [[nodiscard]] std::map<std::string, std::string> entries(const std::string& kind) const;
    [[nodiscard]] std::vector<std::string> kinds() const;

private:
    struct Connection;
    explicit AuditStore(std::unique_ptr<Connection> connection);
    std::unique_ptr<Connection> connection_;
};

}  // namespace vigie::store
