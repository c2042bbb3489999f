#include "client/verbs/all_verbs.h"
#include "client/verbs/json_writer.h"
#include "client/verbs/recording_path.h"
#include "client/verbs/session_argument.h"
#include "client/verbs/standard_output.h"
#include "client/verbs/table.h"
#include "common/base/duration.h"
#include "common/base/numbers.h"
#include "common/base/quote.h"

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include <cstdio>
#include <memory>
#include <optional>

namespace cleat {

namespace {

struct RecordOptions {
    std::string session;
    std::string file = "{name}-{time}.cast";
    bool input = false;
    bool compress = false;
    bool overwrite = false;
    bool to_others_pipe = false;
    std::string rotate_size;
    std::string rotate_time;
};

const char* name_of(RecordingState state)
{
    switch (state) {
    case RecordingState::running: return "running";
    case RecordingState::paused: return "paused";
    case RecordingState::ended: return "ended";
    case RecordingState::failed: break;
    }
    return "failed";
}

Result<RecordingOptions> recording_options(const RecordOptions& words, Where server)
{
    RecordingOptions out;
    const bool lacks_ending = words.compress && !words.file.ends_with(".zst");
    auto path = recording_path(lacks_ending ? words.file + ".zst" : words.file, server);
    if (!path) return path.error();
    out.path = std::move(*path);
    out.overwrite = words.overwrite;
    out.to_others_pipe = words.to_others_pipe;
    out.compress = words.compress;
    out.input = words.input;
    if (!words.rotate_size.empty()) {
        const auto bytes = parse_bytes(words.rotate_size);
        if (!bytes) return bytes.error().with("--rotate-size");
        out.rotate_bytes = *bytes;
    }
    if (!words.rotate_time.empty()) {
        const auto time = parse_duration(words.rotate_time);
        if (!time) return time.error().with("--rotate-time");
        out.rotate_ms = static_cast<std::uint64_t>(time->count());
    }
    return out;
}

/// Prints on standard error how much output is missing.
void print_missing_output(const RecordingInfo& recording)
{
    if (recording.gaps > 0)
        std::fprintf(stderr, "cleat: %llu bytes of output are missing from %s, in %llu gaps\n",
                     static_cast<unsigned long long>(recording.lost), visible(recording.path).c_str(),
                     static_cast<unsigned long long>(recording.gaps));
}

int start(const VerbContext& context, const RecordOptions& words)
{
    const auto wish = recording_options(words, where_is_server(context.link));
    if (!wish) return report(wish.error());
    auto caller = Caller::open(context.link, Role::controller);
    if (!caller) return report(caller.error());
    const auto answer = caller->ask_for<Recordings>(StartRecording{words.session, *wish});
    if (!answer) return report(answer.error());
    for (const RecordingInfo& recording : answer->recordings) std::printf("%s\n", visible(recording.path).c_str());
    return 0;
}

int stop(const VerbContext& context, const std::string& session)
{
    auto caller = Caller::open(context.link, Role::controller);
    if (!caller) return report(caller.error());
    const auto answer = caller->ask_for<Recordings>(StopRecording{session});
    if (!answer) return report(answer.error());
    for (const RecordingInfo& recording : answer->recordings) print_missing_output(recording);
    return 0;
}

nlohmann::json to_json(const RecordingInfo& r)
{
    nlohmann::json out{{"session", r.session},
                       {"id", r.id},
                       {"path", r.path},
                       {"state", name_of(r.state)},
                       {"why", nullptr},
                       {"started", r.started},
                       {"bytes", r.written},
                       {"files", r.files},
                       {"behind", r.behind},
                       {"gaps", r.gaps},
                       {"lost", r.lost},
                       {"input", r.input},
                       {"compressed", r.compressed}};
    if (!r.why.empty()) out["why"] = r.why;
    return out;
}

int status(const VerbContext& context, const std::optional<std::string>& session, bool json)
{
    const auto answer = ask_once<Recordings>(context.link, Role::observer, ListRecordings{session});
    if (!answer) return report(answer.error());
    if (json) {
        JsonWriter out(write_out, 2);
        write_array(out, answer->recordings, [](const RecordingInfo& recording) { return to_json(recording); });
        write_out("\n");
        return 0;
    }
    const auto entries_of = [](const RecordingInfo& r) -> std::vector<std::string> {
        return {TableColumns::entry(r.session), name_of(r.state),          std::to_string(r.written),
                std::to_string(r.files),        std::to_string(r.gaps),    std::to_string(r.lost),
                TableColumns::entry(r.path),    TableColumns::entry(r.why)};
    };
    if (!answer->recordings.empty())
        write_table({"SESSION", "STATE", "BYTES", "FILES", "GAPS", "LOST", "FILE", "WHY"}, answer->recordings,
                    entries_of, write_out);
    return 0;
}

} // namespace

VerbAction define_record(CLI::App& app)
{
    const auto words = std::make_shared<RecordOptions>();
    app.add_option("NAME", words->session, "session")->option_text("NAME");
    app.add_option("FILE", words->file,
                   "file to record to; can contain {name} and {time} (default: {name}-{time}.cast)");
    app.add_flag("--input", words->input, "also record what is typed, except while the terminal does not echo it");
    app.add_flag("--zstd", words->compress, "compress the recording, as if FILE ended in .zst");
    app.add_flag("--overwrite", words->overwrite, "replace an existing file");
    app.add_flag("--others-pipe", words->to_others_pipe, "write even to a pipe of another user");
    app.add_option("--rotate-size", words->rotate_size,
                   "start another file at this size, for example 100M (at least 64K)")
        ->type_name("SIZE");
    app.add_option("--rotate-time", words->rotate_time, "start another file after this long (at least 1s)")
        ->type_name("DURATION");
    app.require_subcommand(0, 1);

    CLI::App* const stop_verb = app.add_subcommand("stop", "stop recording a session");
    const auto stopped = add_session_argument(*stop_verb);
    stop_verb->footer("cleat record stop work");
    CLI::App* const mark_verb = app.add_subcommand("mark", "add a marker to a recording");
    const auto mark = std::make_shared<MarkRecording>();
    mark_verb->add_option("LABEL", mark->label, "text of the marker, at most 4096 bytes")->required();
    const auto marked = add_session_argument(*mark_verb);
    mark_verb->footer("cleat record mark 'tests start' work");
    CLI::App* const status_verb = app.add_subcommand("status", "list recordings");
    const auto listed = std::make_shared<std::optional<std::string>>();
    status_verb->add_option("NAME", *listed, "session (default: all)");
    status_verb->footer("cleat record status");
    app.footer("cleat record work demo.cast\nRecord the session \"work\" from now on.");
    const auto json = std::make_shared<bool>(false);
    status_verb->add_flag("--json", *json, "print JSON");

    return [=](const VerbContext& context) {
        if (stop_verb->parsed()) return stop(context, stopped->of(context.link));
        if (status_verb->parsed()) return status(context, *listed, *json);
        if (mark_verb->parsed()) return ask_for_done(context, MarkRecording{marked->of(context.link), mark->label});
        if (words->session.empty())
            return report(Error("missing argument NAME; see cleat record --help", ErrorCode::invalid));
        return start(context, *words);
    };
}

} // namespace cleat
