// SPDX-License-Identifier: Apache-2.0
#include "engine/documents.h"

#include "engine/conclude.h"
#include "exchange/csaf_vex.h"
#include "exchange/cyclonedx.h"
#include "exchange/defectdojo.h"
#include "exchange/nmap_xml.h"
#include "exchange/opssies.h"

namespace vigie::engine {
namespace {

base::Result<std::string> opssies(const model::Audit& audit) {
    return exchange::write_opssies(audit);
}

}  // namespace

base::Result<std::vector<report::WrittenFile>> write_documents(const model::Audit& audit,
                                                               const std::filesystem::path& folder,
                                                               const std::vector<std::string>& formats,
                                                               const std::filesystem::path& data) {
    report::WriteOptions options;
    options.formats = formats;
    options.lang = audit.lang;
    options.data = data;
    options.plan = remediation_plan(audit);
    options.extras = {{"opssies", "opssies.json", opssies}, {"nmap", "nmap.xml", exchange::write_nmap_xml}};
    // For other tools, when asked for by name.
    if (!formats.empty()) {
        options.extras.push_back({"defectdojo", "defectdojo.json", exchange::write_defectdojo});
        options.extras.push_back({"cyclonedx", "vex.cdx.json", exchange::write_cyclonedx});
        options.extras.push_back({"csaf", "vex.csaf.json", exchange::write_csaf_vex});
    }
    return report::write_all(audit, folder, options);
}

}  // namespace vigie::engine
