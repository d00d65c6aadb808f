// SPDX-License-Identifier: Apache-2.0
#include "inspect/web/fronts.h"

#include <array>

#include "base/text.h"

namespace vigie::inspect {
namespace {

constexpr std::size_t kCookies = 16;

catalog::WebReply reply_of(const WebPage& page, std::string_view head) {
    return {page.response.status, head, page.response.body};
}

void note_cookies(const WebPage& page, bool tls, model::Facts& facts) {
    std::size_t seen = 0;
    for (const protocols::http::Header& header : page.response.headers) {
        if (header.name != "set-cookie" || ++seen > kCookies) continue;
        bool secure = false;
        bool hidden = false;
        for (const std::string_view part : base::split(header.value, ';')) {
            secure = secure || base::equals_ignoring_case(base::trim(part), "secure");
            hidden = hidden || base::equals_ignoring_case(base::trim(part), "httponly");
        }
        const std::string name = base::printable(base::trim(header.value.substr(0, header.value.find('='))), 64);
        // A language or a load balancer's mark is nobody's secret: only what looks like a session counts.
        const bool session = base::contains_ignoring_case(name, "sess") || base::contains_ignoring_case(name, "sid") ||
                             base::contains_ignoring_case(name, "auth") || base::contains_ignoring_case(name, "token");
        if (session && ((tls && !secure) || !hidden)) facts.append("web.weak_cookies", name);
    }
}

}  // namespace

std::string note_fronts(const catalog::WebCatalogue& catalogue, const WebPage& page, model::Facts& facts) {
    const std::string head = page.head();
    std::string blocking;
    for (const catalog::WebFront& front : catalogue.fronts()) {
        const bool blocks = front.blocks_with(reply_of(page, head));
        if (blocks && blocking.empty()) blocking = front.id;
        if (blocks || front.stands_before(reply_of(page, head))) facts.append("web.fronts", front.id);
    }
    return blocking;
}

void note_headers(const WebPage& page, bool tls, model::Facts& facts) {
    // A redirection and an error page carry their own headers: only a page that is shown is judged.
    if (page.response.status != 200 || !base::contains_ignoring_case(page.response.header("content-type"), "html"))
        return;
    constexpr std::array<std::string_view, 3> kWanted{"content-security-policy", "x-content-type-options",
                                                      "referrer-policy"};
    std::vector<std::string> lacking = facts.list("web.headers_missing");
    for (const std::string_view name : kWanted)
        if (page.response.header(name).empty()) lacking.emplace_back(name);
    const bool framed =
        page.response.header("x-frame-options").empty() &&
        page.response.header("content-security-policy").find("frame-ancestors") == std::string_view::npos;
    if (framed) lacking.emplace_back("x-frame-options");
    facts.set("web.headers_missing", std::vector<std::string>{});
    for (std::string& name : lacking) facts.append("web.headers_missing", std::move(name));
    const bool any_origin =
        page.response.header("access-control-allow-origin") == "*" &&
        base::equals_ignoring_case(page.response.header("access-control-allow-credentials"), "true");
    facts.set("web.any_origin", any_origin || facts.flag("web.any_origin").value_or(false));
    note_cookies(page, tls, facts);
}

}  // namespace vigie::inspect
