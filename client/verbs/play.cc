#include "client/verbs/all_verbs.h"
#include "client/verbs/play_recording.h"
#include "client/verbs/play_session.h"
#include "client/verbs/session_past.h"
#include "common/base/duration.h"
#include "common/base/quote.h"
#include "common/recording/cast_clock.h"
#include "common/recording/cast_player.h"
#include "common/recording/index_file.h"

#include <CLI/CLI.hpp>

#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <string>

namespace cleat {

namespace {

struct PlayWords {
    std::string file;
    std::string idle;
    std::string at;
    std::string print_at;
    PlayerOptions options;
};

/// The screen at that moment, as text.
int print_moment(const VerbContext& context, const std::string& name, CastTime time)
{
    auto recording = open_file_or_past(context, name);
    if (!recording) return report(recording.error());
    const auto index = IndexFile::open(recording->path, recording->source);
    if (!index) return report(index.error());
    CastPlayer player(std::move(recording->source));
    if (const auto header = player.read_header(); !header) return report(header.error().with(name));
    if (!recording->grows) player.finish();
    player.seek(time, index->index());
    if (const auto there = check_moment(time, player.place().time); !there && !player.next_time())
        return report(there.error());
    const std::string text = player.screen().text();
    const bool written = std::fwrite(text.data(), 1, text.size(), stdout) == text.size() && std::fflush(stdout) == 0;
    if (!written) return report(Error::from_errno("writing"));
    const auto damage = player.damage().describe();
    if (!damage.empty()) std::fprintf(stderr, "cleat: %s\n", visible(name + ": " + damage).c_str());
    return 0;
}

int play(const VerbContext& context, PlayWords words)
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
    // What a session has shown is looked at from its end.
    if (words.at.empty()) words.options.at = LAST_CAST_TIME;
    words.options.paused = words.options.paused || words.at.empty();
    return play_session(context, words.file, words.options);
}

} // namespace

VerbAction define_play(CLI::App& app)
{
    const auto words = std::make_shared<PlayWords>();
    app.add_option("FILE", words->file, "the recording; - for standard input; else a session, its past")->required();
    app.add_option("--at", words->at, "begin there: 1h02m, or 1:02:00")->type_name("TIME");
    app.add_option("-i,--idle", words->idle, "wait no longer than that between two events")->type_name("TIME");
    app.add_option("-s,--speed", words->options.speed, "times as fast, a power of two")
        ->check(CLI::Range(Playback::SLOWEST, Playback::FASTEST))
        ->check([](const std::string& speed) { // which no range holds, and none refuses
            return std::isnan(std::strtod(speed.c_str(), nullptr)) ? in_quotes(speed) + " is no speed" : std::string();
        });
    app.add_flag("-l,--loop", words->options.loop, "begin again at the end");
    app.add_flag("--paused", words->options.paused, "begin paused");
    app.add_flag("--quit", words->options.quit_at_end, "leave at the end");
    app.add_option("--print-at", words->print_at, "print the screen at that moment as text, and play nothing")
        ->type_name("TIME");
    return [words](const VerbContext& context) { return play(context, *words); };
}

} // namespace cleat
