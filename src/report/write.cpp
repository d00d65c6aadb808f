// SPDX-License-Identifier: Apache-2.0
#include "report/write.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <fstream>
#include <optional>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/language.h"
#include "catalog/texts.h"
#include "model/json.h"
#include "report/checks.h"
#include "report/csv.h"
#include "report/html.h"
#include "report/pdf.h"
#include "report/xlsx.h"

namespace vigie::report {
namespace {

using std::filesystem::path;

// In the order of writing: the PDF attaches the files before it.
constexpr std::array<std::pair<std::string_view, std::string_view>, 5> kOwn{{{"json", "audit.json"},
                                                                             {"html", "rapport.html"},
                                                                             {"csv", "constats.csv"},
                                                                             {"xlsx", "constats.xlsx"},
                                                                             {"pdf", "rapport.pdf"}}};

path temporary_for(const path& target) {
    return target.parent_path() / ("." + target.filename().string() + ".part");
}

base::Error system_error(const path& target, const std::string& lang) {
    const std::string reason = base::system_reason(errno, lang);
    return {base::Errc::io,
            target.string() + base::say(lang, " : écriture impossible : ", ": cannot be written: ") + reason};
}

base::Result<void> write_private(const path& target, std::string_view content, const std::string& lang) {
    ::unlink(target.c_str());  // a leftover, or a link that somebody put there
    const int file = ::open(target.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, S_IRUSR | S_IWUSR);
    if (file < 0) return tl::unexpected(system_error(target, lang));
    while (!content.empty()) {
        const ssize_t count = ::write(file, content.data(), content.size());
        if (count < 0 && errno == EINTR) continue;
        if (count < 0) {
            const base::Error error = system_error(target, lang);
            ::close(file);
            ::unlink(target.c_str());
            return tl::unexpected(error);
        }
        content.remove_prefix(static_cast<std::size_t>(count));
    }
    const bool synced = ::fsync(file) == 0;
    if (::close(file) != 0 || !synced) {
        const base::Error error = system_error(target, lang);
        ::unlink(target.c_str());
        return tl::unexpected(error);
    }
    return {};
}

base::Result<void> put_in_place(const path& from, const path& target, const std::string& lang) {
    if (::chmod(from.c_str(), S_IRUSR | S_IWUSR) == 0 && ::rename(from.c_str(), target.c_str()) == 0) return {};
    const base::Error error = system_error(target, lang);
    ::unlink(from.c_str());
    return tl::unexpected(error);
}

// What make leaves in a temporary file becomes the document; a failure leaves nothing behind.
base::Result<void> through_temporary(const path& target, const std::string& lang,
                                     const std::function<base::Result<void>(const path&)>& make) {
    const path temporary = temporary_for(target);
    if (auto done = write_private(temporary, "", lang); !done) return done;
    if (auto done = make(temporary); !done) {
        ::unlink(temporary.c_str());
        return done;
    }
    return put_in_place(temporary, target, lang);
}

bool wanted(const WriteOptions& options, std::string_view format) {
    return options.formats.empty() ||
           std::find(options.formats.begin(), options.formats.end(), format) != options.formats.end();
}

base::Result<void> check_formats(const WriteOptions& options) {
    for (const std::string& format : options.formats) {
        const bool own =
            std::any_of(kOwn.begin(), kOwn.end(), [&](const auto& entry) { return entry.first == format; });
        const bool extra = std::any_of(options.extras.begin(), options.extras.end(),
                                       [&](const ExtraDocument& document) { return document.format == format; });
        if (!own && !extra)
            return base::fail(
                base::Errc::input,
                base::say(options.lang, "format de rapport inconnu : ", "unknown report format: ") + format);
    }
    return {};
}

// One audit, its texts and where it goes; each function writes one document.
class Writer {
public:
    Writer(const model::Audit& audit, const path& folder, const WriteOptions& options, const catalog::Texts& texts)
        : audit_(audit), folder_(folder), options_(options), texts_(texts) {}

    void extra(const ExtraDocument& document) {
        note(document.format, document.file, make_extra(document, folder_ / document.file));
    }
    void own(std::string_view format, std::string_view file) { note(format, file, make_own(format, folder_ / file)); }
    std::vector<WrittenFile> take() { return std::move(written_); }

private:
    void note(std::string_view format, std::string_view file, const base::Result<void>& done) {
        written_.push_back({std::string(format), folder_ / file, done ? "" : done.error().what});
    }
    base::Result<void> make_extra(const ExtraDocument& document, const path& target) {
        return keep(document.render(audit_), target);
    }
    base::Result<void> make_own(std::string_view format, const path& target);
    base::Result<void> keep(const base::Result<std::string>& content, const path& target) {
        return content ? write_file(target, *content, options_.lang) : tl::unexpected(content.error());
    }
    base::Result<void> pdf(const path& target);
    // The documents that the PDF carries: those written here already, the others made in scratch.
    base::Result<std::vector<path>> attachments(const path& scratch);

    const base::Result<CheckTitles>& checks() {
        if (!checks_) checks_ = load_check_titles(options_.data, options_.lang);
        return *checks_;
    }
    const base::Result<std::string>& html() {
        if (html_) return *html_;
        const auto page = Template::load(options_.data / "templates", "report.mustache", texts_);
        if (!page)
            html_ = tl::unexpected(page.error());
        else if (!checks())
            html_ = tl::unexpected(checks().error());
        else
            html_ = render_html(audit_, texts_, *page, options_.plan, *checks());
        return *html_;
    }

    const model::Audit& audit_;
    const path& folder_;
    const WriteOptions& options_;
    const catalog::Texts& texts_;
    std::vector<WrittenFile> written_;
    std::optional<base::Result<std::string>> html_;
    std::optional<base::Result<CheckTitles>> checks_;
};

base::Result<std::vector<path>> Writer::attachments(const path& scratch) {
    std::vector<path> out;
    const auto take = [&](const std::string& format, const std::string& file,
                          const std::function<base::Result<void>(const path&)>& make) -> base::Result<void> {
        const auto& asked = options_.attached;
        if (std::find(asked.begin(), asked.end(), format) == asked.end()) return {};
        for (const WrittenFile& written : written_)
            if (written.format == format && written.ok()) {
                out.push_back(written.path);
                return {};
            }
        if (auto made = make(scratch / file); !made) return made;
        out.push_back(scratch / file);
        return {};
    };
    for (const auto& [format, file] : kOwn)
        if (const auto made = take(std::string(format), std::string(file),
                                   [&, kind = format](const path& target) { return make_own(kind, target); });
            !made)
            return tl::unexpected(made.error());
    for (const ExtraDocument& document : options_.extras)
        if (const auto made =
                take(document.format, document.file, [&](const path& target) { return make_extra(document, target); });
            !made)
            return tl::unexpected(made.error());
    return out;
}

base::Result<void> Writer::pdf(const path& target) {
    if (!html()) return tl::unexpected(html().error());
    const path scratch = folder_ / kScratchFolder;
    std::error_code error;
    std::filesystem::remove_all(scratch, error);  // a leftover
    if (::mkdir(scratch.c_str(), S_IRWXU) != 0) return tl::unexpected(system_error(scratch, options_.lang));
    PdfOptions options;
    options.lang = options_.lang;
    options.program = options_.pdf_program;
    if (options.program == "weasyprint") options.tags = options_.data / "print" / "weasyprint_tagged.py";
    const path source = scratch / "rapport.html";
    base::Result<void> done = write_private(source, *html(), options_.lang);
    if (done) {
        auto carried = attachments(scratch);
        if (carried) {
            options.attachments = std::move(*carried);
            done = through_temporary(target, options_.lang,
                                     [&](const path& temporary) { return write_pdf(source, temporary, options); });
        } else {
            done = tl::unexpected(carried.error());
        }
    }
    std::filesystem::remove_all(scratch, error);
    return done;
}

base::Result<void> Writer::make_own(std::string_view format, const path& target) {
    if (format == "json") return keep(model::write_audit(audit_), target);
    if (format == "html") return keep(html(), target);
    if (format == "csv") return keep(render_csv(audit_, texts_), target);
    if (format == "pdf") return pdf(target);
    if (!checks()) return tl::unexpected(checks().error());
    return through_temporary(target, options_.lang,
                             [&](const path& temporary) { return write_xlsx(audit_, texts_, temporary, *checks()); });
}

}  // namespace

std::vector<std::string> document_names() {
    std::vector<std::string> out;
    for (const auto& [format, file] : kOwn) out.emplace_back(file);
    return out;
}

base::Result<void> write_file(const path& target, std::string_view content, const std::string& lang) {
    std::error_code none;
    const auto kind = std::filesystem::status(target, none).type();
    if (kind == std::filesystem::file_type::character || kind == std::filesystem::file_type::fifo) {
        std::ofstream device(target, std::ios::binary);  // /dev/stdout, /dev/null: written to, never replaced
        if (!(device << content).flush()) return tl::unexpected(system_error(target, lang));
        return {};
    }
    const path temporary = temporary_for(target);
    if (auto done = write_private(temporary, content, lang); !done) return done;
    return put_in_place(temporary, target, lang);
}

base::Result<std::vector<WrittenFile>> write_all(const model::Audit& audit, const path& folder,
                                                 const WriteOptions& options) {
    if (const auto known = check_formats(options); !known) return tl::unexpected(known.error());
    const auto texts = catalog::load_texts(options.data / "texts", options.lang);
    if (!texts) return tl::unexpected(texts.error());
    std::error_code error;
    const bool made = std::filesystem::create_directories(folder, error);
    if (error)
        return base::fail(base::Errc::io,
                          folder.string() + base::say(options.lang, " : création impossible : ", ": cannot be made: ") +
                              base::system_reason(error.value(), options.lang));
    if (made) std::filesystem::permissions(folder, std::filesystem::perms::owner_all, error);

    Writer writer(audit, folder, options, *texts);
    for (const ExtraDocument& document : options.extras)
        if (wanted(options, document.format)) writer.extra(document);
    for (const auto& [format, file] : kOwn)
        if (wanted(options, format)) writer.own(format, file);
    return writer.take();
}

}  // namespace vigie::report
