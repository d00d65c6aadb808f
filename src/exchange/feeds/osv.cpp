// SPDX-License-Identifier: Apache-2.0
// What Ubuntu and Alpine say of their source packages: OSV records (one CVE, its ranges per release) and Ubuntu's
// OpenVEX documents (the same, with what is not affected).
#include <algorithm>
#include <charconv>

#include "base/text.h"
#include "exchange/feeds/json_document.h"
#include "exchange/feeds/parsers.h"
#include "model/release_names.h"

namespace vigie::exchange {
namespace {

using State = model::DistroStatus::State;
constexpr std::size_t kDocumentStatusLimit = 20'000;  // of one document

// The value of one qualifier of a package URL, "" when absent. Canonical once wrote "?arch=src?distro=jammy".
std::string_view qualifier(std::string_view purl, std::string_view name) {
    const auto question = purl.find('?');
    if (question == std::string_view::npos) return {};
    std::string_view rest = purl.substr(question + 1);
    while (!rest.empty()) {
        const auto end = rest.find_first_of("&?");
        const std::string_view part = rest.substr(0, end);
        const auto equal = part.find('=');
        if (equal != std::string_view::npos && part.substr(0, equal) == name) return part.substr(equal + 1);
        if (end == std::string_view::npos) break;
        rest.remove_prefix(end + 1);
    }
    return {};
}

std::string percent_decoded(std::string_view text) {
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        unsigned value = 0;
        const std::string_view digits = text.substr(i, 3);
        if (digits.size() == 3 && digits[0] == '%' &&
            std::from_chars(digits.data() + 1, digits.data() + 3, value, 16).ptr == digits.data() + 3) {
            out += static_cast<char>(value);
            i += 2;
        } else {
            out += text[i];
        }
    }
    return out;
}

// "Ubuntu:22.04:LTS" -> ubuntu, jammy; "Alpine:v3.20" -> alpine, alpine-3.20. Releases that must be paid for
// ("Ubuntu:Pro:18.04:LTS") are others: nothing.
bool read_ecosystem(std::string_view ecosystem, std::string_view purl, model::DistroStatus& out) {
    const auto parts = base::split(ecosystem, ':');
    if (parts.size() < 2) return false;
    if (parts[0] == "Ubuntu") {
        if (parts.size() > 3 || (parts.size() == 3 && parts[2] != "LTS")) return false;
        out.source = "ubuntu";
        const auto releases = model::ubuntu_releases();
        const auto known = std::find_if(releases.begin(), releases.end(),
                                        [&](const model::NamedRelease& one) { return one.number == parts[1]; });
        if (known != releases.end())
            out.release = known->codename;
        else if (!parts[1].empty() && parts[1].front() >= '0' && parts[1].front() <= '9')
            out.release = qualifier(purl, "distro");
        return !out.release.empty();
    }
    if (parts[0] == "Alpine" && parts[1].size() > 1 && parts[1].front() == 'v') {
        out.source = "alpine";
        out.release = "alpine-" + std::string(parts[1].substr(1));
        return true;
    }
    return false;
}

// What the ranges of one package say: repaired in a version, or open. Several ranges or several repairs of one
// release: we do not guess.
void read_ranges(json::array ranges, model::DistroStatus& out) {
    std::size_t repairs = 0;
    std::size_t beginnings = 0;
    for (auto item : ranges) {
        for (auto field : item.get_object()) {
            const std::string_view key = field.unescaped_key();
            if (key != "events") continue;
            for (auto event : field.value().get_array()) {
                for (auto part : event.get_object()) {
                    const std::string_view name = part.unescaped_key();
                    if (name == "fixed") {
                        ++repairs;
                        out.fixed_version = text_of(part.value());
                    } else if (name == "introduced") {
                        ++beginnings;
                    }
                }
            }
        }
    }
    if (repairs == 1 && beginnings <= 1) {
        out.state = State::resolved;
    } else {
        out.state = repairs == 0 && beginnings > 0 ? State::open : State::undetermined;
        out.fixed_version.clear();
    }
}

model::DistroStatus read_affected(json::object object) {
    model::DistroStatus out;
    std::string ecosystem;
    std::string purl;
    for (auto field : object) {
        const std::string_view key = field.unescaped_key();
        if (key == "package") {
            for (auto part : field.value().get_object()) {
                const std::string_view name = part.unescaped_key();
                if (name == "ecosystem")
                    ecosystem = text_of(part.value());
                else if (name == "name")
                    out.source_package = text_of(part.value());
                else if (name == "purl")
                    purl = text_of(part.value());
            }
        } else if (key == "ranges") {
            read_ranges(field.value().get_array(), out);
        } else if (key == "ecosystem_specific") {
            json::object specific;
            if (field.value().get_object().get(specific) == simdjson::SUCCESS)
                out.urgency = text_of(specific, "ubuntu_priority");
        }
    }
    if (out.source_package.empty() || !read_ecosystem(ecosystem, purl, out)) out.release.clear();
    return out;
}

// One writer call per source; nearly always there is one.
base::Result<void> put_statuses(std::vector<model::DistroStatus> statuses, const std::string& cve,
                                const std::string& date, model::VulnerabilityWriter& writer, model::FeedState& feed) {
    for (model::DistroStatus& status : statuses) {
        status.cve = cve;
        status.date = date;
    }
    std::stable_sort(statuses.begin(), statuses.end(),
                     [](const auto& a, const auto& b) { return a.source < b.source; });
    for (auto first = statuses.begin(); first != statuses.end();) {
        const auto last = std::find_if(first, statuses.end(), [&](const auto& s) { return s.source != first->source; });
        feed.name = first->source;
        if (const auto put = writer.put(first->source, cve, std::vector(first, last), false); !put) return put;
        first = last;
    }
    feed.date = std::max(feed.date, date);
    if (!statuses.empty()) ++feed.records;
    return {};
}

// "pkg:deb/ubuntu/openssh@1:9.6p1-3ubuntu13.5?arch=source&distro=noble". Only source packages of plain releases:
// "esm-apps/noble" is sold.
bool read_product(std::string_view purl, model::DistroStatus& out, std::string& version) {
    constexpr std::string_view kHead = "pkg:deb/ubuntu/";
    if (purl.substr(0, kHead.size()) != kHead || qualifier(purl, "arch") != "source") return false;
    const std::string release = percent_decoded(qualifier(purl, "distro"));
    if (release.empty() || release.find('/') != std::string::npos) return false;
    std::string_view name = purl.substr(kHead.size(), purl.find('?') - kHead.size());
    const auto at = name.find('@');
    version = at == std::string_view::npos ? std::string() : percent_decoded(name.substr(at + 1));
    out.source_package = percent_decoded(name.substr(0, at));
    out.release = release;
    out.source = "ubuntu";
    return !out.source_package.empty();
}

}  // namespace

base::Result<void> import_osv(std::string& text, model::VulnerabilityWriter& writer, model::FeedState& feed) {
    return with_document(text, "OSV record", [&](json::object& root) -> base::Result<void> {
        std::string id;
        std::string modified;
        bool withdrawn = false;
        std::vector<model::DistroStatus> statuses;
        for (auto field : root) {
            const std::string_view key = field.unescaped_key();
            if (key == "id")
                id = text_of(field.value());
            else if (key == "modified")
                modified = date_of_text(text_of(field.value()));
            else if (key == "withdrawn")
                withdrawn = true;
            else if (key == "affected") {
                for (auto item : field.value().get_array()) {
                    model::DistroStatus status = read_affected(item.get_object());
                    if (status.release.empty()) continue;
                    if (statuses.size() == kDocumentStatusLimit)
                        return base::fail(base::Errc::limit, "OSV record " + base::printable(id, 40) + ": too long");
                    statuses.push_back(std::move(status));
                }
            }
        }
        if (id.empty()) return base::fail(base::Errc::malformed, "OSV record without an identifier");
        const auto at = id.find("CVE-");
        const std::string cve = at == std::string::npos ? std::string() : id.substr(at);
        if (!is_cve_id(cve) || withdrawn) return {};  // a notice (USN-...): the CVE records say the same
        return put_statuses(std::move(statuses), cve, modified, writer, feed);
    });
}

base::Result<void> import_openvex(std::string& text, model::VulnerabilityWriter& writer, model::FeedState& feed) {
    return with_document(text, "OpenVEX document", [&](json::object& root) -> base::Result<void> {
        std::string date;
        std::string cve;
        std::vector<model::DistroStatus> statuses;
        for (auto field : root) {
            const std::string_view key = field.unescaped_key();
            if (key == "timestamp" || key == "last_updated")
                date = std::max(date, date_of_text(text_of(field.value())));
            if (key != "statements") continue;
            for (auto item : field.value().get_array()) {
                std::string name;
                std::string word;
                std::vector<std::string> products;
                for (auto part : item.get_object()) {
                    const std::string_view what = part.unescaped_key();
                    if (what == "vulnerability") {
                        json::object vulnerability = part.value().get_object();
                        name = text_of(vulnerability, "name");
                    } else if (what == "status") {
                        word = text_of(part.value());
                    } else if (what == "products") {
                        for (auto product : part.value().get_array()) {
                            json::object one = product.get_object();
                            products.push_back(text_of(one, "@id"));
                        }
                    }
                }
                if (!is_cve_id(name)) return base::fail(base::Errc::malformed, "OpenVEX statement without a CVE");
                if (!cve.empty() && cve != name) return {};  // a notice about several: each has its own document
                cve = name;
                for (const std::string& product : products) {
                    model::DistroStatus status;
                    std::string version;
                    if (!read_product(product, status, version)) continue;
                    status.state = word == "fixed"          ? State::resolved
                                   : word == "affected"     ? State::open
                                   : word == "not_affected" ? State::not_affected
                                                            : State::undetermined;
                    if (word == "fixed") status.fixed_version = version;
                    if (word == "fixed" && version.empty()) status.state = State::undetermined;
                    if (statuses.size() == kDocumentStatusLimit)
                        return base::fail(base::Errc::limit, "OpenVEX document: too long");
                    statuses.push_back(std::move(status));
                }
            }
        }
        if (cve.empty()) return base::fail(base::Errc::malformed, "OpenVEX document without a statement");
        return put_statuses(std::move(statuses), cve, date, writer, feed);
    });
}

}  // namespace vigie::exchange
