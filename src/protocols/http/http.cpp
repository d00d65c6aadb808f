// SPDX-License-Identifier: Apache-2.0
#include "protocols/http/http.h"

#include <algorithm>
#include <array>
#include <optional>

#include "base/text.h"
#include "protocols/http/page.h"

namespace vigie::protocols::http {
namespace {

using base::contains_ignoring_case;
using base::Errc;
using base::fail;
using base::Reader;
using base::trim;

constexpr std::size_t kReplyLimit = 262144;
constexpr std::size_t kHeadLines = 512;    // lines of a head that are looked at
constexpr std::size_t kHeaderCount = 128;  // headers that are kept
constexpr std::size_t kNameLimit = 128;
constexpr std::size_t kValueLimit = 8192;
constexpr std::size_t kReasonLimit = 256;
constexpr std::size_t kInterimLimit = 4;  // 1xx answers before the final one
constexpr std::size_t kChunkCount = 16384;
constexpr std::size_t kFactLimit = 512;
constexpr std::size_t kSentenceLimit = 80;
constexpr std::size_t kFieldCount = 24;  // telling headers kept with their value
constexpr std::size_t kFieldLimit = 120;
constexpr std::array<model::Port, 8> kPorts{80, 443, 8080, 8443, 8000, 8888, 8042, 10000};

bool is_digit(char character) {
    return character >= '0' && character <= '9';
}

// "HTTP/1.1 200 OK": RFC 9112 section 4; the reason may be missing.
bool read_status_line(std::string_view line, Response& out) {
    if (line.size() < 12 || line.substr(0, 5) != "HTTP/" || !is_digit(line[5]) || line[6] != '.' ||
        !is_digit(line[7]) || line[8] != ' ' || !is_digit(line[9]) || !is_digit(line[10]) || !is_digit(line[11]))
        return false;
    if (line.size() > 12 && line[12] != ' ') return false;
    out.version = std::string(line.substr(5, 3));
    out.status = (line[9] - '0') * 100 + (line[10] - '0') * 10 + (line[11] - '0');
    out.reason = base::printable(trim(line.substr(12)), kReasonLimit);
    return out.status >= 100;
}

bool looks_like_html(std::string_view text) {
    const std::string start = base::to_lower(trim(text.substr(0, 64)));
    return start.compare(0, 14, "<!doctype html") == 0 || start.compare(0, 5, "<html") == 0;
}

// A line, only when its end was received.
std::optional<std::string_view> whole_line(Reader& reader, Bytes reply) {
    const std::string_view line = reader.line();
    if (!reader.ok() || (reader.empty() && reply.back() != '\n')) return std::nullopt;
    return line;
}

// Headers up to the empty line; false when the head is cut.
bool read_headers(Reader& reader, Bytes reply, Response& out) {
    for (std::size_t count = 0; count < kHeadLines; ++count) {
        const std::optional<std::string_view> line = whole_line(reader, reply);
        if (!line) return false;
        if (line->empty()) return true;
        const bool folded = (*line)[0] == ' ' || (*line)[0] == '\t';
        if (folded && !out.headers.empty()) {
            std::string& value = out.headers.back().value;
            if (value.size() + line->size() < kValueLimit) value.append(" ").append(trim(*line));
            continue;
        }
        const std::size_t colon = line->find(':');
        if (colon == std::string_view::npos || colon == 0 || colon > kNameLimit) continue;
        if (out.headers.size() >= kHeaderCount) continue;
        out.headers.push_back({base::to_lower(trim(line->substr(0, colon))),
                               std::string(trim(line->substr(colon + 1)).substr(0, kValueLimit))});
    }
    return false;
}

std::optional<std::size_t> chunk_size(std::string_view line) {
    const std::string_view digits = trim(line.substr(0, line.find(';')));
    if (digits.empty() || digits.size() > 7) return std::nullopt;
    std::size_t size = 0;
    for (const char character : base::to_lower(digits)) {
        if (is_digit(character))
            size = size * 16 + static_cast<std::size_t>(character - '0');
        else if (character >= 'a' && character <= 'f')
            size = size * 16 + static_cast<std::size_t>(character - 'a') + 10;
        else
            return std::nullopt;
    }
    return size;
}

// RFC 9112 section 7.1. What cannot be read as chunks ends the body, without complete.
void read_chunks(Reader& reader, Bytes reply, Response& out) {
    for (std::size_t count = 0; count < kChunkCount; ++count) {
        const std::optional<std::string_view> line = whole_line(reader, reply);
        if (!line) return;
        const std::optional<std::size_t> size = chunk_size(*line);
        if (!size) return;
        if (*size == 0) {
            out.complete = true;  // trailers are of no use here
            return;
        }
        const std::size_t here = std::min(*size, reader.remaining());
        out.body += reader.text(here);
        if (here < *size) return;
        const std::optional<std::string_view> end = whole_line(reader, reply);
        if (!end || !end->empty()) return;
    }
}

void read_body(Reader& reader, Bytes reply, Response& out) {
    if (out.status == 204 || out.status == 304) {
        out.complete = true;
        return;
    }
    if (contains_ignoring_case(out.header("transfer-encoding"), "chunked")) {
        read_chunks(reader, reply, out);
        return;
    }
    const std::optional<std::uint64_t> length = base::parse_unsigned(out.header("content-length"));
    const std::size_t here =
        length ? static_cast<std::size_t>(std::min<std::uint64_t>(*length, reader.remaining())) : reader.remaining();
    out.body = std::string(reader.text(here));
    out.complete = length && here == *length;
}

bool announces_length(const Response& response) {
    return response.status == 204 || response.status == 304 || !response.header("content-length").empty() ||
           !response.header("transfer-encoding").empty();
}

void set_text(Facts& facts, const char* name, std::string_view value) {
    if (!value.empty()) facts.set(name, base::printable(value, kFactLimit));
}

// A port that wants TLS and says so in clear: nginx, Apache, Go, Tomcat.
bool wants_tls(const Response& response) {
    constexpr std::array<std::string_view, 4> kSentences{
        "plain HTTP request was sent to HTTPS port", "speaking plain HTTP to an SSL-enabled server port",
        "Client sent an HTTP request to an HTTPS server", "This combination of host and port requires TLS"};
    return response.status == 400 && std::any_of(kSentences.begin(), kSentences.end(), [&](std::string_view sentence) {
               return contains_ignoring_case(response.body, sentence);
           });
}

void add_cookies(const Response& response, Facts& facts) {
    for (const Header& header : response.headers) {
        if (header.name != "set-cookie") continue;
        const std::string_view name = trim(std::string_view(header.value).substr(0, header.value.find('=')));
        if (!name.empty() && header.value.find('=') != std::string::npos)
            facts.append("http.cookies", base::printable(name, kNameLimit));
    }
}

// Headers by which products name themselves: all of "x-..." but those that carry a visitor's token, and these.
bool is_telling(const Header& header) {
    constexpr std::array<std::string_view, 13> kNamed{"via",
                                                      "composed-by",
                                                      "kbn-name",
                                                      "kbn-version",
                                                      "dav",
                                                      "docker-distribution-api-version",
                                                      "product",
                                                      "powered-by",
                                                      "liferay-portal",
                                                      "microsoftsharepointteamservices",
                                                      "server-version",
                                                      "ms-author-via",
                                                      "jmx-version"};
    constexpr std::array<std::string_view, 12> kTokens{"token", "csrf", "xsrf",  "session", "request", "correlation",
                                                       "trace", "auth", "nonce", "cookie",  "user",    "runtime"};
    if (std::find(kNamed.begin(), kNamed.end(), header.name) != kNamed.end()) return true;
    return header.name.starts_with("x-") && std::none_of(kTokens.begin(), kTokens.end(), [&](std::string_view word) {
               return header.name.find(word) != std::string::npos;
           });
}

void add_fields(const Response& response, Facts& facts) {
    std::size_t count = 0;
    for (const Header& header : response.headers) {
        if (!is_telling(header) || ++count > kFieldCount) continue;
        facts.append("http.fields", base::printable(header.name + ": " + header.value, kFieldLimit));
    }
}

void add_page(const Response& response, Facts& facts) {
    const std::string_view encoding = response.header("content-encoding");
    if (!encoding.empty() && encoding != "identity") return;
    const std::string title = title_of(response.body);
    set_text(facts, "http.title", title);
    set_text(facts, "http.generator", generator_of(response.body));
    set_text(facts, "http.page_redirect", page_redirect_of(response.body));
    for (const std::string& resource : resources_of(response.body))
        facts.append("http.resources", base::printable(resource, kFactLimit));
    facts.set("http.admin_interface",
              is_admin_interface(title, response.header("location"), response.header("www-authenticate")));

    const bool html = contains_ignoring_case(response.header("content-type"), "html") || looks_like_html(response.body);
    if (!html) {
        // An error in one plain sentence: programs that are no web server in the first place answer so.
        const std::string_view sentence = trim(std::string_view(response.body).substr(0, response.body.find('\n')));
        if (response.status >= 400 && contains_ignoring_case(response.header("content-type"), "text/plain") &&
            sentence.size() <= kSentenceLimit)
            set_text(facts, "http.error", sentence);
        return;
    }
    const std::optional<Listing> listing = listing_of(response.body);
    const bool password = asks_password(response.body);
    // What a cut page does not show may stand in the part that is missing.
    const bool whole = response.complete || !announces_length(response);
    if (listing || whole) facts.set("http.directory_listing", listing.has_value());
    if (password || whole) facts.set("http.login_form", password);
    if (listing) {
        facts.set("http.listing_entries", static_cast<std::int64_t>(listing->entries));
        if (!listing->sensitive.empty()) facts.set("http.listing_sensitive", listing->sensitive);
    }
}

ByteString probe() {
    return request("GET /", "", kUserAgent);
}

constexpr std::string_view kIdentity = "/wsman/identity/1/wsmanidentity.xsd";

Match recognise(Bytes reply) {
    const std::string_view text = base::as_text(reply);
    Response head;
    Reader reader(reply);
    if (read_status_line(reader.line(), head)) {
        // SSDP borrows the status line of HTTP; its answers carry USN and ST, which no web server sends.
        (void)read_headers(reader, reply, head);
        if (!head.header("usn").empty() || !head.header("st").empty()) return Match::maybe;
        // Remote management of Windows speaks inside HTTP; it is asked, and recognised, as a protocol of its own.
        return text.find(kIdentity) == std::string_view::npos ? Match::sure : Match::maybe;
    }
    if (text.substr(0, 7) == "HTTP/1.") return Match::maybe;
    return looks_like_html(text) ? Match::maybe : Match::no;
}

bool complete(Bytes reply) {
    const Result<Response> response = parse_response(reply);
    return response && response->complete;
}

Result<Facts> parse(Bytes reply) {
    const Result<Response> response = parse_response(reply);
    if (!response) return tl::unexpected(response.error());
    return facts_of(*response);
}

}  // namespace

std::string_view Response::header(std::string_view name) const {
    const auto found =
        std::find_if(headers.begin(), headers.end(), [&](const Header& header) { return header.name == name; });
    return found == headers.end() ? std::string_view{} : std::string_view(found->value);
}

ByteString request(std::string_view method_path, std::string_view host, std::string_view user_agent,
                   std::string_view accept) {
    base::Writer writer;
    writer.text(method_path).text(" HTTP/1.1\r\nHost: ").text(host.empty() ? "vigie.invalid" : host);
    writer.text("\r\nUser-Agent: ").text(user_agent).text("\r\nAccept: ").text(accept.empty() ? "*/*" : accept);
    writer.text("\r\nConnection: close\r\n\r\n");
    return writer.take();
}

Result<Response> parse_response(Bytes reply) {
    Reader reader(reply);
    for (std::size_t count = 0; count < kInterimLimit; ++count) {
        Response response;
        const std::string_view line = reader.line();
        if (!read_status_line(line, response)) {
            if (line.substr(0, 5) == "HTTP/") return fail(Errc::malformed, "reading an http status line");
            if (count > 0 || !looks_like_html(base::as_text(reply)))
                return fail(Errc::not_spoken, "reading an http answer: no status line");
            response.version = "0.9";
            response.body = std::string(base::as_text(reply));
            return response;
        }
        if (!read_headers(reader, reply, response)) return response;
        if (response.status >= 200 || response.status == 101) {
            if (response.status != 101) read_body(reader, reply, response);
            return response;
        }
        if (reader.empty()) return response;
    }
    return fail(Errc::malformed, "reading an http answer: too many interim answers");
}

// RFC 6797: max-age in seconds, perhaps quoted. A header without a readable one is a header without effect.
void add_transport_security(const Response& response, Facts& facts) {
    constexpr std::string_view kName = "max-age=";
    const std::string value = base::to_lower(response.header("strict-transport-security"));
    if (value.empty()) return;
    std::uint64_t seconds = 0;
    if (const auto place = value.find(kName); place != std::string::npos) {
        std::string_view digits = std::string_view(value).substr(place + kName.size());
        if (digits.starts_with('"')) digits.remove_prefix(1);
        digits = digits.substr(0, digits.find_first_not_of("0123456789"));
        seconds = base::parse_unsigned(digits).value_or(0);
    }
    constexpr std::uint64_t kMost = 10ULL * 365 * 86400;
    facts.set("http.hsts_max_age", static_cast<std::int64_t>(std::min(seconds, kMost)));
}

Facts facts_of(const Response& response) {
    Facts facts;
    if (response.status != 0) {
        facts.set("http.status", std::int64_t{response.status});
        const std::string_view location = response.header("location");
        facts.set("http.https_redirect", response.status >= 300 && response.status < 400 &&
                                             base::equals_ignoring_case(location.substr(0, 8), "https://"));
    }
    set_text(facts, "http.server", response.header("server"));
    set_text(facts, "http.powered_by", response.header("x-powered-by"));
    set_text(facts, "http.location", response.header("location"));
    set_text(facts, "http.content_type", response.header("content-type"));
    set_text(facts, "http.authenticate", response.header("www-authenticate"));
    for (const Header& header : response.headers)
        facts.append("http.headers", base::printable(header.name, kNameLimit));
    add_fields(response, facts);
    add_transport_security(response, facts);
    add_cookies(response, facts);
    if (wants_tls(response)) facts.set("http.tls_required", true);
    add_page(response, facts);
    return facts;
}

const Protocol protocol = {
    .name = "http",
    .transport = model::Transport::tcp,
    .usual_ports = kPorts,
    .intrusion = Intrusion::query,
    .probe = probe,
    .recognise = recognise,
    .complete = complete,
    .parse = parse,
    .reply_limit = kReplyLimit,
};

}  // namespace vigie::protocols::http
