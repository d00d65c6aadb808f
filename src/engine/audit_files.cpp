// SPDX-License-Identifier: Apache-2.0
#include "engine/audit_files.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <fstream>
#include <memory>
#include <sstream>

#include <fcntl.h>
#include <openssl/evp.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/language.h"
#include "base/system.h"
#include "base/text.h"
#include "engine/audit.h"
#include "engine/documents.h"

namespace vigie::engine {
namespace {

using base::Result;
namespace fs = std::filesystem;

std::vector<std::string> regular_files(const fs::path& folder, const std::vector<std::string>& names) {
    std::vector<std::string> out;
    std::error_code error;
    for (const std::string& name : names)
        if (fs::is_regular_file(fs::symlink_status(folder / name, error))) out.push_back(name);
    std::sort(out.begin(), out.end());
    return out;
}

// The journal, and what a killed program may have left of a document.
std::vector<std::string> working_names(const fs::path& folder) {
    const std::string journal = kJournal;
    std::vector<std::string> out = {journal, journal + "-wal", journal + "-shm"};
    const std::string scratch(report::kScratchFolder);
    for (const std::string& name : document_names_in(folder))
        out.insert(out.end(), {"." + name + ".part", scratch + "/" + name, scratch + "/." + name + ".part"});
    return out;
}

class File {
public:
    explicit File(const fs::path& path) : descriptor_(open(path.c_str(), O_RDWR | O_NOFOLLOW | O_CLOEXEC)) {}
    ~File() {
        if (descriptor_ >= 0) close(descriptor_);
    }
    File(const File&) = delete;
    File& operator=(const File&) = delete;
    [[nodiscard]] int descriptor() const { return descriptor_; }

private:
    int descriptor_;
};

}  // namespace

Result<WipedFile> wipe(const fs::path& path) {
    const auto failed = [&] { return base::fail_system(path.string()); };
    const File file(path);
    if (file.descriptor() < 0) return failed();
    WipedFile out;
    out.name = path.filename().string();
    const std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> digest(EVP_MD_CTX_new(), &EVP_MD_CTX_free);
    EVP_DigestInit_ex(digest.get(), EVP_sha256(), nullptr);
    std::array<std::uint8_t, 65536> block{};
    for (;;) {
        const ssize_t count = read(file.descriptor(), block.data(), block.size());
        if (count < 0) return failed();
        if (count == 0) break;
        EVP_DigestUpdate(digest.get(), block.data(), static_cast<std::size_t>(count));
        out.size += static_cast<std::uint64_t>(count);
    }
    std::array<std::uint8_t, EVP_MAX_MD_SIZE> value{};
    unsigned length = 0;
    EVP_DigestFinal_ex(digest.get(), value.data(), &length);
    out.sha256 = base::to_hex(base::Bytes(value).first(length));

    if (lseek(file.descriptor(), 0, SEEK_SET) != 0) return failed();
    block.fill(0);
    for (std::uint64_t written = 0; written < out.size;) {
        const auto piece = static_cast<std::size_t>(std::min<std::uint64_t>(block.size(), out.size - written));
        const ssize_t count = write(file.descriptor(), block.data(), piece);
        if (count <= 0) return failed();
        written += static_cast<std::uint64_t>(count);
    }
    if (fsync(file.descriptor()) != 0 || unlink(path.c_str()) != 0) return failed();
    return out;
}

std::vector<std::string> documents_in(const fs::path& folder) {
    return regular_files(folder, document_names_in(folder));
}

std::vector<std::string> working_files_in(const fs::path& folder) {
    return regular_files(folder, working_names(folder));
}

std::vector<std::string> others_in(const fs::path& folder) {
    std::vector<std::string> ours = document_names_in(folder);
    for (std::string& name : working_names(folder)) ours.push_back(std::move(name));
    ours.emplace_back(report::kScratchFolder);
    std::vector<std::string> out;
    std::error_code error;
    for (const auto& entry : fs::directory_iterator(folder, error)) {
        std::string name = entry.path().filename().string();
        if (std::find(ours.begin(), ours.end(), name) == ours.end()) out.push_back(std::move(name));
    }
    std::sort(out.begin(), out.end());
    return out;
}

Result<void> can_be_wiped(const fs::path& folder, const std::string& lang) {
    const auto failed = [&](const std::string& what, int reason) {
        return base::fail(base::Errc::io, what + base::say(lang, " : ", ": ") + base::system_reason(reason, lang));
    };
    std::vector<std::string> names = documents_in(folder);
    for (std::string& name : working_files_in(folder)) names.push_back(std::move(name));
    if (names.empty()) return {};
    for (const std::string& name : names)
        if (const File file(folder / name); file.descriptor() < 0) return failed((folder / name).string(), errno);
    std::string trial = (folder / ".vigie-XXXXXX").string();
    const int descriptor = mkstemp(trial.data());
    if (descriptor < 0) {
        if (errno == ENOSPC || errno == EDQUOT) return {};  // a full disk lets go of its files
        return failed(folder.string(), errno);
    }
    close(descriptor);
    if (unlink(trial.c_str()) != 0) return failed(folder.string(), errno);
    return {};
}

Result<std::string> read_whole(const fs::path& path) {
    std::ifstream file(path, std::ios::binary);
    std::ostringstream text;
    text << file.rdbuf();
    if (!file) return base::fail_system(path.string());
    return text.str();
}

}  // namespace vigie::engine
