// SPDX-License-Identifier: Apache-2.0
// Which product a service is, from everything that was seen of it. Signs of one product add up: a strong one suffices,
// weak ones need a second of another kind; one weak sign alone is written down as a doubt and names nothing. Pure.
#pragma once

#include <string>
#include <vector>

#include "catalog/fingerprints.h"
#include "model/audit.h"

namespace vigie::identify {

struct Naming {
    std::vector<catalog::Identity> sure;  // best first, one for each product
    std::vector<std::string> suspected;   // products with one weak sign
};

Naming weigh(const std::vector<catalog::Identity>& signs);

// The pages worth asking now: those of products that are named without a version or only suspected.
std::vector<const catalog::Question*> questions_for(const catalog::Fingerprints& fingerprints,
                                                    const model::Facts& facts);

// The path on this very server that the first page sends to, "" when it does not or leads elsewhere.
std::string own_redirect(const model::Service& service);

// Adds what another page of the same site shows of its product; what the first page said stays.
void add_page(model::Facts& facts, const model::Facts& page);

}  // namespace vigie::identify
