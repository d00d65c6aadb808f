// SPDX-License-Identifier: Apache-2.0
#include "exchange/feeds/update/download.h"

#include <algorithm>
#include <fstream>
#include <memory>

#include <curl/curl.h>

#include "base/text.h"

namespace vigie::exchange {
namespace {

constexpr long kRedirects = 5;
constexpr long kConnectSeconds = 30;
constexpr long kStallSeconds = 60;  // below 100 bytes a second for that long: broken
constexpr std::uint64_t kFileLimit = std::uint64_t{4} << 30U;
constexpr std::chrono::seconds kLongestPause{120};
constexpr const char* kAgent = "vigie (audit of internet exposure; vulnerability feeds)";

struct CloseCurl {
    void operator()(CURL* handle) const { curl_easy_cleanup(handle); }
};
struct FreeList {
    void operator()(curl_slist* list) const { curl_slist_free_all(list); }
};
using Curl = std::unique_ptr<CURL, CloseCurl>;

// One answer as it arrives.
struct Arrival {
    CURL* handle = nullptr;
    std::string* memory = nullptr;
    std::ofstream* file = nullptr;
    std::filesystem::path path;
    std::uint64_t limit = 0;
    std::uint64_t size = 0;     // of the whole, with what was there before
    std::uint64_t resumed = 0;  // bytes that we had
    std::string etag, last_modified, retry_after;
    bool too_large = false;
    bool started = false;
};

long status_of(CURL* handle) {
    long status = 0;
    curl_easy_getinfo(handle, CURLINFO_RESPONSE_CODE, &status);
    return status;
}

std::size_t on_body(char* data, std::size_t unit, std::size_t count, void* user) {
    Arrival& arrival = *static_cast<Arrival*>(user);
    const std::size_t size = unit * count;
    const long status = status_of(arrival.handle);
    if (status >= 300) return size;  // the words of an error page
    if (!arrival.started) {
        arrival.started = true;
        if (arrival.file != nullptr && arrival.resumed > 0 && status != 206) {
            // The server has another file now, or cannot continue: from the beginning.
            arrival.file->close();
            arrival.file->open(arrival.path, std::ios::binary | std::ios::trunc);
            arrival.resumed = 0;
            arrival.size = 0;
        }
    }
    arrival.size += size;
    if (arrival.size > arrival.limit) {
        arrival.too_large = true;
        return 0;
    }
    if (arrival.memory != nullptr) arrival.memory->append(data, size);
    if (arrival.file != nullptr && !arrival.file->write(data, static_cast<std::streamsize>(size))) return 0;
    return size;
}

std::size_t on_header(char* data, std::size_t unit, std::size_t count, void* user) {
    Arrival& arrival = *static_cast<Arrival*>(user);
    const std::string_view line = base::trim(std::string_view(data, unit * count));
    if (line.substr(0, 5) == "HTTP/") {  // a redirection or a proxy came before
        arrival.etag.clear();
        arrival.last_modified.clear();
    }
    const auto colon = line.find(':');
    if (colon == std::string_view::npos) return unit * count;
    const std::string_view name = line.substr(0, colon);
    const std::string_view value = base::trim(line.substr(colon + 1));
    if (base::equals_ignoring_case(name, "etag")) arrival.etag = value;
    if (base::equals_ignoring_case(name, "last-modified")) arrival.last_modified = value;
    if (base::equals_ignoring_case(name, "retry-after")) arrival.retry_after = value;
    return unit * count;
}

// What one attempt came to.
struct Outcome {
    CURLcode code = CURLE_OK;
    long status = 0;
    std::string words;
};

Outcome perform(const NetworkSettings& settings, const std::string& url, const std::vector<std::string>& headers,
                std::uint64_t from, bool decode, Arrival& arrival) {
    static const CURLcode kReady = curl_global_init(CURL_GLOBAL_DEFAULT);
    if (kReady != CURLE_OK) return {kReady, 0, curl_easy_strerror(kReady)};
    const Curl curl(curl_easy_init());
    if (curl == nullptr) return {CURLE_FAILED_INIT, 0, "libcurl does not start"};
    arrival.handle = curl.get();
    const bool secure = url.rfind("https://", 0) == 0;
    char words[CURL_ERROR_SIZE] = {};
    curl_easy_setopt(curl.get(), CURLOPT_URL, url.c_str());
    curl_easy_setopt(curl.get(), CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(curl.get(), CURLOPT_REDIR_PROTOCOLS_STR, secure ? "https" : "http,https");
    curl_easy_setopt(curl.get(), CURLOPT_FOLLOWLOCATION, 1L);
    curl_easy_setopt(curl.get(), CURLOPT_MAXREDIRS, kRedirects);
    curl_easy_setopt(curl.get(), CURLOPT_CONNECTTIMEOUT, kConnectSeconds);
    curl_easy_setopt(curl.get(), CURLOPT_LOW_SPEED_LIMIT, 100L);
    curl_easy_setopt(curl.get(), CURLOPT_LOW_SPEED_TIME, kStallSeconds);
    curl_easy_setopt(curl.get(), CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(curl.get(), CURLOPT_USERAGENT, kAgent);
    curl_easy_setopt(curl.get(), CURLOPT_ERRORBUFFER, static_cast<char*>(words));
    curl_easy_setopt(curl.get(), CURLOPT_WRITEFUNCTION, on_body);
    curl_easy_setopt(curl.get(), CURLOPT_WRITEDATA, &arrival);
    curl_easy_setopt(curl.get(), CURLOPT_HEADERFUNCTION, on_header);
    curl_easy_setopt(curl.get(), CURLOPT_HEADERDATA, &arrival);
    if (decode) curl_easy_setopt(curl.get(), CURLOPT_ACCEPT_ENCODING, "gzip");
    if (!settings.proxy.empty()) curl_easy_setopt(curl.get(), CURLOPT_PROXY, settings.proxy.c_str());
    if (!settings.ca_file.empty()) curl_easy_setopt(curl.get(), CURLOPT_CAINFO, settings.ca_file.c_str());
    const std::string range = std::to_string(from) + "-";
    if (from > 0) curl_easy_setopt(curl.get(), CURLOPT_RANGE, range.c_str());
    std::unique_ptr<curl_slist, FreeList> list;
    for (const std::string& header : headers) {
        curl_slist* longer = curl_slist_append(list.get(), header.c_str());
        if (longer == nullptr) return {CURLE_OUT_OF_MEMORY, 0, "no memory"};
        (void)list.release();
        list.reset(longer);
    }
    if (list) curl_easy_setopt(curl.get(), CURLOPT_HTTPHEADER, list.get());
    const CURLcode code = curl_easy_perform(curl.get());
    const std::string said = words[0] != '\0' ? static_cast<const char*>(words) : curl_easy_strerror(code);
    return {code, status_of(curl.get()), code == CURLE_OK ? std::string() : said};
}

// Worth another attempt: the server is busy, or the line broke. NVD says 403 when asked too often.
bool is_passing(const Outcome& outcome) {
    switch (outcome.code) {
        case CURLE_OK:
            return outcome.status == 403 || outcome.status == 408 || outcome.status == 429 || outcome.status >= 500;
        case CURLE_PARTIAL_FILE:
        case CURLE_RECV_ERROR:
        case CURLE_SEND_ERROR:
        case CURLE_GOT_NOTHING:
        case CURLE_COULDNT_CONNECT:
        case CURLE_OPERATION_TIMEDOUT:
        case CURLE_HTTP2:
        case CURLE_HTTP2_STREAM: return true;
        default: return false;
    }
}

base::Errc kind_of(const Outcome& outcome) {
    switch (outcome.code) {
        case CURLE_OK: return base::Errc::refused;
        case CURLE_PEER_FAILED_VERIFICATION:
        case CURLE_SSL_CONNECT_ERROR:
        case CURLE_SSL_CACERT_BADFILE: return base::Errc::tls;
        case CURLE_OPERATION_TIMEDOUT: return base::Errc::timeout;
        case CURLE_PARTIAL_FILE: return base::Errc::closed;
        default: return base::Errc::unreachable;
    }
}

std::string validator_of(const Arrival& arrival) {
    return arrival.etag.empty() ? arrival.last_modified : arrival.etag;
}

std::string read_line(const std::filesystem::path& path) {
    std::ifstream in(path);
    std::string out;
    std::getline(in, out);
    return out;
}

}  // namespace

// attempt(arrival) -> Outcome; the answer of the last one counts.
template <class Attempt>
base::Result<Download> Downloader::with_retries(const std::string& url, Attempt attempt) {
    std::chrono::seconds wait = settings_.first_pause;
    for (int number = 1;; ++number) {
        Arrival arrival;
        const Outcome outcome = attempt(arrival);
        if (outcome.code == CURLE_OK && outcome.status == 304) return Download{false, validator_of(arrival), {}};
        if (outcome.code == CURLE_OK && outcome.status >= 200 && outcome.status < 300)
            return Download{true, validator_of(arrival), {}};
        const std::string what = "fetching " + url + ": " +
                                 (arrival.too_large          ? "more than " + std::to_string(arrival.limit) + " bytes"
                                  : outcome.code == CURLE_OK ? "the server answers " + std::to_string(outcome.status)
                                                             : outcome.words);
        if (arrival.too_large) return base::fail(base::Errc::limit, what);
        if (!is_passing(outcome) || number >= settings_.attempts) return base::fail(kind_of(outcome), what);
        const auto asked = base::parse_unsigned(arrival.retry_after);
        const auto pause = asked ? std::min(std::chrono::seconds(*asked), kLongestPause) : wait;
        if (!pause_(pause)) return base::fail(base::Errc::cancelled, "fetching " + url + ": stopped");
        wait = std::min(wait * 2, kLongestPause);
    }
}

base::Result<Download> Downloader::get(const std::string& url, std::uint64_t limit,
                                       const std::vector<std::string>& headers) {
    std::string body;
    auto out = with_retries(url, [&](Arrival& arrival) {
        body.clear();
        arrival.memory = &body;
        arrival.limit = limit;
        return perform(settings_, url, headers, 0, true, arrival);
    });
    if (out) out->body = std::move(body);
    return out;
}

base::Result<Download> Downloader::get_file(const std::string& url, const std::filesystem::path& path,
                                            const std::string& known) {
    const std::filesystem::path part = path.string() + ".part";
    const std::filesystem::path note = path.string() + ".part.validator";  // of what the part is a part
    std::error_code ignored;
    auto out = with_retries(url, [&](Arrival& arrival) {
        const std::string begun = read_line(note);
        std::uint64_t have = begun.empty() ? 0 : std::filesystem::file_size(part, ignored);
        if (ignored) have = 0;
        std::vector<std::string> headers;
        if (have > 0) headers.push_back("If-Range: " + begun);
        // Either the rest of what was begun, or all of it when it is not what we know.
        if (have == 0 && !known.empty())
            headers.push_back(
                (known.front() == '"' || known.front() == 'W' ? "If-None-Match: " : "If-Modified-Since: ") + known);
        std::ofstream file(part, std::ios::binary | (have > 0 ? std::ios::app : std::ios::trunc));
        arrival.file = &file;
        arrival.path = part;
        arrival.limit = kFileLimit;
        arrival.resumed = have;
        arrival.size = have;
        Outcome outcome = perform(settings_, url, headers, have, false, arrival);
        file.close();
        const std::string validator = validator_of(arrival);
        // A weak validator cannot promise the same bytes.
        if (outcome.status < 300 && !validator.empty() && validator.rfind("W/", 0) != 0)
            std::ofstream(note) << validator << "\n";
        else
            std::filesystem::remove(note, ignored);
        if (outcome.status == 416) {  // what we had is no part of it: once more, whole
            std::filesystem::remove(note, ignored);
            std::filesystem::remove(part, ignored);
            outcome.code = CURLE_PARTIAL_FILE;
        }
        if (!file && outcome.code == CURLE_OK) return Outcome{CURLE_WRITE_ERROR, 0, "writing " + part.string()};
        return outcome;
    });
    if (!out) return out;
    std::filesystem::remove(note, ignored);
    if (!out->changed) {
        std::filesystem::remove(part, ignored);
        return out;
    }
    std::error_code error;
    std::filesystem::rename(part, path, error);
    if (error) return base::fail(base::Errc::io, "keeping " + path.string() + ": " + error.message());
    return out;
}

}  // namespace vigie::exchange
