// SPDX-License-Identifier: Apache-2.0
#include "engine/documents.h"

#include <set>

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

// Those for other tools come last: they are written when asked for by name.
constexpr std::size_t kWrittenUnasked = 2;
std::vector<report::ExtraDocument> exchange_documents(const std::string& audit) {
    return {{"opssies", "opssies.json", opssies},
            {"nmap", "nmap.xml", exchange::write_nmap_xml},
            {"defectdojo", "defectdojo.json", exchange::write_defectdojo},
            {"cyclonedx", "vex.cdx.json", exchange::write_cyclonedx},
            {"csaf", exchange::csaf_file_name(audit), exchange::write_csaf_vex}};
}

}  // namespace

std::vector<std::string> document_names_in(const std::filesystem::path& folder) {
    std::vector<std::string> out = report::document_names();
    for (const report::ExtraDocument& document : exchange_documents("")) out.push_back(document.file);
    out.pop_back();  // the one that is called after its audit
    std::set<std::string> called;
    std::error_code error;
    for (const auto& entry : std::filesystem::directory_iterator(folder, error)) {
        std::string name = entry.path().filename().string();
        if (name.starts_with(".") && name.ends_with(".part")) name = name.substr(1, name.size() - 6);
        if (exchange::is_csaf_file_name(name)) called.insert(std::move(name));
    }
    out.insert(out.end(), called.begin(), called.end());
    return out;
}

base::Result<std::vector<report::WrittenFile>> write_documents(const model::Audit& audit,
                                                               const std::filesystem::path& folder,
                                                               const std::vector<std::string>& formats,
                                                               const std::filesystem::path& data) {
    report::WriteOptions options;
    options.formats = formats;
    options.lang = audit.lang;
    options.data = data;
    options.plan = remediation_plan(audit);
    options.extras = exchange_documents(audit.id);
    if (formats.empty()) options.extras.resize(kWrittenUnasked);
    return report::write_all(audit, folder, options);
}

}  // namespace vigie::engine
