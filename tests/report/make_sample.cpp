// SPDX-License-Identifier: Apache-2.0
// Writes every document of a sample audit into a folder and says how long each took.
//   make_sample FOLDER [hospital|orange|green|quiet|many] [HOSTS FINDINGS] [fr|en]
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <string>

#include "exchange/nmap_xml.h"
#include "exchange/opssies.h"
#include "report/write.h"
#include "sample.h"

int main(int count, char** arguments) {
    using namespace vigie;
    const std::vector<std::string> words(arguments + 1, arguments + count);
    if (words.empty()) return 2;
    const std::string kind = words.size() > 1 ? words[1] : "hospital";
    model::Audit audit = sample::hospital();
    if (kind == "orange") audit = sample::orange();
    if (kind == "green") audit = sample::green();
    if (kind == "quiet") audit = sample::quiet();
    if (kind == "many") audit = sample::many(std::stoul(words.at(2)), std::stoul(words.at(3)));
    report::WriteOptions options;
    options.data = VIGIE_SOURCE_DIR "/data";
    options.lang = words.back() == "en" ? "en" : "fr";
    if (kind == "hospital") options.plan = sample::hospital_plan();
    options.extras = {{"opssies", "opssies.json", [](const model::Audit& a) { return exchange::write_opssies(a); }},
                      {"nmap", "nmap.xml", exchange::write_nmap_xml}};
    int status = 0;
    for (const char* format : {"json", "opssies", "nmap", "html", "csv", "xlsx", "pdf"}) {
        if (std::getenv("NO_PDF") != nullptr && std::string(format) == "pdf") continue;
        options.formats = {format};
        const auto start = std::chrono::steady_clock::now();
        const auto written = report::write_all(audit, words[0], options);
        const double took = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
        if (!written) {
            std::printf("%s\n", written.error().what.c_str());
            return 4;
        }
        for (const auto& file : *written) {
            if (file.format != format) continue;
            std::printf("%-8s %.3f s %s %s\n", file.format.c_str(), took, file.path.c_str(), file.error.c_str());
            if (!file.ok()) status = 1;
        }
    }
    return status;
}
