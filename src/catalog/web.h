// SPDX-License-Identifier: Apache-2.0
// What the web review looks for, read from data/web/*.toml: the published list of paths, the marks of CDN and WAF
// fronts with their block pages, the host names of cloud storage, the words that tell what kind of data a name speaks
// of. Each entry carries an example that fires and one that does not; it never holds what to do with it.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "catalog/pattern.h"

namespace vigie::catalog {

// A reply as the entries look at it. head: one "name: value" a line, names in lower case.
struct WebReply {
    int status = 0;
    std::string_view head;
    std::string_view body;
};

struct WebExample {
    bool fires = false;
    int status = 200;
    std::string head;
    std::string body;
};

struct WebPath {
    std::string id;    // "git_head"; what the fact web.found lists
    std::string path;  // "/.git/HEAD"
    std::string method = "GET";
    std::string accept;            // Accept header; "" = anything
    bool head_only = false;        // the body is dropped unread: it could be somebody's data
    std::vector<int> status{200};  // one of them
    std::optional<Pattern> head;
    std::optional<Pattern> body;
    std::optional<Pattern> only_if;  // asked only where the first page's head or title says so
    std::optional<Pattern> names;    // each match of its first group is a name (of an index, a queue): counted
    std::string data;                // kind of data behind it: "", "technical", "personal", "health"
    std::vector<WebExample> examples;
    std::string where;

    [[nodiscard]] bool matches(const WebReply& reply) const;
};

// Something that stands before the origin: a CDN or a web application firewall.
struct WebFront {
    std::string id;  // "cloudflare"
    std::optional<Pattern> head;
    std::optional<Pattern> block_body;  // of its block page; absent: it shows none that could be told
    std::vector<int> block_status;
    std::vector<WebExample> examples;  // of its presence
    std::vector<WebExample> blocks;    // of its block page
    std::string where;

    [[nodiscard]] bool stands_before(const WebReply& reply) const;
    [[nodiscard]] bool blocks_with(const WebReply& reply) const;
};

// Storage of a cloud provider, known by the end of its host names.
struct CloudStorage {
    std::string id;
    std::string suffix;   // ".blob.core.windows.net"
    std::string listing;  // path and query that list a container
};

class WebCatalogue {
public:
    // Reads web/paths.toml, web/fronts.toml, web/storage.toml, web/words.toml below the data folder. Errors: io, input.
    static base::Result<WebCatalogue> load(const std::filesystem::path& data_folder);

    [[nodiscard]] const std::vector<WebPath>& paths() const { return paths_; }
    [[nodiscard]] const std::vector<WebFront>& fronts() const { return fronts_; }
    [[nodiscard]] const std::vector<CloudStorage>& storage() const { return storage_; }
    // The storage whose host name this is; null when it is none.
    [[nodiscard]] const CloudStorage* storage_of(std::string_view host) const;
    // "health", "personal" or "" (nothing in the name tells).
    [[nodiscard]] std::string kind_of(std::string_view name) const;
    // One line for each example that does not do what it says.
    [[nodiscard]] std::vector<std::string> failing_examples() const;

private:
    struct Words {
        std::string kind;
        Pattern pattern;
    };
    std::vector<WebPath> paths_;
    std::vector<WebFront> fronts_;
    std::vector<CloudStorage> storage_;
    std::vector<Words> words_;
};

}  // namespace vigie::catalog
