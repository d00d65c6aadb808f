// SPDX-License-Identifier: Apache-2.0
#include "catalog/web.h"

#include <set>

#include "base/text.h"
#include "catalog/toml_source.h"

namespace vigie::catalog {
namespace {

using base::Errc;
using base::fail;
using base::Result;

// Reads one [[entry]]: every key is asked for by name, and what nobody asked for is an error.
class Entry {
public:
    Entry(const toml::table& table, std::string where, Complaints& complaints)
        : table_(table), where_(std::move(where)), complaints_(complaints) {}

    std::string text(const char* key, bool needed = false) {
        known_.insert(key);
        const toml::node* node = table_.get(key);
        if (node != nullptr && node->is_string()) return *node->value<std::string>();
        if (node != nullptr || needed) complaints_.add(where_, std::string(key) + " must be a text");
        return {};
    }
    bool flag(const char* key) {
        known_.insert(key);
        return table_[key].value_or(false);
    }
    std::vector<int> numbers(const char* key) {
        known_.insert(key);
        std::vector<int> out;
        if (const toml::array* list = table_[key].as_array())
            for (const toml::node& item : *list) out.push_back(static_cast<int>(item.value_or(std::int64_t{0})));
        return out;
    }
    std::optional<Pattern> pattern(const char* key, bool needed = false) {
        const std::string written = text(key, needed);
        if (written.empty()) return std::nullopt;
        Result<Pattern> compiled = Pattern::compile(written);
        if (compiled) return *compiled;
        complaints_.add(where_, std::string(key) + ": " + compiled.error().what);
        return std::nullopt;
    }
    std::vector<WebExample> examples(const char* key) {
        known_.insert(key);
        std::vector<WebExample> out;
        bool yes = false;
        bool no = false;
        if (const toml::array* list = table_[key].as_array())
            for (const toml::node& item : *list) {
                const toml::table* one = item.as_table();
                if (one == nullptr) continue;
                WebExample example;
                example.fires = (*one)["fires"].value_or(false);
                example.status = static_cast<int>((*one)["status"].value_or(std::int64_t{200}));
                example.head = (*one)["head"].value_or(std::string());
                example.body = (*one)["body"].value_or(std::string());
                (example.fires ? yes : no) = true;
                out.push_back(std::move(example));
            }
        if (!yes || !no)
            complaints_.add(where_, std::string(key) + ": one that fires and one that does not are needed");
        return out;
    }
    void close() {
        for (const auto& [key, value] : table_)
            if (!known_.contains(std::string(key.str())))
                complaints_.add(where_, "unknown key '" + std::string(key.str()) + "'");
    }

private:
    const toml::table& table_;
    std::string where_;
    Complaints& complaints_;
    std::set<std::string> known_;
};

// Calls read(entry, where) for each [[name]] of a file.
template <class Read>
Result<void> each(const std::filesystem::path& file, const char* name, Complaints& complaints, Read read) {
    Result<toml::table> document = read_toml(file);
    if (!document) return tl::unexpected(document.error());
    const toml::array* entries = (*document)[name].as_array();
    if (entries == nullptr) return fail(Errc::input, file.filename().string() + ": no [[" + name + "]] in it");
    for (const toml::node& node : *entries) {
        const toml::table* table = node.as_table();
        if (table == nullptr) continue;
        const std::string where = where_of(file, node);
        Entry entry(*table, where, complaints);
        read(entry, where);
        entry.close();
    }
    return {};
}

bool holds(const std::vector<int>& list, int value) {
    return std::find(list.begin(), list.end(), value) != list.end();
}

bool found_in(const std::optional<Pattern>& pattern, std::string_view text) {
    return !pattern || pattern->match(text).has_value();
}

WebReply reply_of(const WebExample& example) {
    return {example.status, example.head, example.body};
}

WebPath read_path(Entry& entry, const std::string& where, Complaints& complaints) {
    WebPath out;
    out.where = where;
    out.id = entry.text("id", true);
    out.path = entry.text("path", true);
    if (const std::string method = entry.text("method"); !method.empty()) out.method = method;
    out.accept = entry.text("accept");
    out.head_only = entry.flag("head_only");
    if (std::vector<int> status = entry.numbers("status"); !status.empty()) out.status = std::move(status);
    out.head = entry.pattern("head");
    out.body = entry.pattern("body");
    out.only_if = entry.pattern("only_if");
    out.names = entry.pattern("names");
    out.data = entry.text("data");
    out.examples = entry.examples("examples");
    if (!out.path.starts_with('/') || out.path.find_first_of(" \r\n") != std::string::npos)
        complaints.add(where, "path must begin with / and hold no space");
    if (out.method != "GET" && out.method != "HEAD") complaints.add(where, "method must be GET or HEAD");
    if (!out.head && !out.body) complaints.add(where, "head or body is needed: a status alone proves nothing");
    if (out.body && (out.head_only || out.method == "HEAD"))
        complaints.add(where, "body cannot be looked at: it is not read");
    return out;
}

WebFront read_front(Entry& entry, const std::string& where) {
    WebFront out;
    out.where = where;
    out.id = entry.text("id", true);
    out.head = entry.pattern("head");
    out.block_body = entry.pattern("block_body");
    out.block_status = entry.numbers("block_status");
    if (out.head) out.examples = entry.examples("examples");
    if (out.block_body) out.blocks = entry.examples("blocks");
    return out;
}

}  // namespace

bool WebPath::matches(const WebReply& reply) const {
    return holds(status, reply.status) && found_in(head, reply.head) && found_in(body, reply.body);
}

bool WebFront::stands_before(const WebReply& reply) const {
    return head && head->match(reply.head).has_value();
}

bool WebFront::blocks_with(const WebReply& reply) const {
    return block_body && (block_status.empty() || holds(block_status, reply.status)) &&
           block_body->match(reply.body).has_value();
}

Result<WebCatalogue> WebCatalogue::load(const std::filesystem::path& data_folder) {
    const std::filesystem::path folder = data_folder / "web";
    WebCatalogue out;
    Complaints complaints;
    std::set<std::string> ids;
    Result<void> done = each(folder / "paths.toml", "path", complaints, [&](Entry& entry, const std::string& where) {
        out.paths_.push_back(read_path(entry, where, complaints));
        if (!ids.insert(out.paths_.back().id).second) complaints.add(where, "this id is given twice");
    });
    if (!done) return tl::unexpected(done.error());
    done = each(folder / "fronts.toml", "front", complaints,
                [&](Entry& entry, const std::string& where) { out.fronts_.push_back(read_front(entry, where)); });
    if (!done) return tl::unexpected(done.error());
    done = each(folder / "storage.toml", "storage", complaints, [&](Entry& entry, const std::string& where) {
        CloudStorage one{entry.text("id", true), entry.text("suffix", true), entry.text("listing", true)};
        if (!one.suffix.starts_with('.')) complaints.add(where, "suffix must begin with a dot");
        out.storage_.push_back(std::move(one));
    });
    if (!done) return tl::unexpected(done.error());
    done = each(folder / "words.toml", "words", complaints, [&](Entry& entry, const std::string&) {
        std::string kind = entry.text("kind", true);
        if (auto pattern = entry.pattern("pattern", true)) out.words_.push_back({std::move(kind), std::move(*pattern)});
    });
    if (!done) return tl::unexpected(done.error());
    if (!complaints.empty()) return fail(Errc::input, complaints.text());
    return out;
}

const CloudStorage* WebCatalogue::storage_of(std::string_view host) const {
    for (const CloudStorage& one : storage_)
        if (host.size() > one.suffix.size() &&
            base::equals_ignoring_case(host.substr(host.size() - one.suffix.size()), one.suffix))
            return &one;
    return nullptr;
}

std::string WebCatalogue::kind_of(std::string_view name) const {
    for (const Words& words : words_)
        if (words.pattern.match(name)) return words.kind;
    return {};
}

std::vector<std::string> WebCatalogue::failing_examples() const {
    std::vector<std::string> out;
    const auto check = [&](const std::string& where, const char* what, const WebExample& example, bool fires) {
        if (fires != example.fires)
            out.push_back(where + ": " + what + ": an example " + (fires ? "fires and must not" : "does not fire"));
    };
    for (const WebPath& path : paths_)
        for (const WebExample& one : path.examples) check(path.where, "path", one, path.matches(reply_of(one)));
    for (const WebFront& front : fronts_) {
        for (const WebExample& one : front.examples)
            check(front.where, "front", one, front.stands_before(reply_of(one)));
        for (const WebExample& one : front.blocks) check(front.where, "block", one, front.blocks_with(reply_of(one)));
    }
    return out;
}

}  // namespace vigie::catalog
