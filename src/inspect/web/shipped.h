// SPDX-License-Identifier: Apache-2.0
// The web knowledge that is shipped (data/web), for tests only.
#pragma once

#include "catalog/web.h"

namespace vigie::inspect {

inline const catalog::WebCatalogue& shipped() {
    static const catalog::WebCatalogue catalogue =
        *catalog::WebCatalogue::load(std::filesystem::path(VIGIE_SOURCE_DIR) / "data");
    return catalogue;
}

}  // namespace vigie::inspect
