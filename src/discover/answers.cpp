// SPDX-License-Identifier: Apache-2.0
#include "discover/answers.h"

namespace vigie::discover {

std::optional<base::Error> failure_of(const Answer& answer) {
    if (!answer) return answer.error();
    if (answer->rcode == dns::Rcode::no_error || answer->rcode == dns::Rcode::no_such_name) return std::nullopt;
    return base::Error{base::Errc::refused, "the servers answered " + dns::name_of(answer->rcode)};
}

bool is_final(const Answer& answer) {
    return !failure_of(answer) && (answer->authoritative || !answer->answers.empty());
}

std::vector<const dns::Record*> records_of(const Answer& answer, dns::RecordType type) {
    std::vector<const dns::Record*> out;
    if (failure_of(answer)) return out;
    for (const dns::Record& record : answer->answers)
        if (record.type == type) out.push_back(&record);
    return out;
}

}  // namespace vigie::discover
