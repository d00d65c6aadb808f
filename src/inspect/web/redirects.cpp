// SPDX-License-Identifier: Apache-2.0
#include "inspect/web/redirects.h"

#include "base/text.h"

namespace vigie::inspect {
namespace {

constexpr std::size_t kLocationLimit = 1024;

// "host", "host:8443", "[2001:db8::1]:8443", "user@host"; false when it is none of these.
bool read_authority(std::string_view text, Redirect& out) {
    if (const auto at = text.rfind('@'); at != std::string_view::npos) text.remove_prefix(at + 1);
    std::string_view port;
    if (text.starts_with('[')) {
        const auto end = text.find(']');
        if (end == std::string_view::npos) return false;
        out.host = base::to_lower(text.substr(1, end - 1));
        if (end + 1 < text.size() && text[end + 1] == ':') port = text.substr(end + 2);
    } else {
        const auto colon = text.find(':');
        out.host = base::to_lower(text.substr(0, colon));
        if (colon != std::string_view::npos) port = text.substr(colon + 1);
    }
    while (out.host.ends_with('.')) out.host.pop_back();
    if (out.host.empty()) return false;
    if (port.empty()) return true;
    const auto number = base::parse_unsigned(port);
    if (!number || *number == 0 || *number > 65535) return false;
    out.port = static_cast<model::Port>(*number);
    return true;
}

}  // namespace

Redirect parse_redirect(std::string_view location, std::string_view page_path, bool tls) {
    Redirect out;
    std::string_view rest = base::trim(location);
    rest = rest.substr(0, rest.find('#'));
    if (rest.empty() || rest.size() > kLocationLimit || rest.find_first_of(" \r\n\t\\\"<>") != std::string_view::npos)
        return out;
    out.scheme = tls ? "https" : "http";
    bool absolute = rest.starts_with("//");
    if (absolute) {
        rest.remove_prefix(2);
    } else if (const auto colon = rest.find("://"); colon != std::string_view::npos && colon < rest.find('/')) {
        out.scheme = base::to_lower(rest.substr(0, colon));
        rest.remove_prefix(colon + 3);
        absolute = true;
    }
    if (out.scheme != "http" && out.scheme != "https") return out;
    if (absolute) {
        const auto end = rest.find_first_of("/?");
        if (!read_authority(rest.substr(0, end), out)) return out;
        if (out.port == 0) out.port = out.scheme == "https" ? 443 : 80;
        rest = end == std::string_view::npos ? std::string_view("/") : rest.substr(end);
        out.path = rest.starts_with('/') ? std::string(rest) : "/" + std::string(rest);
    } else if (rest.starts_with('/')) {
        out.path = std::string(rest);
    } else {
        const std::string_view folder = page_path.substr(0, page_path.find('?'));
        out.path = std::string(folder.substr(0, folder.rfind('/') + 1)) + std::string(rest);
        if (!out.path.starts_with('/')) out.path.insert(0, "/");
    }
    out.usable = true;
    return out;
}

}  // namespace vigie::inspect
