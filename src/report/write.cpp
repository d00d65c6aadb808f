// SPDX-License-Identifier: Apache-2.0
#include "report/write.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/text.h"
#include "catalog/texts.h"
#include "model/json.h"
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

base::Error system_error(const std::string& doing) {
    return {base::Errc::io, doing + ": " + std::strerror(errno)};
}

base::Result<void> write_private(const path& target, std::string_view content) {
    ::unlink(target.c_str());  // a leftover, or a link that somebody put there
    const int file = ::open(target.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, S_IRUSR | S_IWUSR);
    if (file < 0) return tl::unexpected(system_error("creating " + target.string()));
    while (!content.empty()) {
        const ssize_t count = ::write(file, content.data(), content.size());
        if (count < 0 && errno == EINTR) continue;
        if (count < 0) {
            const base::Error error = system_error("writing " + target.string());
            ::close(file);
            ::unlink(target.c_str());
            return tl::unexpected(error);
        }
        content.remove_prefix(static_cast<std::size_t>(count));
    }
    const bool synced = ::fsync(file) == 0;
    if (::close(file) != 0 || !synced) {
        const base::Error error = system_error("writing " + target.string());
        ::unlink(target.c_str());
        return tl::unexpected(error);
    }
    return {};
}

base::Result<void> put_in_place(const path& from, const path& target) {
    if (::chmod(from.c_str(), S_IRUSR | S_IWUSR) == 0 && ::rename(from.c_str(), target.c_str()) == 0) return {};
    const base::Error error = system_error("writing " + target.string());
    ::unlink(from.c_str());
    return tl::unexpected(error);
}

// What make leaves in a temporary file becomes the document; a failure leaves nothing behind.
base::Result<void> through_temporary(const path& target, const std::function<base::Result<void>(const path&)>& make) {
    const path temporary = temporary_for(target);
    if (auto done = write_private(temporary, ""); !done) return done;
    if (auto done = make(temporary); !done) {
        ::unlink(temporary.c_str());
        return done;
    }
    return put_in_place(temporary, target);
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
        if (!own && !extra) return base::fail(base::Errc::input, "writing the report: unknown format " + format);
    }
    return {};
}

// One audit, its texts and where it goes; each function writes one document.
class Writer {
public:
    Writer(const model::Audit& audit, const path& folder, const WriteOptions& options, const catalog::Texts& texts)
        : audit_(audit), folder_(folder), options_(options), texts_(texts) {}

    void text(const std::string& format, const std::string& file, const base::Result<std::string>& content) {
        note(format, file, content ? write_file(folder_ / file, *content) : tl::unexpected(content.error()));
    }
    void own(std::string_view format, std::string_view file);
    std::vector<WrittenFile> take() { return std::move(written_); }

private:
    void note(std::string_view format, std::string_view file, const base::Result<void>& done) {
        written_.push_back({std::string(format), folder_ / file, done ? "" : done.error().what});
    }
    const base::Result<std::string>& html() {
        if (html_made_) return html_;
        html_made_ = true;
        const auto page = Template::load(options_.data / "templates", "report.mustache", texts_);
        if (page)
            html_ = render_html(audit_, texts_, *page, options_.plan);
        else
            html_ = tl::unexpected(page.error());
        return html_;
    }
    base::Result<void> pdf(const path& target);

    const model::Audit& audit_;
    const path& folder_;
    const WriteOptions& options_;
    const catalog::Texts& texts_;
    std::vector<WrittenFile> written_;
    base::Result<std::string> html_ = std::string();
    bool html_made_ = false;
};

base::Result<void> Writer::pdf(const path& target) {
    if (!html()) return tl::unexpected(html().error());
    PdfOptions options;
    options.program = options_.pdf_program;
    if (options.program == "weasyprint") options.tags = options_.data / "print" / "weasyprint_tagged.py";
    for (const WrittenFile& file : written_)
        if (file.ok() && file.format != "html" && file.format != "json") options.attachments.push_back(file.path);
    const path source = folder_ / ".rapport.print.html";
    if (auto done = write_private(source, *html()); !done) return done;
    auto done = through_temporary(target, [&](const path& temporary) { return write_pdf(source, temporary, options); });
    ::unlink(source.c_str());
    return done;
}

void Writer::own(std::string_view format, std::string_view file) {
    const std::string name(file);
    if (format == "json")
        text("json", name, model::write_audit(audit_));
    else if (format == "html")
        text("html", name, html());
    else if (format == "csv")
        text("csv", name, render_csv(audit_, texts_));
    else if (format == "xlsx")
        note(format, file, through_temporary(folder_ / file, [&](const path& temporary) {
                 return write_xlsx(audit_, texts_, temporary);
             }));
    else if (format == "pdf")
        note(format, file, pdf(folder_ / file));
}

}  // namespace

std::vector<std::string> document_names() {
    std::vector<std::string> out;
    for (const auto& [format, file] : kOwn) out.emplace_back(file);
    return out;
}

base::Result<void> write_file(const path& target, std::string_view content) {
    const path temporary = temporary_for(target);
    if (auto done = write_private(temporary, content); !done) return done;
    return put_in_place(temporary, target);
}

base::Result<std::vector<WrittenFile>> write_all(const model::Audit& audit, const path& folder,
                                                 const WriteOptions& options) {
    if (const auto known = check_formats(options); !known) return tl::unexpected(known.error());
    const auto texts = catalog::load_texts(options.data / "texts", options.lang);
    if (!texts) return tl::unexpected(texts.error());
    std::error_code error;
    const bool made = std::filesystem::create_directories(folder, error);
    if (error) return base::fail(base::Errc::io, "creating " + folder.string() + ": " + error.message());
    if (made) std::filesystem::permissions(folder, std::filesystem::perms::owner_all, error);

    Writer writer(audit, folder, options, *texts);
    for (const ExtraDocument& document : options.extras)
        if (wanted(options, document.format)) writer.text(document.format, document.file, document.render(audit));
    for (const auto& [format, file] : kOwn)
        if (wanted(options, format)) writer.own(format, file);
    return writer.take();
}

}  // namespace vigie::report
