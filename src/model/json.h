// SPDX-License-Identifier: Apache-2.0
// The JSON form of the nouns: audit.json, the store and the messages between our two processes use this one form.
// Reading is strict about types and lenient about unknown keys; a bad document is an Error, never an exception.
#pragma once

#include <string>
#include <string_view>

#include <nlohmann/json_fwd.hpp>

#include "base/result.h"
#include "model/audit.h"

namespace vigie::model {

void to_json(nlohmann::json& out, const Facts& value);
void from_json(const nlohmann::json& in, Facts& value);
void to_json(nlohmann::json& out, const Perimeter& value);
void from_json(const nlohmann::json& in, Perimeter& value);
void to_json(nlohmann::json& out, const Evidence& value);
void from_json(const nlohmann::json& in, Evidence& value);
void to_json(nlohmann::json& out, const Attempt& value);
void from_json(const nlohmann::json& in, Attempt& value);
void to_json(nlohmann::json& out, const Service& value);
void from_json(const nlohmann::json& in, Service& value);
void to_json(nlohmann::json& out, const Asset& value);
void from_json(const nlohmann::json& in, Asset& value);
void to_json(nlohmann::json& out, const Name& value);
void from_json(const nlohmann::json& in, Name& value);
void to_json(nlohmann::json& out, const CvssScore& value);
void from_json(const nlohmann::json& in, CvssScore& value);
void to_json(nlohmann::json& out, const Exploitation& value);
void from_json(const nlohmann::json& in, Exploitation& value);
void to_json(nlohmann::json& out, const Finding& value);
void from_json(const nlohmann::json& in, Finding& value);
void to_json(nlohmann::json& out, const Attestation& value);
void from_json(const nlohmann::json& in, Attestation& value);
void to_json(nlohmann::json& out, const CoverageGap& value);
void from_json(const nlohmann::json& in, CoverageGap& value);
void to_json(nlohmann::json& out, const Coverage& value);
void from_json(const nlohmann::json& in, Coverage& value);
void to_json(nlohmann::json& out, const VerdictReason& value);
void from_json(const nlohmann::json& in, VerdictReason& value);
void to_json(nlohmann::json& out, const Verdict& value);
void from_json(const nlohmann::json& in, Verdict& value);
void to_json(nlohmann::json& out, const FeedState& value);
void from_json(const nlohmann::json& in, FeedState& value);
void to_json(nlohmann::json& out, const Audit& value);
void from_json(const nlohmann::json& in, Audit& value);

// Whole documents as text (indented, keys in alphabetical order, UTF-8 made safe).
std::string write_audit(const Audit& audit);
// Errors: input, one clause in the language that says what is wrong and where (line and byte, or part and item).
base::Result<Audit> read_audit(std::string_view text, std::string_view lang = "fr");

}  // namespace vigie::model
