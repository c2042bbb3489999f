#include "client/link/session_inside.h"
#include "client/stream/local_output.h"
#include "client/stream/plain_text.h"
#include "client/verbs/all_verbs.h"
#include "client/verbs/number_option.h"
#include "client/verbs/session_argument.h"
#include "client/verbs/stream_to.h"
#include "common/command_line/option_value.h"

#include <CLI/CLI.hpp>

#include <poll.h>
#include <unistd.h>

#include <array>
#include <memory>

namespace cleat {

namespace {

/// Without --lines and --since, as in tail(1).
constexpr std::uint64_t LINES = 10;

struct TailOptions {
    std::optional<std::uint64_t> since;
    std::optional<std::uint64_t> lines;
    bool follow = false;
    bool raw = false;
    bool text = false;
    std::string stream;
};

Follow follow_message(const std::string& session, const TailOptions& options)
{
    Follow out;
    out.session = session;
    out.since = options.since;
    if (!options.since) out.lines = options.lines.value_or(LINES);
    out.goes_on = options.follow;
    if (options.stream == "stdout") out.streams = Follow::Streams::out;
    if (options.stream == "stderr") out.streams = Follow::Streams::err;
    return out;
}

/// Writes everything; a failure is not reported, because the output then has no reader.
void write_all(int fd, std::string_view text)
{
    LocalOutput output(fd);
    while (!text.empty()) {
        const auto outcome = output.write(text);
        if (outcome == LocalOutput::Outcome::gone || outcome == LocalOutput::Outcome::failed) return;
        pollfd watched{output.descriptor(), POLLOUT, 0};
        if (!text.empty()) ::poll(&watched, 1, -1);
    }
}

} // namespace

VerbAction define_tail(CLI::App& app)
{
    const auto session = add_session_argument(app);
    const auto options = std::make_shared<TailOptions>();
    auto* const since =
        add_number_option(app, "--since", options->since, "start at this output offset")->type_name("OFFSET");
    add_number_option(app, "-n,--lines", options->lines, "start with the last N lines (default: 10)")
        ->type_name("N")
        ->excludes(since);
    app.add_flag("-f,--follow", options->follow, "print further output until the program exits");
    app.add_option("--stream", options->stream, "for a session on pipes: print only stdout or stderr")
        ->type_name("STREAM")
        ->check(one_of({"stdout", "stderr"}));
    auto* const raw =
        app.add_flag("--raw", options->raw, "print every byte unchanged, the default unless stdout is a terminal");
    app.add_flag("--text", options->text, "print text without control sequences, the default on a terminal")
        ->excludes(raw);
    const auto offsets = add_offset_option(app);
    app.footer(
        "cleat tail -f work\nPrint the last 10 lines that the program of \"work\" wrote, then what it writes next.");
    return [=](const VerbContext& context) {
        StreamOptions streaming;
        streaming.greeting.role = Role::observer;
        Follow follow = follow_message(session->of(context.link), *options);
        if (follow.goes_on && ::isatty(STDOUT_FILENO) == 1) follow.shown_in = sessions_around();
        streaming.request = std::move(follow);
        streaming.offsets = *offsets;
        std::array<PlainText, 2> texts;
        if (options->text || (!options->raw && ::isatty(STDOUT_FILENO) == 1)) {
            streaming.on_following = [&texts](const Following& following) {
                texts.fill(PlainText(is_valid({1, following.columns}) ? following.columns : 0));
            };
            streaming.convert = [&texts](OutputStream stream, std::string_view bytes) {
                return texts.at(static_cast<std::size_t>(stream)).convert(bytes);
            };
        }
        fill_standard_descriptors();
        const auto outcome = stream_outcome(context, std::move(streaming));
        write_all(STDOUT_FILENO, texts[0].finish());
        write_all(STDERR_FILENO, texts[1].finish());
        if (!outcome) return report(outcome.error());
        return std::holds_alternative<StreamEnded>(*outcome)
                   ? 0
                   : report_outcome(*outcome); // not the program's exit status
    };
}

} // namespace cleat
