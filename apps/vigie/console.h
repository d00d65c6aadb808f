// SPDX-License-Identifier: Apache-2.0
// What all subcommands share: the language of messages, exit statuses, one clear line for an error, progress.
#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <string>

#include <CLI/App.hpp>

#include "base/result.h"
#include "engine/observer.h"
#include "model/audit.h"

namespace vigie::engine {
struct AuditOutcome;
}

namespace vigie::console {

// What the program ends with; also in the manual.
inline constexpr int kDone = 0;
inline constexpr int kBadInput = 2;
inline constexpr int kStopped = 3;
inline constexpr int kInternal = 4;
inline constexpr int kFailOn = 10;

// French unless --lang en, or an English $LC_ALL / $LC_MESSAGES / $LANG.
void choose_language(int argc, char** argv);
const std::string& language();
// The text in the chosen language.
std::string say(const char* french, const char* english);

// "ROUGE" / "RED"; "critique" / "critical".
std::string level_word(model::Level level);
std::string criticality_word(model::Criticality criticality);

// "amber", "TLP:AMBER", "tlp : white" -> "TLP:AMBER", "TLP:CLEAR" (TLP 2.0). Errors: input.
base::Result<std::string> parse_tlp(const std::string& text);

// Words that may come from the network or from somebody else's file, made harmless for a terminal: no escape sequence,
// no control or direction character. One line; shown_lines keeps the ends of lines. Whatever is printed of an audit, a
// message or a journal goes through one of them.
std::string shown(std::string_view text);
std::string shown_lines(std::string_view text);

// Prints "vigie: ..." on stderr and gives the exit status that the contract wants for this error.
int report_error(const base::Error& error);

// The verdict with its reasons, and where the documents are.
void print_outcome(const engine::AuditOutcome& outcome);

// Set by SIGINT and SIGTERM; a second signal ends the program at once.
const std::atomic<bool>& stop_requested();
void watch_signals();

enum class ProgressStyle { automatic, none, json };
// A line that redraws itself on a terminal, a plain line now and then elsewhere, JSON events when asked. On stderr.
std::unique_ptr<engine::Observer> make_observer(ProgressStyle style);
void add_progress_option(CLI::App& command, ProgressStyle& style);

// A subcommand registers itself and leaves what to do when it was chosen.
using Action = std::function<int()>;
void add_init(CLI::App& app, Action& chosen);
void add_check(CLI::App& app, Action& chosen);
void add_audit(CLI::App& app, Action& chosen);
void add_scan(CLI::App& app, Action& chosen);
void add_inspect(CLI::App& app, Action& chosen);
void add_report(CLI::App& app, Action& chosen);
void add_diff(CLI::App& app, Action& chosen);
void add_retest(CLI::App& app, Action& chosen);
void add_feeds(CLI::App& app, Action& chosen);
void add_cvss(CLI::App& app, Action& chosen);
void add_match(CLI::App& app, Action& chosen);
void add_attest(CLI::App& app, Action& chosen);
void add_import(CLI::App& app, Action& chosen);
void add_export(CLI::App& app, Action& chosen);
void add_opssies(CLI::App& app, Action& chosen);
void add_seal(CLI::App& app, Action& chosen);
void add_purge(CLI::App& app, Action& chosen);
void add_list(CLI::App& app, Action& chosen);
void add_journal(CLI::App& app, Action& chosen);
void add_key(CLI::App& app, Action& chosen);

}  // namespace vigie::console
