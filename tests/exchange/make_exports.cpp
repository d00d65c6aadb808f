// SPDX-License-Identifier: Apache-2.0
// Writes a sample audit for other tools: make_exports FOLDER hospital|quiet|many
#include <cstdio>
#include <fstream>
#include <string>

#include "exchange/csaf_vex.h"
#include "exchange/cyclonedx.h"
#include "exchange/defectdojo.h"
#include "model/json.h"
#include "sample.h"

int main(int count, char** arguments) {
    using namespace vigie;
    const std::vector<std::string> words(arguments + 1, arguments + count);
    if (words.size() != 2) return 2;
    const model::Audit audit = words[1] == "hospital" ? sample::hospital()
                               : words[1] == "quiet"  ? sample::quiet()
                                                      : sample::many(30, 200);
    const auto keep = [&](const char* name, const base::Result<std::string>& text) {
        if (text)
            std::ofstream(words[0] + "/" + name) << *text;
        else
            std::printf("%s: %s\n", name, text.error().what.c_str());
    };
    keep("audit.json", model::write_audit(audit));
    keep("defectdojo.json", exchange::write_defectdojo(audit));
    keep("vex.cdx.json", exchange::write_cyclonedx(audit));
    keep(exchange::csaf_file_name(audit.id).c_str(), exchange::write_csaf_vex(audit));
    return 0;
}
