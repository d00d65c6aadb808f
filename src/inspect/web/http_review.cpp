// SPDX-License-Identifier: Apache-2.0
// What a web server shows to anybody: the first page under every known name, one or two redirections on the same
// server, and whether Orthanc's REST interface answers without a password. Only GET, no form, no credential, and no
// path that lists patients.
#include <algorithm>

#include <nlohmann/json.hpp>

#include "base/text.h"
#include "inspect/inspect.h"
#include "protocols/http/http.h"

namespace vigie::inspect {
namespace {

namespace http = protocols::http;
using base::ByteString;
using base::Result;

constexpr std::size_t kNames = 5;
constexpr int kRedirections = 2;
constexpr std::size_t kPageLimit = 256U << 10U;

struct Page {
    ByteString request;
    ByteString raw;
    http::Response response;
};

net::Task<Result<Page>> fetch(Tools& tools, const Subject& subject, std::string name, std::string path) {
    Result<std::unique_ptr<net::Session>> session =
        co_await tools.dialer.dial(subject.service.endpoint, tools.connect_wait);
    if (!session) co_return tl::unexpected(session.error());
    if (subject.service.tls) {
        Result<net::TlsInfo> secured = co_await (*session)->start_tls(name);
        if (!secured) co_return tl::unexpected(secured.error());
    }
    Page page;
    page.request = http::request("GET " + path, name, http::kUserAgent);
    Result<void> sent = co_await (*session)->send(page.request);
    if (!sent) co_return tl::unexpected(sent.error());
    Result<ByteString> reply =
        co_await net::receive_all(**session, http::protocol.complete, kPageLimit, tools.reply_wait);
    if (!reply) co_return tl::unexpected(reply.error());
    const Result<http::Response> parsed = http::parse_response(*reply);
    if (!parsed) co_return tl::unexpected(parsed.error());
    page.raw = std::move(*reply);
    page.response = *parsed;
    co_return page;
}

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

// The path of a redirection that stays on this very server under this name; "" otherwise.
std::string local_path(const Subject& subject, const std::string& name, std::string_view location) {
    std::string_view rest = base::trim(location);
    const std::string_view scheme = subject.service.tls ? "https://" : "http://";
    if (rest.substr(0, scheme.size()) == scheme) {
        rest.remove_prefix(scheme.size());
        const auto slash = rest.find('/');
        std::string_view authority = rest.substr(0, slash);
        rest = slash == std::string_view::npos ? std::string_view("/") : rest.substr(slash);
        const std::string own_port = ":" + std::to_string(subject.service.endpoint.port);
        const model::Port usual = subject.service.tls ? 443 : 80;
        if (authority.ends_with(own_port))
            authority.remove_suffix(own_port.size());
        else if (subject.service.endpoint.port != usual)
            return "";
        const std::string address = subject.service.endpoint.address.text();
        if (!base::equals_ignoring_case(authority, name) && authority != address && authority != "[" + address + "]")
            return "";
    }
    if (rest.find("://") != std::string_view::npos || rest.substr(0, 2) == "//" || rest.size() > 512) return "";
    std::string path(rest.substr(0, rest.find('#')));
    if (path.empty() || path.find_first_of(" \r\n\t") != std::string::npos) return "";
    return path.front() == '/' ? path : "/" + path;
}

net::Task<void> review_site(Tools& tools, Subject& subject, std::string name) {
    std::string path = "/";
    for (int hop = 0; hop <= kRedirections; ++hop) {
        Result<Page> page = co_await fetch(tools, subject, name, path);
        if (!page) {
            record_failure(subject, "http.page", page.error());
            co_return;
        }
        add_facts(subject, http::facts_of(page->response));
        if (hop > 0 || !name.empty())
            keep_evidence(tools, subject, "http.page " + name + path, page->request, page->raw);
        if (page->response.status < 300 || page->response.status > 399) break;
        path = local_path(subject, name, page->response.header("location"));
        if (path.empty()) break;
    }
    record_done(subject, "http.page");
}

bool looks_like_orthanc(const model::Facts& facts) {
    return facts.text("http.title").find("Orthanc") != std::string::npos ||
           facts.text("http.authenticate").find("Orthanc") != std::string::npos ||
           facts.text("http.location").find("explorer.html") != std::string::npos;
}

// /system tells name, version and DICOM port of the server; it holds nothing of any patient.
net::Task<void> review_orthanc(Tools& tools, Subject& subject) {
    Result<Page> page = co_await fetch(tools, subject, "", "/system");
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

}  // namespace

net::Task<void> review_http(Tools& tools, Subject& subject) {
    if (subject.service.protocol != "http") co_return;
    std::vector<std::string> names{""};
    for (const std::string& name : subject.service.names)
        if (names.size() <= kNames && tools.scope.owns_name(name)) names.push_back(name);
    for (const std::string& name : names) co_await review_site(tools, subject, name);
    if (looks_like_orthanc(subject.service.facts)) co_await review_orthanc(tools, subject);
}

}  // namespace vigie::inspect
