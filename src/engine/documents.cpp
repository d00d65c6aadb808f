// SPDX-License-Identifier: Apache-2.0
#include "engine/documents.h"

#include "engine/conclude.h"
#include "exchange/nmap_xml.h"
#include "exchange/opssies.h"

namespace vigie::engine {
namespace {

base::Result<std::string> opssies(const model::Audit& audit) {
    return exchange::write_opssies(audit);
}

std::vector<report::ExtraDocument> exchange_documents() {
    return {{"opssies", "opssies.json", opssies}, {"nmap", "nmap.xml", exchange::write_nmap_xml}};
}

}  // namespace

std::vector<std::string> document_names() {
    std::vector<std::string> out = report::document_names();
    for (const report::ExtraDocument& document : exchange_documents()) out.push_back(document.file);
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
    options.extras = exchange_documents();
    return report::write_all(audit, folder, options);
}

}  // namespace vigie::engine
