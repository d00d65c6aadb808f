// SPDX-License-Identifier: Apache-2.0
#include "engine/history.h"

#include <cstdlib>
#include <fstream>
#include <map>
#include <sstream>

#include <sys/stat.h>

#include "model/json.h"

namespace vigie::engine {
namespace {

using base::Errc;
using base::fail;
using base::Result;
namespace fs = std::filesystem;

fs::path list_path() {
    if (const char* chosen = std::getenv("VIGIE_HISTORY")) return chosen;
    if (const char* data = std::getenv("XDG_DATA_HOME"); data != nullptr && *data != '\0')
        return fs::path(data) / "vigie" / "audits";
    const char* home = std::getenv("HOME");
    return fs::path(home == nullptr ? "/var/lib" : home) / (home == nullptr ? "vigie" : ".local/share/vigie") /
           "audits";
}

// One line per audit: id, tab, folder. The last line of an id counts.
std::map<std::string, std::string> read_list() {
    std::map<std::string, std::string> out;
    std::ifstream file(list_path());
    std::string line;
    while (std::getline(file, line)) {
        const auto tab = line.find('\t');
        if (tab != std::string::npos) out[line.substr(0, tab)] = line.substr(tab + 1);
    }
    return out;
}

Result<void> write_list(const std::map<std::string, std::string>& list) {
    const fs::path path = list_path();
    std::error_code error;
    fs::create_directories(path.parent_path(), error);
    const fs::path temporary = path.string() + ".new";
    {
        std::ofstream file(temporary, std::ios::trunc);
        for (const auto& [id, folder] : list) file << id << "\t" << folder << "\n";
        if (!file.flush()) return fail(Errc::io, "writing " + temporary.string());
    }
    chmod(temporary.c_str(), 0600);
    fs::rename(temporary, path, error);
    if (error) return fail(Errc::io, "writing " + path.string() + ": " + error.message());
    return {};
}

}  // namespace

Result<void> remember_audit(const std::string& id, const fs::path& folder) {
    auto list = read_list();
    std::error_code error;
    list[id] = fs::absolute(folder, error).string();
    return write_list(list);
}

Result<void> forget_audit(const std::string& id) {
    auto list = read_list();
    if (list.erase(id) == 0) return {};
    return write_list(list);
}

Result<fs::path> find_audit(const std::string& folder_or_id, const std::string& lang) {
    std::error_code error;
    if (fs::is_regular_file(fs::path(folder_or_id) / "audit.json", error)) return fs::path(folder_or_id);
    const auto list = read_list();
    if (const auto found = list.find(folder_or_id); found != list.end()) {
        if (fs::is_regular_file(fs::path(found->second) / "audit.json", error)) return fs::path(found->second);
        return fail(Errc::input, lang == "en" ? "audit " + folder_or_id + " was in " + found->second +
                                                    ", which holds no audit.json any more"
                                              : "l'audit " + folder_or_id + " était dans " + found->second +
                                                    ", qui ne contient plus d'audit.json");
    }
    return fail(Errc::input,
                lang == "en"
                    ? folder_or_id + ": neither a folder with an audit.json nor the id of a known audit"
                    : folder_or_id + " : ni un dossier contenant un audit.json, ni l'identifiant d'un audit connu");
}

Result<model::Audit> read_audit_of(const std::string& folder_or_id, const std::string& lang) {
    const Result<fs::path> folder = find_audit(folder_or_id, lang);
    if (!folder) return tl::unexpected(folder.error());
    const fs::path path = *folder / "audit.json";
    std::ifstream file(path, std::ios::binary);
    std::ostringstream text;
    text << file.rdbuf();
    if (!file) return fail(Errc::input, path.string() + (lang == "en" ? ": cannot be read" : " : illisible"));
    Result<model::Audit> audit = model::read_audit(text.str());
    if (!audit) return fail(Errc::input, path.string() + ": " + audit.error().what);
    return audit;
}

}  // namespace vigie::engine
