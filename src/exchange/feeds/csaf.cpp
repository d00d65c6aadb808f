// SPDX-License-Identifier: Apache-2.0
// CSAF 2.0 and 2.1 of any provider, advisories and VEX alike. Packages of Red Hat and SUSE become what a distribution
// says of its release; every other product becomes a configuration that names the advisory. A product that cannot be
// read as a name with versions stays a name without: matching then never asserts.
#include <algorithm>
#include <map>
#include <set>

#include "base/text.h"
#include "exchange/feeds/csaf_products.h"
#include "exchange/feeds/json_tree.h"
#include "exchange/feeds/parsers.h"

namespace vigie::exchange {
namespace {

namespace dom = simdjson::dom;
using State = model::DistroStatus::State;

constexpr std::size_t kScoreLimit = 16;

// "Red Hat Product Security" -> "csaf:redhat"; the host of the namespace names the provider.
std::string origin_of(const dom::element& publisher) {
    std::string host = base::to_lower(text_at(publisher, "namespace"));
    const auto scheme = host.find("://");
    if (scheme != std::string::npos) host.erase(0, scheme + 3);
    host.erase(std::min(host.size(), host.find_first_of("/:")));
    const auto parts = base::split(host, '.');
    std::string_view name = parts.size() >= 2 ? parts[parts.size() - 2] : std::string_view(host);
    // "example.co.uk"
    if (parts.size() >= 3 && (name == "co" || name == "com" || name == "gov")) name = parts[parts.size() - 3];
    if (name.empty()) return "csaf:" + cpe_word(text_at(publisher, "name")).substr(0, 40);
    return "csaf:" + std::string(name.substr(0, 40));
}

std::vector<std::string> products_at(const dom::element& status, const char* key) {
    std::vector<std::string> out;
    dom::array list;
    if (status[key].get_array().get(list) != simdjson::SUCCESS) return out;
    for (const dom::element item : list) {
        std::string_view id;
        if (item.get_string().get(id) == simdjson::SUCCESS) out.emplace_back(id);
    }
    return out;
}

void add_score(const dom::element& content, const std::string& source, model::Cve& cve) {
    for (const char* key : {"cvss_v4", "cvss_v3", "cvss_v2"}) {
        dom::element given;
        if (content[key].get(given) != simdjson::SUCCESS) continue;
        model::CvssScore score;
        score.version = text_at(given, "version");
        score.vector = text_at(given, "vectorString");
        score.source = source;
        double number = 0;
        if (given["baseScore"].get_double().get(number) != simdjson::SUCCESS || score.version.empty()) continue;
        score.score = number;
        if (cve.scores.size() < kScoreLimit &&
            std::find(cve.scores.begin(), cve.scores.end(), score) == cve.scores.end())
            cve.scores.push_back(std::move(score));
    }
}

void read_scores(const dom::element& vulnerability, const std::string& source, model::Cve& cve) {
    dom::array list;
    if (vulnerability["scores"].get_array().get(list) == simdjson::SUCCESS)  // 2.0
        for (const dom::element item : list) add_score(item, source, cve);
    if (vulnerability["metrics"].get_array().get(list) == simdjson::SUCCESS)  // 2.1
        for (const dom::element item : list) {
            dom::element content;
            if (item["content"].get(content) == simdjson::SUCCESS) add_score(content, source, cve);
        }
}

std::string summary_of(const dom::element& vulnerability) {
    dom::array notes;
    std::string out = text_at(vulnerability, "title");
    if (vulnerability["notes"].get_array().get(notes) != simdjson::SUCCESS)
        return base::printable(out, kDescriptionLimit);
    for (const char* category : {"summary", "description"})
        for (const dom::element note : notes)
            if (text_at(note, "category") == category) return base::printable(text_at(note, "text"), kDescriptionLimit);
    return base::printable(out, kDescriptionLimit);
}

// One document's word on one package of one release, from several lists and architectures.
class PackageVerdicts {
public:
    void add(const CsafProduct& product, State state) {
        Verdict& verdict = verdicts_[{product.package, product.release}];
        // What the source package says counts; binary packages only where no source package is named.
        if (verdict.from_source && !product.is_source && !product.package_version.empty()) return;
        if (product.is_source && !verdict.from_source && !product.package_version.empty()) {
            verdict = {};
            verdict.from_source = true;
        }
        verdict.states.insert(state);
        if (state == State::resolved) verdict.versions.insert(product.package_version);
    }

    // A repair beats "affected": VEX lists both for the versions before and after it. Two different repairs in one
    // release (modules, streams) are a question that a banner cannot answer.
    [[nodiscard]] std::vector<model::DistroStatus> all(const std::string& origin, const std::string& cve,
                                                       const std::string& date) const {
        std::vector<model::DistroStatus> out;
        for (const auto& [name, verdict] : verdicts_) {
            model::DistroStatus status{name.first, name.second, cve, State::undetermined, {}, {}, origin, date};
            if (verdict.states.count(State::resolved) != 0) {
                if (verdict.versions.size() == 1 && !verdict.versions.begin()->empty()) {
                    status.state = State::resolved;
                    status.fixed_version = *verdict.versions.begin();
                }
            } else if (verdict.states.size() == 1) {
                status.state = *verdict.states.begin();
            }
            out.push_back(std::move(status));
        }
        return out;
    }

private:
    struct Verdict {
        std::set<State> states;
        std::set<std::string> versions;
        bool from_source = false;
    };
    std::map<std::pair<std::string, std::string>, Verdict> verdicts_;
};

struct Document {
    std::string origin;
    std::string id;
    std::string date;
    bool is_vex = false;  // one document says everything of its CVE
    CsafProducts products;
};

base::Result<bool> put_vulnerability(const dom::element& vulnerability, const Document& document,
                                     model::VulnerabilityWriter& writer) {
    model::Cve cve;
    cve.id = text_at(vulnerability, "cve");
    if (!is_cve_id(cve.id)) return false;  // only a vendor's own number: nothing to match it with
    cve.modified = document.date;
    cve.description = summary_of(vulnerability);
    read_scores(vulnerability, document.origin.substr(document.origin.find(':') + 1), cve);

    model::Configuration configuration{document.origin, false, {{}}, document.id};
    PackageVerdicts packages;
    bool distribution = false;
    dom::element status;
    if (vulnerability["product_status"].get(status) == simdjson::SUCCESS) {
        const auto each = [&](const char* list, auto use) {
            for (const std::string& id : products_at(status, list)) {
                const auto product = document.products.find(id);
                if (product == document.products.end()) continue;
                if (!product->second.release.empty()) distribution = true;
                use(product->second);
            }
        };
        const auto affected = [&](const CsafProduct& product) {
            if (!product.release.empty()) return packages.add(product, State::open);
            for (const model::CpeCriterion& criterion : product.criteria) {
                std::vector<model::CpeCriterion>& criteria = configuration.groups[0].criteria;
                if (criteria.size() < kCriteriaLimit &&
                    std::find(criteria.begin(), criteria.end(), criterion) == criteria.end())
                    criteria.push_back(criterion);
            }
        };
        const auto note = [&](State state) {
            return [&packages, state](const CsafProduct& product) {
                if (!product.release.empty()) packages.add(product, state);
            };
        };
        each("known_affected", affected);
        each("first_affected", affected);
        each("last_affected", affected);
        each("fixed", note(State::resolved));
        each("first_fixed", note(State::resolved));
        each("known_not_affected", note(State::not_affected));
        each("under_investigation", note(State::undetermined));
    }
    if (distribution) {
        const auto statuses = packages.all(document.origin, cve.id, document.date);
        if (const auto put = writer.put(document.origin, cve.id, statuses, !document.is_vex); !put)
            return tl::unexpected<base::Error>(put.error());
    }
    // A distribution's packages are judged by its own versions: their upstream names would accuse what it repaired.
    if (!distribution && !configuration.groups[0].criteria.empty())
        cve.configurations.push_back(std::move(configuration));
    if (const auto put = writer.put(document.origin, cve); !put) return tl::unexpected<base::Error>(put.error());
    return true;
}

}  // namespace

base::Result<void> import_csaf(std::string& text, model::VulnerabilityWriter& writer, model::FeedState& feed) {
    dom::parser parser;
    dom::element root;
    if (const auto error = parser.parse(text).get(root); error != simdjson::SUCCESS)
        return base::fail(base::Errc::malformed, std::string("CSAF document: ") + simdjson::error_message(error));
    dom::element head;
    dom::element publisher;
    dom::element tracking;
    if (root["document"].get(head) != simdjson::SUCCESS || head["publisher"].get(publisher) != simdjson::SUCCESS ||
        head["tracking"].get(tracking) != simdjson::SUCCESS)
        return base::fail(base::Errc::malformed, "CSAF document without publisher or tracking");
    const std::string version = text_at(head, "csaf_version");
    if (version != "2.0" && version != "2.1")
        return base::fail(base::Errc::malformed, "CSAF document of version \"" + base::printable(version, 10) + "\"");
    Document document;
    document.origin = origin_of(publisher);
    document.id = base::printable(text_at(tracking, "id"), 80);
    document.date = date_of_text(text_at(tracking, "current_release_date"));
    document.is_vex = text_at(head, "category") == "csaf_vex";
    if (document.id.empty()) return base::fail(base::Errc::malformed, "CSAF document without an identifier");
    const auto failed = [&](const base::Error& error) {
        return base::fail(error.code, "CSAF document " + document.id + ": " + error.what);
    };
    auto products = read_product_tree(root);
    if (!products) return failed(products.error());
    document.products = std::move(*products);

    feed.name = document.origin;
    feed.date = std::max(feed.date, document.date);
    bool used = false;
    dom::array vulnerabilities;
    if (root["vulnerabilities"].get_array().get(vulnerabilities) == simdjson::SUCCESS)
        for (const dom::element vulnerability : vulnerabilities) {
            const auto put = put_vulnerability(vulnerability, document, writer);
            if (!put) return failed(put.error());
            used = used || *put;
        }
    if (used) ++feed.records;
    return {};
}

}  // namespace vigie::exchange
