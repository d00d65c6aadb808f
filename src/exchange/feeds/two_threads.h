// SPDX-License-Identifier: Apache-2.0
// Parsing and writing side by side: the parser runs in a thread of its own and hands its records, in batches and in
// order, to the thread that owns the writer. Bounded: a parser that is faster waits. The writer is only ever touched by
// the calling thread.
#pragma once

#include <functional>

#include "base/result.h"
#include "model/vulnerability.h"

namespace vigie::exchange {

using Parse = std::function<base::Result<void>(model::VulnerabilityWriter&)>;

// The first error of either side; then the other one has stopped too.
base::Result<void> parse_beside_writing(const Parse& parse, model::VulnerabilityWriter& writer);

}  // namespace vigie::exchange
