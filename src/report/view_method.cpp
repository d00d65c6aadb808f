// SPDX-License-Identifier: Apache-2.0
// Chapters 6 and 7: how it was done, what was sent, what was not seen and with which knowledge, and the glossary.
#include <algorithm>
#include <map>

#include <fmt/format.h>

#include "base/text.h"
#include "model/reason.h"
#include "report/view.h"

namespace vigie::report {
namespace {

constexpr std::int64_t kFreshDays = 7;
constexpr std::size_t kGapsListed = 200;

constexpr std::array<std::string_view, 17> kGlossary{"audit_json", "certainty", "cve",      "cvss", "dicom", "dns",
                                                     "epss",       "kev",       "obsolete", "port", "qod",   "rdp",
                                                     "risk",       "smb",       "ssvc",     "tls",  "tlp"};

void add_row(NodeList& rows, std::string label, std::string value) {
    Node row;
    put(row, "label", std::move(label));
    put(row, "value", std::move(value));
    rows.add(std::move(row));
}

std::string window_text(const model::TimeWindow& window) {
    return fmt::format("{:02}:{:02}-{:02}:{:02}", window.start_minute / 60, window.start_minute % 60,
                       window.end_minute / 60, window.end_minute % 60);
}

void put_sent(const View& view, Node& out) {
    const Say& say = view.say;
    const model::Limits& limits = view.audit.perimeter.limits;
    NodeList rows;
    add_row(rows, say.text("method.profile"),
            say.text_or("method.profile_" + view.audit.profile, clean(view.audit.profile)));
    if (limits.packets_per_second)
        add_row(rows, say.text("method.limit_total"),
                say.text("method.per_second", {{"n", say.number(*limits.packets_per_second)}}));
    if (limits.packets_per_second_per_address)
        add_row(rows, say.text("method.limit_address"),
                say.text("method.per_second", {{"n", say.number(*limits.packets_per_second_per_address)}}));
    add_row(rows, say.text("method.packets"),
            view.audit.coverage.packets_sent
                ? say.text("method.packets_value", {{"n", say.number(*view.audit.coverage.packets_sent)}})
                : say.text("method.packets_unknown"));
    add_row(rows, say.text("method.anonymous"),
            say.text(view.audit.perimeter.authorisation.anonymous ? "method.anonymous_asked"
                                                                  : "method.anonymous_not_asked"));
    std::vector<std::string> windows;
    for (const model::TimeWindow& window : limits.windows) windows.push_back(window_text(window));
    add_row(rows, say.text("method.windows"), windows.empty() ? say.text("method.windows_always") : say.list(windows));
    rows.put_into(out, "sent");
}

// A line may end between two ports, never inside a number.
std::string spaced(const std::string& ports) {
    std::string out;
    for (const char character : ports) {
        out += character;
        if (character == ',') out += ' ';
    }
    return out;
}

void put_coverage(const View& view, Node& out) {
    const Say& say = view.say;
    const model::Coverage& coverage = view.audit.coverage;
    const auto or_empty = [&](const std::string& text) {
        return text.empty() ? say.text("report.empty") : clean(text);
    };
    NodeList rows;
    add_row(rows, say.text("method.hosts"), say.number(coverage.hosts));
    add_row(rows, say.text("method.ports_tcp"), or_empty(spaced(coverage.ports_tcp)));
    add_row(rows, say.text("method.ports_udp"), or_empty(spaced(coverage.ports_udp)));
    add_row(rows, say.text("method.checks"), say.count("count.check", coverage.checks_run.size()));
    add_row(rows, say.text("method.loss"),
            coverage.loss_estimate ? say.percent(*coverage.loss_estimate) : say.text("method.loss_unknown"));
    rows.put_into(out, "coverage");
}

void put_checks(const View& view, Node& out) {
    NodeList groups;
    for (const CheckGroup& group : grouped_checks(view.say, view.checks, view.audit.coverage.checks_run)) {
        Node row;
        put(row, "check_group", group.title);
        put(row, "check_count", view.say.number(group.items.size()));
        put(row, "check_items", base::join(group.items, " · "));
        groups.add(std::move(row));
    }
    groups.put_into(out, "checks");
}

// "http.page 192.0.2.1:80/tcp" -> the words of the check, then the place.
std::string gap_words(const View& view, const std::string& what) {
    const auto space = what.find(' ');
    const std::string first = what.substr(0, space);
    if (space == std::string::npos || first.find('.') == std::string::npos) return clean(what);
    const std::string words = check_words(view.say, view.checks, first);
    return words == clean(first, 128) ? clean(what) : words + " · " + clean(what.substr(space + 1));
}

void put_gaps(const View& view, const std::vector<model::CoverageGap>& gaps, const std::string& key, Node& out) {
    NodeList rows;
    for (const model::CoverageGap& gap : gaps) {
        if (rows.size() == kGapsListed) break;
        Node row;
        put(row, "gap_what", gap_words(view, gap.what));
        put(row, "gap_why", view.say.prose(gap.why));
        rows.add(std::move(row));
    }
    if (key == "not_tested") {
        for (const auto& [what, count] : failed_checks(view.audit)) {
            if (rows.size() == 2 * kGapsListed) break;
            Node row;
            put(row, "gap_what",
                check_words(view.say, view.checks, what.first) + " · " + view.say.count("count.service_check", count));
            put(row, "gap_why", clean(model::reason_for_people(what.second, view.say.lang())));
            rows.add(std::move(row));
        }
    }
    put_optional(out, (key + "_more").c_str(),
                 gaps.size() > kGapsListed ? view.say.count("count.more", gaps.size() - kGapsListed) : "");
    rows.put_into(out, key);
}

void put_feeds(const View& view, Node& out) {
    const Say& say = view.say;
    NodeList rows;
    for (const model::FeedState& feed : view.audit.feeds) {
        Node row;
        put(row, "feed_name", clean(feed.name));
        put(row, "feed_date", say.date(feed.date));
        put(row, "feed_records", say.number(static_cast<std::uint64_t>(std::max<std::int64_t>(0, feed.records))));
        const bool known = feed.age_days.has_value();
        put(row, "feed_age",
            known ? say.count("count.day", static_cast<std::uint64_t>(std::max<std::int64_t>(0, *feed.age_days)))
                  : say.text("method.feed_unknown_age"));
        put_flag(row, "feed_old", known && *feed.age_days > kFreshDays);
        rows.add(std::move(row));
    }
    rows.put_into(out, "feeds");
    // NVD asks for its notice wherever its data is used.
    const bool nvd = std::any_of(view.audit.feeds.begin(), view.audit.feeds.end(),
                                 [](const model::FeedState& feed) { return feed.name.rfind("nvd", 0) == 0; });
    put_flag(out, "feeds_nvd", nvd);
    const bool old = std::any_of(view.audit.feeds.begin(), view.audit.feeds.end(), [](const model::FeedState& feed) {
        return feed.age_days && *feed.age_days > kFreshDays;
    });
    put_flag(out, "feeds_old_any", old);
}

void put_glossary(const View& view, Node& out) {
    NodeList rows;
    for (const std::string_view key : kGlossary) {
        const std::string text = view.say.text("glossary.terms." + std::string(key));
        const auto bar = text.find(" | ");
        Node row;
        put(row, "term", text.substr(0, bar));
        put(row, "meaning", bar == std::string::npos ? std::string() : text.substr(bar + 3));
        rows.add(std::move(row));
    }
    rows.put_into(out, "glossary");
}

}  // namespace

FailedChecks failed_checks(const model::Audit& audit) {
    FailedChecks out;
    for (const model::Service& service : audit.services)
        for (const model::Attempt& attempt : service.attempts)
            if (attempt.outcome == model::Attempt::Outcome::failed) ++out[{attempt.check, attempt.why}];
    return out;
}

void view_method(const View& view, Node& out) {
    put_sent(view, out);
    put_coverage(view, out);
    put_checks(view, out);
    put_gaps(view, view.audit.coverage.not_tested, "not_tested", out);
    put_gaps(view, view.audit.coverage.blocked, "blocked", out);
    put_feeds(view, out);
    put_glossary(view, out);
}

}  // namespace vigie::report
