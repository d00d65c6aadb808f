// SPDX-License-Identifier: Apache-2.0
#include "engine/openpgp.h"

#include <algorithm>
#include <filesystem>

#include <sys/mman.h>
#include <unistd.h>

#include "base/system.h"
#include "base/text.h"
#include "report/process.h"

namespace vigie::engine {
namespace {

using base::Errc;
using base::fail;
using base::Result;

constexpr base::Millis kDeadline = std::chrono::minutes{2};  // somebody may have to type a passphrase
constexpr std::size_t kFingerprint = 40;
constexpr std::size_t kLineShown = 200;
constexpr std::size_t kReasonShown = 600;

// Bytes that another program can open by a name, without being on any disk.
class MemoryFile {
public:
    MemoryFile() : descriptor_(memfd_create("vigie", MFD_CLOEXEC)) {}
    ~MemoryFile() {
        if (descriptor_ >= 0) close(descriptor_);
    }
    MemoryFile(const MemoryFile&) = delete;
    MemoryFile& operator=(const MemoryFile&) = delete;

    [[nodiscard]] std::string name() const {
        return "/proc/" + std::to_string(getpid()) + "/fd/" + std::to_string(descriptor_);
    }
    bool fill(std::string_view bytes) {
        while (!bytes.empty()) {
            const ssize_t count = write(descriptor_, bytes.data(), bytes.size());
            if (count <= 0) return false;
            bytes.remove_prefix(static_cast<std::size_t>(count));
        }
        return descriptor_ >= 0;
    }
    Result<std::string> content() {
        std::string out;
        std::string block(1U << 16U, '\0');
        if (lseek(descriptor_, 0, SEEK_SET) != 0) return base::fail_system("memory");
        for (;;) {
            const ssize_t count = read(descriptor_, block.data(), block.size());
            if (count < 0) return base::fail_system("memory");
            if (count == 0) return out;
            out.append(block, 0, static_cast<std::size_t>(count));
        }
    }

private:
    int descriptor_;
};

bool is_fingerprint(const std::string& text) {
    return text.size() == kFingerprint &&
           std::all_of(text.begin(), text.end(), [](unsigned char c) { return std::isxdigit(c) != 0; });
}

std::string one_line(std::string_view diagnostics) {
    std::string out;
    for (const std::string_view line : base::split(diagnostics, '\n'))
        if (const std::string_view said = base::trim(line); !said.empty())
            out += (out.empty() ? "" : "; ") + base::printable(said, kLineShown);
    return base::printable(out, kReasonShown);
}

Result<std::string> run_gpg(std::vector<std::string> action, std::string_view input) {
    MemoryFile in;
    MemoryFile out;
    if (!in.fill(input) || !out.fill("")) return base::fail_system("memory");
    // Nothing is looked for on the network: a key that is not here is an error.
    std::vector<std::string> command = {
        "gpg",      "--batch", "--yes", "--quiet", "--no-tty", "--disable-dirmngr", "--no-auto-key-locate",
        "--output", out.name()};
    for (std::string& word : action) command.push_back(std::move(word));
    command.push_back(in.name());
    const auto ran = report::run_process(command, kDeadline);
    if (!ran) return tl::unexpected(ran.error());
    if (ran->exit_status != 0) return fail(Errc::input, one_line(ran->diagnostics));
    return out.content();
}

}  // namespace

Result<std::string> encrypt(std::string_view clear, const OpenPgp& keys) {
    std::vector<std::string> action = {"--encrypt"};
    std::error_code error;
    const bool all_named_exactly =
        std::all_of(keys.recipients.begin(), keys.recipients.end(), [&](const std::string& recipient) {
            return is_fingerprint(recipient) || std::filesystem::is_regular_file(recipient, error);
        });
    if (all_named_exactly) action.insert(action.end(), {"--trust-model", "always"});
    for (const std::string& recipient : keys.recipients) {
        const bool is_file = std::filesystem::is_regular_file(recipient, error);
        action.emplace_back(is_file ? "--recipient-file" : "--recipient");
        action.push_back(recipient);
    }
    if (!keys.signer.empty()) action.insert(action.end(), {"--sign", "--local-user", keys.signer});
    return run_gpg(std::move(action), clear);
}

Result<std::string> sign(std::string_view content, const std::string& signer) {
    return run_gpg({"--detach-sign", "--local-user", signer}, content);
}

}  // namespace vigie::engine
