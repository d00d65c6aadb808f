// SPDX-License-Identifier: Apache-2.0
// The fingerprints that are shipped (data/fingerprints), read once, for tests only.
#pragma once

#include "catalog/fingerprints.h"

namespace vigie::identify {

inline const catalog::Fingerprints& shipped_fingerprints() {
    static const catalog::Fingerprints all =
        *catalog::Fingerprints::load(std::filesystem::path(VIGIE_SOURCE_DIR) / "data" / "fingerprints");
    return all;
}

}  // namespace vigie::identify
