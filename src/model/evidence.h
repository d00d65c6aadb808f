// SPDX-License-Identifier: Apache-2.0
// What of an exchange is too much to keep as proof. It exists because a page may list the files of patients: the audit
// counts them and keeps no name.
#pragma once

#include "model/audit.h"

namespace vigie::model {

// Keeps the head of a page and drops its body. The digest stays that of the whole reply.
void forget_body(Evidence& evidence);

}  // namespace vigie::model
