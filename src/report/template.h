// SPDX-License-Identifier: Apache-2.0
// The HTML of the report lives in data/templates as Mustache; code only supplies values. {{t.key}} is a text of the
// language, {{> name}} includes a file. A template that asks for a text that does not exist does not load.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "base/result.h"
#include "catalog/texts.h"

namespace vigie::report {

class Template {
public:
    // Reads folder/name and what it includes, and checks every text key against the texts.
    static base::Result<Template> load(const std::filesystem::path& folder, const std::string& name,
                                       const catalog::Texts& texts);
    // The same from a text without includes.
    static base::Result<Template> parse(std::string source, const catalog::Texts& texts);

    [[nodiscard]] const std::string& source() const { return source_; }

private:
    std::string source_;
};

}  // namespace vigie::report
