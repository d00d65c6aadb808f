// SPDX-License-Identifier: Apache-2.0
// What a domain publishes about its mail and its trust, as facts. Pure. A question without an answer leaves its fact
// out; an answer without a record gives an empty value ("asked, none published").
#pragma once

#include <string>

#include "discover/answers.h"
#include "model/fact.h"

namespace vigie::discover {

struct DomainAnswers {
    const Answer& soa;
    const Answer& mx;
    const Answer& txt;
    const Answer& caa;
    const Answer& dnskey;
    const Answer& ds;
    const Answer& dmarc;  // TXT of _dmarc
};

// A declared name that is not the top of a zone inherits its policies from there: what it lacks is then no fact.
void write_domain_facts(const std::string& domain, const DomainAnswers& answers, model::Facts& facts);

}  // namespace vigie::discover
