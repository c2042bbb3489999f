#include "client/verbs/all_verbs.h"
#include "client/verbs/play_recording.h"
#include "client/verbs/session_history.h"
#include "common/base/quote.h"
#include "common/recording/cast_clock.h"
#include "common/recording/cast_index.h"
#include "common/recording/cast_player.h"
#include "common/recording/screen_search.h"

#include <CLI/CLI.hpp>

#include <unistd.h>

#include <csignal>
#include <cstdio>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace cleat {

namespace {

/// A line of a screen: with hidden characters made visible on a terminal, unchanged elsewhere.
std::string shown_line(const std::string& line)
{
    return ::isatty(STDOUT_FILENO) == 1 ? visible(line, line.size()) : line;
}

struct GrepOptions {
    std::string pattern;
    std::vector<std::string> files;
    bool ignore_case = false;
    bool open = false;
};

/// Calls `found` with each matching line that appears and its time, until it returns false.
Result<void> search_through(const OpenRecording& recording, const std::string& name, ScreenSearch& search,
                            const std::function<bool(CastTime, const std::string&)>& found)
{
    auto source = recording.source.again();
    if (!source) return source.error();
    const auto nothing = CastIndex::in_memory();
    if (!nothing) return nothing.error();
    CastPlayer player(std::move(*source));
    if (const auto header = player.read_header(); !header) return header.error().with(name);
    if (!recording.grows) player.finish();
    search.reset();
    (void)search.take_new_matches(player.terminal());
    while (const auto event = player.step(*nothing)) {
        if (event->kind != CastKind::output && event->kind != CastKind::resize) continue;
        const auto time = event->time;
        for (const auto& line : search.take_new_matches(player.terminal()))
            if (!found(time, line)) return {};
    }
    const auto damage = player.damage().describe();
    if (!damage.empty()) std::fprintf(stderr, "cleat: %s\n", visible(name + ": " + damage).c_str());
    return {};
}

int grep(const VerbContext& context, const GrepOptions& words)
{
    std::signal(SIGPIPE, SIG_DFL);
    auto search = ScreenSearch::compile(words.pattern, words.ignore_case ? LetterCase::ignored : LetterCase::exact);
    if (!search) return report(search.error());
    bool any = false;
    int failed = 0;
    for (const auto& name : words.files) {
        CastTime first{};
        bool here = false;
        auto recording = open_file_or_history(context, name);
        if (!recording) {
            failed = report(recording.error());
            continue;
        }
        const auto searched = search_through(*recording, name, *search, [&](CastTime time, const std::string& line) {
            if (!here) first = time;
            here = true;
            if (words.open) return false;
            const auto file = words.files.size() > 1 ? visible(name) + ":" : std::string();
            std::printf("%s%s: %s\n", file.c_str(), exact_clock_text(time).c_str(), shown_line(line).c_str());
            return true;
        });
        if (!searched) failed = report(searched.error());
        any = any || here;
        if (here && words.open) return play_recording(std::move(*recording), name, {.at = first, .paused = true});
    }
    if (std::fflush(stdout) != 0) return report(Error::from_errno("writing"));
    return failed != 0 ? failed : any ? 0 : 1;
}

} // namespace

VerbAction define_grep(CLI::App& app)
{
    const auto words = std::make_shared<GrepOptions>();
    app.add_option("REGEX", words->pattern, "regular expression, in the syntax of RE2")->required();
    app.add_option("FILE|NAME", words->files, "recordings, - for stdin, or sessions, whose recent history is searched")
        ->required();
    app.add_flag("-i,--ignore-case", words->ignore_case, "ignore case");
    app.add_flag("--open", words->open, "play from the first match, paused");
    app.footer("cleat grep -i error *.cast\nPrint the lines with \"error\" in all recordings, with the time at which "
               "each appeared.");
    return [words](const VerbContext& context) { return grep(context, *words); };
}

} // namespace cleat
