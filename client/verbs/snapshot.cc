#include "common/terminal/snapshot.h"
#include "client/verbs/all_verbs.h"
#include "client/verbs/session_argument.h"
#include "client/verbs/snapshot_extent.h"
#include "client/verbs/snapshot_json.h"
#include "common/base/numbers.h"
#include "common/base/quote.h"
#include "common/command_line/option_value.h"
#include "common/model/laid_out_rows.h"
#include "common/terminal/write_vt.h"

#include <CLI/CLI.hpp>

#include <cstdio>
#include <functional>
#include <limits>
#include <string_view>

namespace cleat {

namespace {

constexpr std::uint64_t ALL = std::numeric_limits<std::uint64_t>::max();

struct SnapshotOptions {
    std::string format = "text";
    std::uint64_t history = 0;
};

using Write = std::function<void(std::string_view)>;

/// Writes the history, laid out at the width of the screen, then the screen, one line per row.
void write_text(const Snapshot& snapshot, const Write& write)
{
    const auto write_row = [&write](const Row& row) { write(row.text() + '\n'); };
    each_laid_out_row(snapshot.history, snapshot.history.first(), snapshot.state.size.columns, write_row);
    write(snapshot.screen().text());
}

SnapshotExtent::Links links_in(const std::string& format)
{
    if (format == "text") return SnapshotExtent::Links::none;
    return format == "json" ? SnapshotExtent::Links::of_screen : SnapshotExtent::Links::of_all;
}

int print(const Snapshotted& taken, const SnapshotOptions& options)
{
    const auto snapshot = parse_snapshot(taken.snapshot.data);
    if (!snapshot) return report(snapshot.error());
    const auto extent = SnapshotExtent::of(*snapshot, links_in(options.format));
    if (const auto possible = check_extent(extent); !possible) return report(possible.error());
    bool written = true;
    const auto write = [&written](std::string_view text) {
        written = written && std::fwrite(text.data(), 1, text.size(), stdout) == text.size();
    };
    if (options.format == "text") write_text(*snapshot, write);
    else if (options.format == "ansi") write_vt(*snapshot, {.history_lines = options.history}, write);
    else write_json(*snapshot, taken, write);
    if (options.format == "json") write("\n");
    written = written && std::fflush(stdout) == 0;
    return written ? 0 : report(Error::from_errno("writing"));
}

} // namespace

VerbAction define_snapshot(CLI::App& app)
{
    const auto session = add_session_argument(app);
    const auto options = std::make_shared<SnapshotOptions>();
    app.add_option("--format", options->format, "output format: text, ansi or json (default: text)")
        ->type_name("FORMAT")
        ->check(one_of({"text", "ansi", "json"}));
    const auto history = std::make_shared<std::string>();
    CLI::Option* const wanted =
        app.add_option("--history", *history,
                       "print the newest N lines of history before the screen, or all of it without N")
            ->type_name("N")
            ->expected(0, 1);
    app.footer("cleat snapshot work\nPrint the screen of \"work\" as text.");
    return [=](const VerbContext& context) {
        if (wanted->count() > 0) {
            options->history = ALL;
            if (!history->empty()) {
                const auto lines = parse_integer(*history, 0, std::numeric_limits<std::int64_t>::max());
                if (!lines)
                    return report(Error("--history must be a number of lines, not " + in_quotes(*history) +
                                            "; put NAME before --history",
                                        ErrorCode::invalid));
                options->history = static_cast<std::uint64_t>(*lines);
            }
        }
        const TakeSnapshot request{session->of(context.link), options->history};
        const auto taken = ask_once<Snapshotted>(context.link, Role::observer, request);
        return taken ? print(*taken, *options) : report(taken.error());
    };
}

} // namespace cleat
