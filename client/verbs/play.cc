#include "client/verbs/all_verbs.h"
#include "client/verbs/play_recording.h"
#include "client/verbs/play_session.h"
#include "client/verbs/session_history.h"
#include "common/base/duration.h"
#include "common/base/quote.h"
#include "common/recording/cast_clock.h"
#include "common/recording/cast_player.h"
#include "common/recording/index_file.h"

#include <CLI/CLI.hpp>

#include <cstdio>
#include <cstdlib>
#include <memory>
#include <string>

namespace cleat {

namespace {

struct PlayOptions {
    std::string file;
    std::string idle;
    std::string at;
    std::string print_at;
    PlayerOptions options;
};

/// Prints the screen at that time as text.
int print_moment(const VerbContext& context, const std::string& name, CastTime time)
{
    auto recording = open_file_or_history(context, name);
    if (!recording) return report(recording.error());
    const auto index = IndexFile::open(recording->path, recording->source);
    if (!index) return report(index.error());
    CastPlayer player(std::move(recording->source));
    if (const auto header = player.read_header(); !header) return report(header.error().with(name));
    if (!recording->grows) player.finish();
    player.seek(time, index->index());
    if (const auto there = check_moment(time, player.position().time); !there && !player.next_time())
        return report(there.error());
    const std::string text = player.screen().text();
    const bool written = std::fwrite(text.data(), 1, text.size(), stdout) == text.size() && std::fflush(stdout) == 0;
    if (!written) return report(Error::from_errno("writing"));
    const auto damage = player.damage().describe();
    if (!damage.empty()) std::fprintf(stderr, "cleat: %s\n", visible(name + ": " + damage).c_str());
    return 0;
}

int play(const VerbContext& context, PlayOptions words)
{
    if (!words.print_at.empty()) {
        const auto time = parse_moment(words.print_at);
        return time ? print_moment(context, words.file, *time) : report(time.error());
    }
    if (!words.idle.empty()) {
        const auto limit = parse_duration(words.idle);
        if (!limit) return report(limit.error());
        words.options.idle_limit = *limit;
    }
    if (!words.at.empty()) {
        const auto time = parse_moment(words.at);
        if (!time) return report(time.error());
        words.options.at = *time;
    }
    if (is_file(words.file)) return play_recording(words.file, words.options);
    // The recent history of a session starts at its end.
    if (words.at.empty()) words.options.at = LAST_CAST_TIME;
    words.options.paused = words.options.paused || words.at.empty();
    return play_session(context, words.file, words.options);
}

/// Describes why `text` is not a valid playback speed; empty if it is one.
std::string why_no_speed(const std::string& text)
{
    char* end = nullptr;
    const double speed = std::strtod(text.c_str(), &end);
    const bool is_number = !text.empty() && *end == '\0';
    if (is_number && speed >= Playback::SLOWEST && speed <= Playback::FASTEST) return {}; // false for NaN
    return "must be between 0.0625 and 64, not " + in_quotes(text);
}

} // namespace

VerbAction define_play(CLI::App& app)
{
    const auto words = std::make_shared<PlayOptions>();
    app.add_option("FILE|NAME", words->file, "recording, - for stdin, or a session, whose recent history is played")
        ->required();
    app.add_option("--at", words->at, "start at this time: 1h02m, 1:02:00 or end")->type_name("MOMENT");
    app.add_option("-i,--idle", words->idle, "shorten pauses to this long")->type_name("DURATION");
    app.add_option("-s,--speed", words->options.speed,
                   "playback speed, 0.0625 to 64 (default: 1); rounded down to a power of two")
        ->type_name("SPEED")
        ->check(why_no_speed);
    app.add_flag("-l,--loop", words->options.loop, "start again at the end");
    app.add_flag("--paused", words->options.paused, "start paused");
    app.add_flag("--quit", words->options.quit_at_end, "exit at the end");
    app.add_option("--print-at", words->print_at, "print the screen at this time as text instead of playing")
        ->type_name("MOMENT");
    app.footer("cleat play --speed 4 --idle 1s demo.cast\nPlay a recording at four times its speed, without pauses of "
               "more than a second.");
    return [words](const VerbContext& context) { return play(context, *words); };
}

} // namespace cleat
