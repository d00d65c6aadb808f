// SPDX-License-Identifier: Apache-2.0
#include "report/xlsx.h"

#include <algorithm>
#include <array>
#include <ctime>

#include <xlsxwriter.h>

#include "base/text.h"
#include "model/reason.h"
#include "report/finding_row.h"
#include "report/summary.h"

namespace vigie::report {
namespace {

constexpr std::size_t kMostCell = 32000;      // Excel's limit is 32,767 characters
constexpr std::size_t kMostRows = 1'000'000;  // Excel's limit is 1,048,576

struct Styles {
    lxw_format* head = nullptr;
    lxw_format* text = nullptr;
    lxw_format* title = nullptr;
    std::array<lxw_format*, kCriticalities> criticality{};
    std::array<lxw_format*, 3> level{};
};

lxw_format* filled(lxw_workbook* book, std::uint32_t colour) {
    lxw_format* format = workbook_add_format(book);
    format_set_bold(format);
    format_set_bg_color(format, colour);
    format_set_font_color(format, 0xFFFFFF);
    format_set_align(format, LXW_ALIGN_VERTICAL_TOP);
    return format;
}

Styles make_styles(lxw_workbook* book) {
    Styles styles;
    styles.head = filled(book, 0x12395C);
    format_set_text_wrap(styles.head);
    styles.text = workbook_add_format(book);
    format_set_align(styles.text, LXW_ALIGN_VERTICAL_TOP);
    format_set_text_wrap(styles.text);
    styles.title = workbook_add_format(book);
    format_set_bold(styles.title);
    format_set_font_size(styles.title, 14);
    styles.criticality = {filled(book, 0x5B6470), filled(book, 0x1D5FA8), filled(book, 0x8A5A00),
                          filled(book, 0xC2410C), filled(book, 0x8B0018)};
    styles.level = {filled(book, 0x17692B), filled(book, 0xB34700), filled(book, 0xA30018)};
    return styles;
}

// A sheet with a header row, filled row by row.
class Sheet {
public:
    Sheet(lxw_workbook* book, const Say& say, std::string_view key, const Styles& styles, const std::string& tlp)
        : sheet_(workbook_add_worksheet(book, say.text("sheet." + std::string(key)).c_str())), styles_(styles) {
        const std::string mark = "&R" + clean(tlp, 64);  // on each printed page
        worksheet_set_header(sheet_, mark.c_str());
        worksheet_set_footer(sheet_, mark.c_str());
    }

    void head(const std::vector<std::string>& cells, const std::vector<double>& widths) {
        for (std::size_t i = 0; i < cells.size(); ++i) {
            text(i, cells[i], styles_.head);
            const auto column = static_cast<lxw_col_t>(i);
            worksheet_set_column(sheet_, column, column, i < widths.size() ? widths[i] : 14, nullptr);
        }
        columns_ = cells.size();
        head_row_ = row_;
        worksheet_freeze_panes(sheet_, row_ + 1, 0);
        next();
    }
    void text(std::size_t column, const std::string& value, lxw_format* format = nullptr) {
        worksheet_write_string(sheet_, row_, static_cast<lxw_col_t>(column), clean(value, kMostCell).c_str(),
                               format != nullptr ? format : styles_.text);
    }
    void number(std::size_t column, double value) {
        worksheet_write_number(sheet_, row_, static_cast<lxw_col_t>(column), value, styles_.text);
    }
    void next() { ++row_; }
    [[nodiscard]] bool full() const { return row_ >= kMostRows; }
    void filter() {
        if (row_ > head_row_ + 1)
            worksheet_autofilter(sheet_, head_row_, 0, row_ - 1, static_cast<lxw_col_t>(columns_ - 1));
    }
    void landscape() {
        worksheet_set_landscape(sheet_);
        worksheet_set_paper(sheet_, 9);  // A4
        worksheet_fit_to_pages(sheet_, 1, 0);
        worksheet_repeat_rows(sheet_, head_row_, head_row_);
    }

private:
    lxw_worksheet* sheet_;
    const Styles& styles_;
    lxw_row_t row_ = 0;
    lxw_row_t head_row_ = 0;
    std::size_t columns_ = 1;
};

void fill_summary(lxw_workbook* book, const Say& say, const model::Audit& audit, const Styles& styles) {
    const Summary summary = summarise(audit);
    Sheet sheet(book, say, "summary", styles, audit.tlp);
    sheet.head(
        {say.text("sheet.item"), say.text("sheet.value"), say.text("sheet.affected"), say.text("sheet.undetermined")},
        {38, 46, 14, 16});
    const auto pair = [&](const std::string& item, const std::string& value, lxw_format* format = nullptr) {
        sheet.text(0, item);
        sheet.text(1, value, format);
        sheet.next();
    };
    pair(say.text("cover.organisation"), audit.perimeter.organisation.name);
    pair(say.text("cover.level"), say.word(audit.verdict.level),
         styles.level.at(static_cast<std::size_t>(audit.verdict.level)));
    pair(say.text("cover.audit_id"), audit.id);
    pair(say.text("cover.started"), say.instant(audit.started));
    pair(say.text("cover.finished"), audit.finished ? say.instant(*audit.finished) : say.text("cover.unfinished"));
    pair(say.text("cover.tlp"), audit.tlp);
    const auto tally = [&](const std::string& item, const Tally& value) {
        sheet.text(0, item);
        sheet.number(2, static_cast<double>(value.affected));
        sheet.number(3, static_cast<double>(value.undetermined));
        sheet.next();
    };
    for (std::size_t i = kCriticalities; i-- > 0;)
        tally(say.text("column.criticality") + say.text("report.colon") + say.word(static_cast<model::Criticality>(i)),
              summary.by_criticality.at(i));
    for (std::size_t i = 0; i < kCategories; ++i)
        tally(say.text("column.category") + say.text("report.colon") + say.word(static_cast<model::Category>(i)),
              summary.by_category.at(i));
    tally(say.text("column.critical_risk"), summary.critical_risks);
    tally(say.text("managerial.total"), summary.current);
}

void fill_findings(lxw_workbook* book, const Say& say, const model::Audit& audit, const Styles& styles) {
    const std::vector<double> widths{20, 12, 12, 13, 18, 44, 22, 8,  10, 22, 17, 9,  30, 16, 12,
                                     12, 30, 22, 10, 10, 10, 50, 40, 50, 40, 10, 20, 24, 40, 20};
    Sheet sheet(book, say, "findings", styles, audit.tlp);
    std::vector<std::string> head;
    for (const std::string_view column : finding_columns()) head.push_back(say.text("column." + std::string(column)));
    sheet.head(head, widths);
    const auto position = [&](std::string_view name) {
        const auto columns = finding_columns();
        return static_cast<std::size_t>(std::find(columns.begin(), columns.end(), name) - columns.begin());
    };
    const std::size_t criticality = position("criticality");
    const std::size_t port = position("port");
    const std::size_t score = position("score");
    const std::size_t qod = position("qod");
    const std::size_t probability = position("exploit_probability");
    for (const model::Finding* finding : ranked(audit, [](const model::Finding&) { return true; })) {
        if (sheet.full()) break;
        const std::vector<std::string> cells = finding_cells(say, *finding);
        for (std::size_t i = 0; i < cells.size(); ++i) {
            if (i == criticality)
                sheet.text(i, cells[i], styles.criticality.at(static_cast<std::size_t>(finding->criticality)));
            else if (i == port && finding->port != 0)
                sheet.number(i, finding->port);
            else if (i == score && finding->cvss)
                sheet.number(i, finding->cvss->score);
            else if (i == probability && finding->exploit_probability)
                sheet.number(i, *finding->exploit_probability);
            else if (i == qod)
                sheet.number(i, finding->qod);
            else if (!cells[i].empty())
                sheet.text(i, cells[i]);
        }
        sheet.next();
    }
    sheet.filter();
    sheet.landscape();
}

void fill_services(lxw_workbook* book, const Say& say, const model::Audit& audit, const Styles& styles) {
    Sheet sheet(book, say, "services", styles, audit.tlp);
    std::vector<std::string> head;
    for (const char* column : {"address", "port", "transport", "protocol", "tls", "vendor", "product", "version", "cpe",
                               "qod", "names", "access"})
        head.push_back(say.text("column." + std::string(column)));
    sheet.head(head, {24, 8, 10, 14, 8, 18, 24, 16, 44, 10, 36, 16});
    for (const model::Service& service : audit.services) {
        if (sheet.full()) break;
        sheet.text(0, service.endpoint.address.text());
        sheet.number(1, service.endpoint.port);
        sheet.text(2, std::string(name_of(service.endpoint.transport)));
        sheet.text(3, service.protocol);
        sheet.text(4, say.yes_or_no(service.tls));
        sheet.text(5, service.vendor);
        sheet.text(6, service.product);
        sheet.text(7, service.version);
        sheet.text(8, service.cpe);
        sheet.number(9, service.qod);
        sheet.text(10, base::join(service.names, " "));
        sheet.text(11, service.access ? say.word(*service.access) : std::string());
        sheet.next();
    }
    sheet.filter();
    sheet.landscape();
}

void fill_coverage(lxw_workbook* book, const Say& say, const model::Audit& audit, const Styles& styles,
                   const CheckTitles& checks) {
    Sheet sheet(book, say, "coverage", styles, audit.tlp);
    sheet.head({say.text("column.state"), say.text("column.what"), say.text("column.why")}, {18, 60, 70});
    const auto row = [&](const std::string& state, const std::string& what, const std::string& why) {
        if (sheet.full()) return;
        sheet.text(0, state);
        sheet.text(1, what);
        sheet.text(2, why);
        sheet.next();
    };
    const model::Coverage& coverage = audit.coverage;
    row(say.text("outcome.done"), say.text("method.hosts"), say.number(coverage.hosts));
    row(say.text("outcome.done"), say.text("method.ports_tcp"), coverage.ports_tcp);
    row(say.text("outcome.done"), say.text("method.ports_udp"), coverage.ports_udp);
    for (const std::string& check : coverage.checks_run)
        row(say.text("outcome.done"), check_words(say, checks, check), check);
    for (const auto& gap : coverage.not_tested) row(say.text("method.not_tested"), gap.what, gap.why);
    for (const auto& gap : coverage.blocked) row(say.text("method.blocked"), gap.what, gap.why);
    for (const model::Service& service : audit.services)
        for (const model::Attempt& attempt : service.attempts)
            if (attempt.outcome != model::Attempt::Outcome::done)
                row(say.text("outcome." + std::string(name_of(attempt.outcome))),
                    service.endpoint.text() + " " + check_words(say, checks, attempt.check),
                    model::reason_for_people(attempt.why, say.lang()));
    for (const model::FeedState& feed : audit.feeds)
        row(say.text("method.feed"), feed.name + " " + feed.date,
            say.number(static_cast<std::uint64_t>(std::max<std::int64_t>(0, feed.records))));
    sheet.filter();
    sheet.landscape();
}

}  // namespace

base::Result<void> write_xlsx(const model::Audit& audit, const catalog::Texts& texts, const std::filesystem::path& path,
                              const CheckTitles& checks) {
    const Say say(texts);
    std::string folder = path.parent_path().string();
    if (folder.empty()) folder = ".";
    lxw_workbook_options options{};
    options.constant_memory = LXW_FALSE;
    options.tmpdir = folder.data();
    lxw_workbook* book = workbook_new_opt(path.c_str(), &options);
    if (book == nullptr) return base::fail(base::Errc::io, "writing the workbook: cannot create " + path.string());

    // The properties carry the audit's own date: the clock must not change the bytes.
    std::string title = clean(audit.perimeter.organisation.name, 200);
    std::string comments = clean(audit.tlp, 64);
    lxw_doc_properties properties{};
    properties.title = title.data();
    properties.comments = comments.data();
    properties.created = static_cast<std::time_t>(audit.finished.value_or(audit.started).time_since_epoch().count());
    workbook_set_properties(book, &properties);

    const Styles styles = make_styles(book);
    fill_summary(book, say, audit, styles);
    fill_findings(book, say, audit, styles);
    fill_services(book, say, audit, styles);
    fill_coverage(book, say, audit, styles, checks);
    const lxw_error error = workbook_close(book);
    if (error != LXW_NO_ERROR)
        return base::fail(base::Errc::io, std::string("writing the workbook: ") + lxw_strerror(error));
    if (!say.missing().empty())
        return base::fail(base::Errc::internal, "writing the workbook: no text is called " + *say.missing().begin());
    return {};
}

}  // namespace vigie::report
