// SPDX-License-Identifier: Apache-2.0
// Reading what came back for a question: an answer or a failure, and the records in it. Pure.
#pragma once

#include <optional>
#include <vector>

#include "base/result.h"
#include "protocols/dns/message.h"

namespace vigie::discover {

namespace dns = protocols::dns;
using Answer = base::Result<dns::Message>;

// Why it is no answer; nothing when it is one. "There is no such name" is an answer, SERVFAIL is not.
std::optional<base::Error> failure_of(const Answer& answer);
// From a server of the zone: an answer that needs no resolver. A referral has neither AA nor records.
bool is_final(const Answer& answer);
// The records of one type; empty when there is no answer.
std::vector<const dns::Record*> records_of(const Answer& answer, dns::RecordType type);

}  // namespace vigie::discover
