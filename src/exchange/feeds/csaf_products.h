// SPDX-License-Identifier: Apache-2.0
// The product tree of a CSAF document: what each product identifier stands for, as a criterion over versions or as a
// package of a distribution. For .cpp files of this folder only.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include <simdjson.h>

#include "base/result.h"
#include "model/vulnerability.h"

namespace vigie::exchange {

struct CsafProduct {
    std::vector<model::CpeCriterion> criteria;  // one for each name: the CPE's, and the one in words
    // Set for a package of a distribution that we know.
    std::string package;
    std::string release;          // "rhel-9", "sles-15.5"
    std::string package_version;  // without epoch 0; "" = every version
    bool is_source = false;       // a source package, where there are binary ones too
};

using CsafProducts = std::map<std::string, CsafProduct>;

// Fails on a tree that is deeper or longer than our limits.
base::Result<CsafProducts> read_product_tree(const simdjson::dom::element& document);

}  // namespace vigie::exchange
