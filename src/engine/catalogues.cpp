// SPDX-License-Identifier: Apache-2.0
#include "engine/catalogues.h"

#include "catalog/location.h"
#include "catalog/ports.h"
#include "engine/audit_files.h"

namespace vigie::engine {
base::Result<Catalogues> load_catalogues() {
    const auto folder = catalog::find_data_folder();
    if (!folder) return tl::unexpected(folder.error());
    auto fingerprints = catalog::Fingerprints::load(*folder / "fingerprints");
    if (!fingerprints) return tl::unexpected(fingerprints.error());
    auto vocabulary = catalog::Vocabulary::load(*folder / "facts");
    if (!vocabulary) return tl::unexpected(vocabulary.error());
    auto rules = catalog::Rules::load(*folder / "rules", *vocabulary);
    if (!rules) return tl::unexpected(rules.error());
    auto words = discover::load_word_list((*folder / "wordlists" / "sous-domaines.txt").string());
    if (!words) return tl::unexpected(words.error());
    auto ports = catalog::load_priority_ports(*folder);
    if (!ports) return tl::unexpected(ports.error());
    auto web = catalog::WebCatalogue::load(*folder);
    if (!web) return tl::unexpected(web.error());
    Catalogues out{*folder, std::move(*fingerprints), std::move(*vocabulary), std::move(*rules), std::move(*words),
                   {},      std::move(*web)};
    for (const catalog::PriorityPort& priority : *ports) out.priority_ports.push_back(priority.port);
    return out;
}

base::Result<correlate::Knowledge> load_knowledge(const std::filesystem::path& folder) {
    const auto products = read_whole(folder / "cpe" / "products.toml");
    if (!products) return tl::unexpected(products.error());
    const auto lifecycle = read_whole(folder / "lifecycle" / "products.toml");
    if (!lifecycle) return tl::unexpected(lifecycle.error());
    return correlate::parse_knowledge(*products, *lifecycle);
}

}  // namespace vigie::engine
