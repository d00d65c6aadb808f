// SPDX-License-Identifier: Apache-2.0
#include "discover/domain_facts.h"

#include <algorithm>

#include "base/text.h"

namespace vigie::discover {
namespace {

using dns::RecordType;

std::vector<std::string> sorted_rdata(const Answer& answer, RecordType type) {
    std::vector<std::string> out;
    for (const dns::Record* record : records_of(answer, type)) out.push_back(record->rdata);
    std::sort(out.begin(), out.end());
    return out;
}

std::string text_beginning(const Answer& answer, std::string_view beginning) {
    for (const dns::Record* record : records_of(answer, RecordType::txt))
        if (base::equals_ignoring_case(std::string_view(record->text).substr(0, beginning.size()), beginning))
            return record->text;
    return {};
}

bool is_top(const Answer& soa, const std::string& domain) {
    for (const dns::Record* record : records_of(soa, RecordType::soa))
        if (record->name == domain) return true;
    return false;
}

}  // namespace

void write_domain_facts(const std::string& domain, const DomainAnswers& answers, model::Facts& facts) {
    const bool top = is_top(answers.soa, domain);
    const auto list = [&](const char* fact, const Answer& answer, RecordType type) {
        const std::vector<std::string> values = sorted_rdata(answer, type);
        if (!failure_of(answer) && (top || !values.empty())) facts.set(fact, values);
    };
    const auto text = [&](const char* fact, const Answer& answer, std::string_view beginning) {
        const std::string value = text_beginning(answer, beginning);
        if (!failure_of(answer) && (top || !value.empty())) facts.set(fact, value);
    };
    list("domain.mx", answers.mx, RecordType::mx);
    list("domain.caa", answers.caa, RecordType::caa);
    text("domain.spf", answers.txt, "v=spf1");
    text("domain.dmarc", answers.dmarc, "v=DMARC1");
    if (top && !failure_of(answers.dnskey) && !failure_of(answers.ds))
        facts.set("domain.dnssec", !records_of(answers.dnskey, RecordType::dnskey).empty() &&
                                       !records_of(answers.ds, RecordType::ds).empty());
}

}  // namespace vigie::discover
