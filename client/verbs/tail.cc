#include "client/link/session_inside.h"
#include "client/stream/local_output.h"
#include "client/stream/plain_text.h"
#include "client/verbs/all_verbs.h"
#include "client/verbs/number_option.h"
#include "client/verbs/session_argument.h"
#include "client/verbs/stream_to.h"

#include <CLI/CLI.hpp>

#include <poll.h>
#include <unistd.h>

#include <array>
#include <memory>

namespace cleat {

namespace {

/// Without a word about where to begin, as tail(1).
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

/// Nothing is to be said of what nobody reads.
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
        add_number_option(app, "--since", options->since, "what was written from this offset on")->type_name("OFFSET");
    add_number_option(app, "-n,--lines", options->lines, "the last lines, 10 where nothing is said")
        ->type_name("N")
        ->excludes(since);
    app.add_flag("-f,--follow", options->follow, "go on with what is written from now on, until the end");
    app.add_option("--stream", options->stream, "stdout or stderr alone, of a session on pipes")
        ->type_name("STREAM")
        ->check(CLI::IsMember({"stdout", "stderr"}));
    auto* const raw = app.add_flag("--raw", options->raw, "byte for byte, as it is where the output is no terminal");
    app.add_flag("--text", options->text, "without what a terminal would obey, as it is on a terminal")->excludes(raw);
    const auto offsets = add_offset_option(app);
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
        return std::holds_alternative<StreamEnded>(*outcome) ? 0 : tell(*outcome); // the status is the program's
    };
}

} // namespace cleat
