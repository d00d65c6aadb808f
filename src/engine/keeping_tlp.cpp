// SPDX-License-Identifier: Apache-2.0
#include "engine/keeping_tlp.h"

#include <algorithm>
#include <array>
#include <string_view>

#include "base/text.h"
#include "engine/audit_files.h"
#include "engine/vault.h"

namespace vigie::engine {
namespace {

using base::Result;

std::size_t rank(const std::string& tlp) {
    static constexpr std::array<std::string_view, 5> kMildestFirst{"TLP:CLEAR", "TLP:GREEN", "TLP:AMBER",
                                                                   "TLP:AMBER+STRICT", "TLP:RED"};
    return static_cast<std::size_t>(std::find(kMildestFirst.begin(), kMildestFirst.end(), tlp) - kMildestFirst.begin());
}

}  // namespace

bool is_confidential(const std::string& tlp) {
    return tlp != "TLP:GREEN" && tlp != "TLP:CLEAR";
}

std::string strictest(const std::string& one, const std::string& other) {
    return rank(other) > rank(one) ? other : one;
}

Result<std::string> begin_rewriting(const KnownAudit& audit, const std::string& asked, const std::string& formats,
                                    const std::string& lang) {
    auto vault = open_vault(lang);
    if (!vault) return tl::unexpected(vault.error());
    auto card = (*vault)->card(audit.id);
    if (!card && card.error().code != base::Errc::input) return tl::unexpected(card.error());
    const std::string before = card ? strictest(audit.tlp, card->tlp) : audit.tlp;
    const std::string tlp = asked.empty() ? before : asked;
    std::string detail = "formats " + (formats.empty() ? std::string("all") : base::printable(formats));
    if (tlp != before) detail += ", " + base::printable(before) + " becomes " + tlp;
    if (const auto noted = note(**vault, "report", audit.id, detail); !noted) return tl::unexpected(noted.error());
    if (card && strictest(card->tlp, tlp) != card->tlp) {
        card->tlp = tlp;
        if (const auto updated = (*vault)->update(*card); !updated) return tl::unexpected(updated.error());
    }
    return tlp;
}

Result<void> end_rewriting(const KnownAudit& audit, const std::string& tlp, const std::vector<std::string>& written,
                           const std::string& lang) {
    auto vault = open_vault(lang);
    if (!vault) return tl::unexpected(vault.error());
    auto card = (*vault)->card(audit.id);
    if (!card) return card.error().code == base::Errc::input ? Result<void>() : tl::unexpected(card.error());
    if (card->tlp == tlp) return {};
    std::vector<std::string> all = documents_in(audit.folder);
    all.insert(all.end(), card->documents.begin(), card->documents.end());
    const bool whole = std::all_of(all.begin(), all.end(), [&](const std::string& name) {
        return std::find(written.begin(), written.end(), name) != written.end();
    });
    if (!whole) return {};
    card->tlp = tlp;
    return (*vault)->update(*card);
}

}  // namespace vigie::engine
