// SPDX-License-Identifier: Apache-2.0
// What a rule may look at for each kind of subject: the facts observed, plus the subject's own fields
// ("service.port", "asset.in_scope", "name.value") written as facts. Empty texts are left out: not shown is not "".
#pragma once

#include "model/audit.h"

namespace vigie::assess {

// asset may be null: the host facts of the service's address are then unknown.
model::Facts facts_of(const model::Service& service, const model::Asset* asset);
model::Facts facts_of(const model::Asset& asset);
model::Facts facts_of(const model::Name& name);

}  // namespace vigie::assess
