// SPDX-License-Identifier: Apache-2.0
// Words of the findings that correlate makes: title, description, impact, recommendation, in French and English.
#pragma once

#include <string>
#include <vector>

#include "correlate/component.h"
#include "correlate/judge.h"
#include "correlate/language.h"
#include "correlate/lifecycle.h"
#include "model/audit.h"

namespace vigie::correlate {

// All take a finding whose endpoint is set and fill its texts and references.
void write_cve_texts(model::Finding& finding, const CveAnswer& answer, const Component& component, Language language);
void write_summary_texts(model::Finding& finding, const std::vector<const CveAnswer*>& answers,
                         const Component& component, Language language);
void write_support_texts(model::Finding& finding, const SupportAnswer& answer, const std::string& label,
                         Language language);

// "attaques constatées, automatisable, impact technique total"
std::string ssvc_text(const model::Exploitation& exploitation, const Language& language);
std::string days_text(std::int64_t days, const Language& language);  // "1 jour", "30 jours"
std::string number_text(double score, Language language);            // "9,8" in French

}  // namespace vigie::correlate
