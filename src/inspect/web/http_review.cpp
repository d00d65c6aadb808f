// SPDX-License-Identifier: Apache-2.0
// What a web server shows to anybody: the first page under every known name, redirections on the same server, what
// stands before it, the published list of paths, and whether Orthanc's REST interface answers without a password. Only
// GET and HEAD, no form, no credential, and no path that lists patients. A block page is no answer: nothing is
// concluded from it.
#include <algorithm>

#include <nlohmann/json.hpp>

#include "base/text.h"
#include "inspect/inspect.h"
#include "inspect/web/fetch.h"
#include "inspect/web/fronts.h"
#include "inspect/web/paths.h"
#include "inspect/web/redirects.h"

namespace vigie::inspect {
namespace {

namespace http = protocols::http;
using base::Result;

constexpr std::size_t kNames = 5;
constexpr int kRedirections = 2;
constexpr std::size_t kSitesWithPaths = 3;
constexpr std::size_t kRedirectsKept = 16;
constexpr int kSiteQod = 70;  // the protocol is sure, the product not yet known

// Facts of one more page of the same service: a flag once true stays true, a text once known stays known.
void add_facts(Subject& subject, const model::Facts& more) {
    for (const auto& [name, value] : more.all()) {
        const model::FactValue* known = subject.service.facts.find(name);
        if (const auto* flag = std::get_if<bool>(&value); flag != nullptr && known != nullptr) {
            subject.service.facts.set(name, *flag || subject.service.facts.flag(name).value_or(false));
        } else if (std::holds_alternative<std::vector<std::string>>(value)) {
            for (const std::string& item : std::get<std::vector<std::string>>(value))
                subject.service.facts.append(name, item);
        } else if (known == nullptr) {
            subject.service.facts.set(name, value);
        }
    }
}

// What identification read from a page that turned out to be a block page.
void forget_page(model::Facts& facts) {
    model::Facts kept;
    for (const auto& [name, value] : facts.all())
        if (!name.starts_with("http.") || name == "http.server" || name == "http.status") kept.set(name, value);
    facts = kept;
}

bool is_here(const Subject& subject, const std::string& name, const Redirect& target) {
    if (target.host.empty()) return true;
    const model::Endpoint& own = subject.service.endpoint;
    return target.port == own.port && (target.scheme == "https") == subject.service.tls &&
           (target.host == base::to_lower(name) || target.host == own.address.text());
}

// Notes where the page sends its visitor; gives the path when that is this very server under this name, "" otherwise.
std::string note_redirect(Tools& tools, Subject& subject, const std::string& name, const std::string& path,
                          std::string_view location) {
    const Redirect target = parse_redirect(location, path, subject.service.tls);
    if (!target.usable) return "";
    if (is_here(subject, name, target)) return target.path;
    model::Facts& facts = subject.service.facts;
    if (facts.list("web.redirects").size() >= kRedirectsKept) return "";
    const std::string own = name.empty() ? subject.service.endpoint.address.text() : name;
    // Without the query: it may carry what is nobody's business.
    const std::string leads = target.scheme + "://" + (target.host.empty() ? own : target.host);
    facts.append("web.redirects", (subject.service.tls ? "https://" : "http://") + own +
                                      path.substr(0, path.find('?')) + " -> " + base::printable(leads, 200));
    if (target.host.empty()) return "";
    const auto address = model::IpAddress::parse(target.host);
    const bool known = address ? tools.scope.allows(*address) : tools.scope.owns_name(target.host);
    if (!known) facts.append("web.redirects_outside", base::printable(target.host, 200));
    return "";
}

// The last page of the site that was shown; nothing when there was none, or only a block page.
net::Task<std::optional<WebPage>> review_site(Tools& tools, Subject& subject, std::string name) {
    std::string path = "/";
    std::optional<WebPage> first;
    for (int hop = 0; hop <= kRedirections; ++hop) {
        WebRequest asked;
        asked.name = name;
        asked.path = path;
        Result<WebPage> page = co_await fetch(tools, subject, std::move(asked));
        if (!page) {
            record_failure(subject, "http.page", page.error());
            co_return std::nullopt;
        }
        if (tools.web != nullptr) {
            const std::string blocking = note_fronts(*tools.web, *page, subject.service.facts);
            if (!blocking.empty()) {
                subject.service.facts.set("web.blocked", true);
                if (name.empty()) forget_page(subject.service.facts);
                record_failure(subject, "http.page", {base::Errc::refused, "block page of " + blocking});
                co_return std::nullopt;
            }
        }
        const model::Facts seen = http::facts_of(page->response);
        add_facts(subject, seen);
        note_headers(*page, subject.service.tls, subject.service.facts);
        if (hop > 0 || !name.empty())
            keep_evidence(tools, subject, "http.page " + name + path, page->request,
                          seen.flag("http.directory_listing").value_or(false) ? base::as_bytes(page->head())
                                                                              : base::Bytes(page->raw));
        const bool redirects = page->response.status >= 300 && page->response.status <= 399;
        if (!first) first = *page;
        if (!redirects) break;
        path = note_redirect(tools, subject, name, path, page->response.header("location"));
        if (path.empty()) break;
    }
    if (!subject.service.facts.has("web.blocked")) subject.service.facts.set("web.blocked", false);
    record_done(subject, "http.page");
    co_return first;
}

bool looks_like_orthanc(const model::Facts& facts) {
    return facts.text("http.title").find("Orthanc") != std::string::npos ||
           facts.text("http.authenticate").find("Orthanc") != std::string::npos ||
           facts.text("http.location").find("explorer.html") != std::string::npos;
}

// /system tells name, version and DICOM port of the server; it holds nothing of any patient.
net::Task<void> review_orthanc(Tools& tools, Subject& subject) {
    WebRequest asked;
    asked.path = "/system";
    Result<WebPage> page = co_await fetch(tools, subject, std::move(asked));
    if (!page) {
        record_failure(subject, "orthanc.unauthenticated", page.error());
        co_return;
    }
    if (page->response.status == 401 || page->response.status == 403) {
        subject.service.facts.set("orthanc.unauthenticated", false);
        record_done(subject, "orthanc.unauthenticated");
        co_return;
    }
    const nlohmann::json system = nlohmann::json::parse(page->response.body, nullptr, false);
    if (page->response.status != 200 || !system.is_object() || !system.contains("ApiVersion")) co_return;
    const auto text = [&](const char* key) {
        const auto found = system.find(key);
        return found != system.end() && found->is_string() ? base::printable(found->get<std::string>(), 64)
                                                           : std::string();
    };
    subject.service.facts.set("orthanc.unauthenticated", true);
    if (!text("Version").empty()) subject.service.facts.set("orthanc.version", text("Version"));
    if (!text("DicomAet").empty()) subject.service.facts.set("orthanc.aet", text("DicomAet"));
    if (const auto port = system.find("DicomPort"); port != system.end() && port->is_number_integer())
        subject.service.facts.set("orthanc.dicom_port", port->get<std::int64_t>());
    keep_evidence(tools, subject, "orthanc.unauthenticated", page->request, page->raw);
    record_done(subject, "orthanc.unauthenticated");
}

// A service of its own for the site of that name; what belongs to the endpoint (TLS, certificate) stays with it.
Subject site_of(const Subject& endpoint, const std::string& name) {
    Subject out;
    out.service.endpoint = endpoint.service.endpoint;
    out.service.protocol = endpoint.service.protocol;
    out.service.tls = endpoint.service.tls;
    out.service.qod = kSiteQod;
    out.service.names = {name};
    out.service.facts.set("service.site", name);
    return out;
}

std::string without_name(std::string text, const std::string& name) {
    for (auto at = name.empty() ? std::string::npos : text.find(name); at != std::string::npos;
         at = text.find(name, at))
        text.erase(at, name.size());
    return text;
}

// The same page under another name is the same site, also when a token in it changes from one request to the next.
bool same_site(const WebPage& a, const std::string& name_a, const WebPage& b, const std::string& name_b) {
    if (a.response.status != b.response.status) return false;
    if (without_name(std::string(a.response.header("location")), name_a) !=
        without_name(std::string(b.response.header("location")), name_b))
        return false;
    if (without_name(a.response.body, name_a) == without_name(b.response.body, name_b)) return true;
    const model::Facts left = http::facts_of(a.response);
    const model::Facts right = http::facts_of(b.response);
    if (left.text("http.title").empty() || left.list("http.resources").empty()) return false;
    for (const char* fact : {"http.title", "http.generator", "http.server", "http.powered_by"})
        if (left.text(fact) != right.text(fact)) return false;
    return left.list("http.resources") == right.list("http.resources") &&
           left.list("http.cookies") == right.list("http.cookies");
}

// A site that showed nothing of its own: its fronts and its failure belong to the endpoint.
void note_failed_site(Subject& subject, Subject site) {
    for (const auto& [name, value] : site.service.facts.all())
        if (name.starts_with("web.")) {
            model::Facts one;
            one.set(name, value);
            add_facts(subject, one);
        }
    for (model::Attempt& attempt : site.service.attempts) subject.service.attempts.push_back(std::move(attempt));
    for (model::Evidence& evidence : site.evidence) subject.evidence.push_back(std::move(evidence));
    subject.service.proofs.merge(site.service.proofs);
}

void adopt(Subject& subject, Subject site) {
    model::Facts shown;
    for (const auto& [name, value] : site.service.facts.all())
        if (name != "service.site") shown.set(name, value);
    add_facts(subject, shown);
    for (model::Attempt& attempt : site.service.attempts) subject.service.attempts.push_back(std::move(attempt));
    for (model::Evidence& evidence : site.evidence) subject.evidence.push_back(std::move(evidence));
    subject.service.proofs.merge(site.service.proofs);
}

}  // namespace

net::Task<void> review_http(Tools& tools, Subject& subject) {
    if (subject.service.protocol != "http") co_return;
    std::vector<std::string> names{""};
    for (const std::string& name : subject.service.names)
        if (names.size() <= kNames && tools.scope.owns_name(name)) names.push_back(name);
    std::vector<std::pair<std::string, WebPage>> seen;
    std::vector<std::size_t> sites;  // position in subject.sites plus one, 0 = the endpoint itself; as in seen
    for (const std::string& name : names) {
        Subject own = site_of(subject, name);
        Subject& reviewed = name.empty() ? subject : own;
        std::optional<WebPage> page = co_await review_site(tools, reviewed, name);
        if (!page) {
            if (!name.empty()) note_failed_site(subject, std::move(own));
            continue;
        }
        const bool known = std::any_of(seen.begin(), seen.end(), [&](const auto& other) {
            return same_site(other.second, other.first, *page, name);
        });
        if (known) continue;
        const bool first = seen.empty();
        seen.emplace_back(name, std::move(*page));
        if (name.empty() || first) {  // without a default site the first named one speaks for the endpoint
            if (!name.empty()) adopt(subject, std::move(own));
            sites.push_back(0);
        } else {
            subject.sites.push_back(std::move(own));
            sites.push_back(subject.sites.size());
        }
    }
    if (looks_like_orthanc(subject.service.facts)) co_await review_orthanc(tools, subject);
    if (tools.web == nullptr) co_return;
    if (tools.scope.is_fragile(subject.service.endpoint.address)) {
        subject.service.attempts.push_back(
            {"web.found", model::Attempt::Outcome::not_tried, "fragile device: the list of paths is not asked"});
        co_return;
    }
    for (std::size_t i = 0; i < seen.size() && i < kSitesWithPaths; ++i)
        co_await review_paths(tools, sites[i] == 0 ? subject : subject.sites[sites[i] - 1], seen[i].first,
                              seen[i].second);
}

}  // namespace vigie::inspect
