// SPDX-License-Identifier: Apache-2.0
// Where the catalogues are: $VIGIE_DATA, else ../share/vigie/data beside an installed program, else data/ of the
// source tree above a build folder.
#pragma once

#include <filesystem>

#include "base/result.h"

namespace vigie::catalog {

base::Result<std::filesystem::path> find_data_folder();

}  // namespace vigie::catalog
