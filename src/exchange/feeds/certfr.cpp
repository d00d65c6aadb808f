// SPDX-License-Identifier: Apache-2.0
// CERT-FR's avis and alertes. They name products in prose and give no score: what we keep is which CVEs a national
// CERT spoke of, when, and where to read it.
#include <algorithm>

#include "base/text.h"
#include "exchange/feeds/json_document.h"
#include "exchange/feeds/parsers.h"

namespace vigie::exchange {
namespace {

constexpr std::size_t kTitleLimit = 300;
constexpr std::size_t kCveLimit = 5'000;

// "CERTFR-2024-ALE-009", and "CERTA-2013-AVI-001" before 2014.
bool is_reference(std::string_view text) {
    const auto parts = base::split(text, '-');
    return text.size() < 32 && parts.size() == 4 && (parts[0] == "CERTFR" || parts[0] == "CERTA") &&
           parts[1].size() == 4 && base::parse_unsigned(parts[1]) && (parts[2] == "AVI" || parts[2] == "ALE") &&
           base::parse_unsigned(parts[3]);
}

}  // namespace

base::Result<void> import_certfr(std::string& text, model::VulnerabilityWriter& writer, model::FeedState& feed) {
    feed.name = "certfr";
    return with_document(text, "CERT-FR bulletin", [&](json::object& root) -> base::Result<void> {
        model::Bulletin out;
        for (auto field : root) {
            const std::string_view key = field.unescaped_key();
            if (key == "reference")
                out.reference = text_of(field.value());
            else if (key == "title")
                out.title = base::printable(text_of(field.value()), kTitleLimit);
            else if (key == "closed_at")
                out.closed = date_of_text(text_of(field.value()));
            else if (key == "cves") {
                for (auto item : field.value().get_array()) {
                    json::object cve = item.get_object();
                    std::string name = text_of(cve, "name");
                    if (is_cve_id(name) && out.cves.size() < kCveLimit) out.cves.push_back(std::move(name));
                }
            } else if (key == "revisions") {
                for (auto item : field.value().get_array()) {
                    json::object revision = item.get_object();
                    const std::string date = date_of_text(text_of(revision, "revision_date"));
                    if (date.empty()) continue;
                    if (out.published.empty() || date < out.published) out.published = date;
                    out.revised = std::max(out.revised, date);
                }
            }
        }
        if (!is_reference(out.reference))
            return base::fail(base::Errc::malformed,
                              "CERT-FR bulletin with the reference \"" + base::printable(out.reference, 40) + "\"");
        out.alert = out.reference.find("-ALE-") != std::string::npos;
        out.url =
            std::string("https://www.cert.ssi.gouv.fr/") + (out.alert ? "alerte/" : "avis/") + out.reference + "/";
        std::sort(out.cves.begin(), out.cves.end());
        out.cves.erase(std::unique(out.cves.begin(), out.cves.end()), out.cves.end());
        feed.date = std::max(feed.date, out.revised);
        ++feed.records;
        return writer.put(out);
    });
}

}  // namespace vigie::exchange
