// SPDX-License-Identifier: Apache-2.0
#include "inspect/web/paths.h"

#include <array>
#include <chrono>

#include <openssl/rand.h>

#include "base/text.h"
#include "inspect/data/exposure.h"
#include "inspect/web/fronts.h"

namespace vigie::inspect {
namespace {

using base::Errc;
using base::Result;
using catalog::WebPath;

constexpr int kFailuresInARow = 3;
constexpr std::chrono::minutes kWalkBudget{10};  // for one site, however slowly it answers
constexpr std::size_t kNamesCounted = 1000;
constexpr std::size_t kExcerpt = 160;

std::string random_label() {
    std::array<unsigned char, 5> bytes{};
    RAND_bytes(bytes.data(), static_cast<int>(bytes.size()));
    return "x" + base::to_hex(base::Bytes(bytes.data(), bytes.size()));
}

WebRequest request_for(const WebPath& path, const std::string& name, std::string where) {
    WebRequest out;
    out.name = name;
    out.path = std::move(where);
    out.method = path.method;
    out.accept = path.accept;
    out.head_only = path.head_only;
    return out;
}

bool shows(const WebPath& path, const WebPage& page) {
    const std::string head = page.head();
    return path.matches({page.response.status, head, page.response.body});
}

std::vector<std::string> names_in(const WebPath& path, std::string_view body) {
    std::vector<std::string> out;
    while (path.names && out.size() < kNamesCounted) {
        const auto match = path.names->match_numbered(body);
        if (!match || match->size() < 2 || (*match)[0].empty()) break;
        const auto at = body.find((*match)[0]);
        if (at == std::string_view::npos) break;
        body.remove_prefix(at + (*match)[0].size());
        out.push_back((*match)[1]);
    }
    return out;
}

// What was shown, without what it holds: the head, and only the mark by which the page was known.
void keep_mark(Tools& tools, Subject& subject, const WebPath& path, const WebPage& page, std::size_t names) {
    std::string shown = "HTTP " + std::to_string(page.response.status) + "\n" + page.head();
    if (path.names) {
        shown += "\n" + std::to_string(names) + " names counted, none kept; " +
                 std::to_string(page.response.body.size()) + " bytes";
    } else if (path.body) {
        const auto mark = path.body->match_numbered(page.response.body);
        if (mark && !mark->empty()) shown += "\n" + base::printable(mark->front(), kExcerpt);
    }
    keep_evidence(tools, subject, "web.found " + path.id, page.request, base::as_bytes(shown));
}

void note_found(Tools& tools, Subject& subject, const WebPath& path, const WebPage& page) {
    model::Facts& facts = subject.service.facts;
    facts.append("web.found", path.id);
    facts.append("web.found_paths", path.path.substr(0, path.path.find('?')));
    const std::vector<std::string> names = names_in(path, page.response.body);
    keep_mark(tools, subject, path, page, names.size());
    if (path.id == "actuator")
        for (const std::string& name : names) facts.append("web.actuator", name);
    if (path.data.empty()) return;
    note_access("open", facts);
    note_kind(path.data, facts);
    if (path.names) note_names(tools.web, names, facts);
}

struct Walk {
    int failures = 0;  // in a row
    bool complete = true;
    std::string blocked;  // by which front
    base::Error last{Errc::timeout, "no answer"};

    [[nodiscard]] bool over() const { return failures >= kFailuresInARow || !blocked.empty(); }
};

// Nothing when there was no usable answer.
net::Task<std::optional<WebPage>> ask(Tools& tools, Subject& subject, Walk& walk, WebRequest request) {
    Result<WebPage> page = co_await fetch(tools, subject, std::move(request));
    if (!page) {
        ++walk.failures;
        walk.complete = false;
        walk.last = page.error();
        if (page.error().code == Errc::cancelled) walk.failures = kFailuresInARow;
        co_return std::nullopt;
    }
    walk.failures = 0;
    walk.blocked = note_fronts(*tools.web, *page, subject.service.facts);
    if (!walk.blocked.empty()) {
        walk.complete = false;
        co_return std::nullopt;
    }
    co_return std::move(*page);
}

net::Task<void> ask_path(Tools& tools, Subject& subject, Walk& walk, const WebPath& path, std::string name) {
    WebRequest asked = request_for(path, name, path.path);
    std::optional<WebPage> page = co_await ask(tools, subject, walk, std::move(asked));
    if (!page || !shows(path, *page)) co_return;
    WebRequest beside = request_for(path, name, neighbour_of(path.path, random_label()));
    std::optional<WebPage> other = co_await ask(tools, subject, walk, std::move(beside));
    if (!other || shows(path, *other)) co_return;
    note_found(tools, subject, path, *page);
}

}  // namespace

std::string neighbour_of(std::string_view path, std::string_view label) {
    const std::string_view before = path.substr(0, path.find('?'));
    const auto last =
        before.size() > 1 && before.ends_with('/') ? before.rfind('/', before.size() - 2) : before.rfind('/');
    std::string out(path);
    out.insert(last + 1, label);
    return out;
}

net::Task<void> review_paths(Tools& tools, Subject& subject, std::string name, const WebPage& first_page) {
    const std::string shown = first_page.head() + first_page.response.body.substr(0, 4096);
    model::Facts& facts = subject.service.facts;
    Walk walk;
    const base::Instant begin = tools.clock.now();
    for (const WebPath& path : tools.web->paths()) {
        if (walk.over()) break;
        if (tools.clock.now() - begin >= kWalkBudget) {
            walk.complete = false;
            walk.last = {Errc::limit, "the time for one site is spent"};
            break;
        }
        if (path.only_if && !path.only_if->match(shown)) continue;
        co_await ask_path(tools, subject, walk, path, name);
    }
    // A server that now refuses its own first page has banned us: what it answered lately was no answer.
    if (!walk.over()) {
        WebRequest again;
        again.name = name;
        again.path = "/";
        std::optional<WebPage> page = co_await ask(tools, subject, walk, std::move(again));
        if (page && page->response.status != first_page.response.status) {
            walk.complete = false;
            walk.last = {Errc::refused, "the first page answers " + std::to_string(page->response.status) +
                                            " after the list of paths, and answered " +
                                            std::to_string(first_page.response.status) + " before"};
        }
    }
    if (!facts.has("web.found")) facts.set("web.found", std::vector<std::string>{});
    if (walk.complete) {
        record_done(subject, "web.found");
        co_return;
    }
    facts.set("web.found_incomplete", true);
    if (!walk.blocked.empty()) {
        facts.set("web.blocked", true);
        walk.last = {Errc::refused, "block page of " + walk.blocked};
    }
    record_failure(subject, "web.found", walk.last);
}

}  // namespace vigie::inspect
