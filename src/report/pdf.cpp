// SPDX-License-Identifier: Apache-2.0
#include "report/pdf.h"

#include "base/language.h"
#include "base/text.h"
#include "report/process.h"

namespace vigie::report {
namespace {

constexpr int kNotInstalled = 69;  // weasyprint_tagged.py's word for: there is no WeasyPrint

// The last line that says something: WeasyPrint's own words, without the Python traceback above it.
std::string last_line(std::string_view text) {
    std::string_view last;
    for (const std::string_view line : base::split(text, '\n'))
        if (!base::trim(line).empty()) last = base::trim(line);
    return base::printable(last, 200);
}

// A relative name could be read as a URL or an option.
std::string local(const std::filesystem::path& path) {
    return std::filesystem::absolute(path).string();
}

}  // namespace

base::Result<void> write_pdf(const std::filesystem::path& html, const std::filesystem::path& pdf,
                             const PdfOptions& options) {
    std::vector<std::string> arguments{options.program};
    std::error_code error;
    // The program itself would tag in a time that grows with pages times elements.
    if (std::filesystem::is_regular_file(options.tags, error)) arguments = {"/usr/bin/python3", local(options.tags)};
    arguments.insert(arguments.end(), {"--quiet", "--encoding", "utf-8"});
    if (arguments.front() != options.program) arguments.insert(arguments.end(), {"--pdf-variant", "pdf/ua-1"});
    for (const auto& attachment : options.attachments) {
        arguments.push_back("--attachment");
        arguments.push_back(local(attachment));
    }
    arguments.push_back(local(html));
    arguments.push_back(local(pdf));
    const std::string doing = base::say(options.lang, "écriture du PDF : ", "writing the PDF: ");
    const auto result = run_process(arguments, options.deadline, options.lang);
    if (!result) return base::fail(result.error().code, doing + result.error().what);
    if (result->exit_status == kNotInstalled)
        return base::fail(base::Errc::io, doing + options.program +
                                              base::say(options.lang, " n'est pas installé", " is not installed"));
    if (result->exit_status != 0)
        return base::fail(base::Errc::io,
                          doing + options.program +
                              base::say(options.lang, " s'est arrêté avec le code ", " ended with status ") +
                              std::to_string(result->exit_status) + base::say(options.lang, " : ", ": ") +
                              last_line(result->diagnostics));
    if (const auto size = std::filesystem::file_size(pdf, error); error || size == 0)
        return base::fail(base::Errc::io,
                          doing + options.program + base::say(options.lang, " n'a rien écrit", " wrote nothing"));
    return {};
}

}  // namespace vigie::report
