// SPDX-License-Identifier: Apache-2.0
// One sentence in the language of the audit: French unless English was asked for.
#pragma once

#include "base/language.h"

namespace vigie::engine {

using base::say;

}  // namespace vigie::engine
