#include "common/terminal/snapshot.h"
#include "client/verbs/all_verbs.h"
#include "client/verbs/session_argument.h"
#include "client/verbs/snapshot_json.h"
#include "common/model/packed_row.h"
#include "common/model/reflow.h"
#include "common/terminal/write_vt.h"

#include <CLI/CLI.hpp>

#include <cstdio>
#include <limits>

namespace cleat {

namespace {

constexpr std::uint64_t ALL = std::numeric_limits<std::uint64_t>::max();

struct SnapshotOptions {
    std::string format = "text";
    std::uint64_t history = 0;
};

/// The history's lines at the screen's width, then the screen, a line each.
std::string to_text(const Snapshot& snapshot)
{
    std::string out;
    const auto words = std::make_shared<Dictionary>();
    const History& history = snapshot.history;
    for (std::uint64_t line = history.first(); line < history.end(); ++line) {
        for (const Row& row : lay_out(history.rows(line), snapshot.state.size.columns, words)) {
            out += row.text();
            out.push_back('\n');
        }
    }
    return out + snapshot.screen().text();
}

int print(const Snapshotted& taken, const SnapshotOptions& options)
{
    const auto snapshot = parse_snapshot(taken.snapshot.data);
    if (!snapshot) return report(snapshot.error());
    std::string out;
    if (options.format == "text") out = to_text(*snapshot);
    else if (options.format == "ansi") out = write_vt(*snapshot, {.history_lines = options.history});
    else out = to_json(*snapshot, taken) + "\n";
    const bool written = std::fwrite(out.data(), 1, out.size(), stdout) == out.size() && std::fflush(stdout) == 0;
    return written ? 0 : report(Error::from_errno("writing"));
}

} // namespace

VerbAction define_snapshot(CLI::App& app)
{
    const auto session = add_session_argument(app);
    const auto options = std::make_shared<SnapshotOptions>();
    app.add_option("--format", options->format, "text, ansi or json")
        ->check(CLI::IsMember({"text", "ansi", "json"}))
        ->capture_default_str();
    const auto history = std::make_shared<std::string>();
    CLI::Option* const wanted = app.add_option("--history", *history, "also the newest N lines of history, or all")
                                    ->type_name("[N]")
                                    ->expected(0, 1);
    return [=](const VerbContext& context) {
        if (wanted->count() > 0) {
            options->history = ALL;
            if (!history->empty() && !CLI::detail::lexical_cast(*history, options->history))
                return report(Error("\"" + *history + "\" is no number of lines; NAME comes before --history",
                                    ErrorCode::invalid));
        }
        auto caller = Caller::open(context.link, Role::observer);
        if (!caller) return report(caller.error());
        const auto taken = caller->ask_for<Snapshotted>(TakeSnapshot{*session, options->history});
        return taken ? print(*taken, *options) : report(taken.error());
    };
}

} // namespace cleat
