// SPDX-License-Identifier: Apache-2.0
// Every catalogue an audit needs, loaded and checked before anything is sent.
#pragma once

#include <filesystem>
#include <vector>

#include "base/result.h"
#include "catalog/facts.h"
#include "catalog/fingerprints.h"
#include "catalog/rules.h"
#include "catalog/web.h"
#include "correlate/correlate.h"
#include "discover/word_list.h"

namespace vigie::engine {

struct Catalogues {
    std::filesystem::path folder;
    catalog::Fingerprints fingerprints;
    catalog::Vocabulary vocabulary;
    catalog::Rules rules;
    discover::WordList words;
    std::vector<model::Port> priority_ports;
    catalog::WebCatalogue web;
};

// Errors: io, input (with file:line of the broken catalogue).
base::Result<Catalogues> load_catalogues();

// Products and their lifecycles, for the correlation.
base::Result<correlate::Knowledge> load_knowledge(const std::filesystem::path& folder);

}  // namespace vigie::engine
