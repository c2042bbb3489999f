#include "client/verbs/stream_to.h"

#include "client/link/link_patience.h"
#include "client/link/own_terminal.h"
#include "client/link/trust.h"
#include "client/stream/visible_controls.h"
#include "client/verbs/ended_words.h"
#include "common/base/numbers.h"
#include "common/base/overloaded.h"
#include "common/base/quote.h"

#include <CLI/CLI.hpp>

#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <cstdio>
#include <limits>

namespace cleat {

namespace {

void say(const std::string& text)
{
    std::fprintf(stderr, "cleat: %s\n", visible(text).c_str());
}

/// Empty if the descriptor of that number can be written to, otherwise what is wrong.
std::string why_not_writable(const std::string& number)
{
    const auto descriptor = parse_integer(number, 0, std::numeric_limits<int>::max());
    if (!descriptor) return "must be the number of a descriptor, not " + in_quotes(number);
    const int flags = ::fcntl(static_cast<int>(*descriptor), F_GETFL);
    if (flags < 0) return "descriptor " + number + " is not open";
    const bool is_writable = (flags & O_ACCMODE) != O_RDONLY && (flags & O_PATH) == 0;
    return is_writable ? "" : "descriptor " + number + " is not open for writing";
}

int report_end(const ExitStatus& how)
{
    if (how.incomplete && how.cause == EndCause::none)
        say("another process kept the program's output open: it may be incomplete");
    if (how.cause != EndCause::none) say("the session " + describe(how));
    return status_of(how);
}

} // namespace

Result<StreamOutcome> stream_outcome(const VerbContext& context, StreamOptions options, WithoutServer without)
{
    // Guests cannot read raw output, which would reach this terminal unchanged.
    if (trust_in(context.link) == Trust::other_user) return observers_only_error();
    auto link = open_link(context.link, without);
    if (!link) return link.error();
    options.greeting.terminal = terminal_for(context.link);
    if (!options.on_gap)
        options.on_gap = [](const Gap& gap) {
            say(std::to_string(gap.to - gap.from) + " bytes of output were discarded: offset " +
                std::to_string(gap.from) + " to " + std::to_string(gap.to));
        };
    options.send_signal = [context](const std::string& session, int signal) {
        // A failure is ignored: if the program had already ended, `Ended` follows on the client's own connection.
        if (auto caller = Caller::open(context.link, Role::controller))
            (void)caller->ask_for<Done>(Signal{session, signal});
    };
    StreamClient client(std::move(link->socket), patience_for(context.link), std::move(options));
    auto outcome = client.run();
    if (auto* const lost = std::get_if<StreamLost>(&outcome)) {
        switch (lost->how) {
        case StreamLost::How::gone: lost->why = close_reason(link->command); break;
        case StreamLost::How::silent: lost->why = why_silent(link->command); break;
        case StreamLost::How::nonsense: terminate_command(link->command);
        }
    }
    return outcome;
}

std::function<std::string(OutputStream, std::string_view)> conversion_for(const LinkOptions& link)
{
    if (trust_in(link) == Trust::own) return {};
    const bool out_is_terminal = ::isatty(STDOUT_FILENO) == 1;
    const bool err_is_terminal = ::isatty(STDERR_FILENO) == 1;
    if (!out_is_terminal && !err_is_terminal) return {};
    const auto shown = std::make_shared<std::array<VisibleControls, 2>>();
    return [=](OutputStream stream, std::string_view bytes) {
        const bool is_terminal = stream == OutputStream::out ? out_is_terminal : err_is_terminal;
        return is_terminal ? shown->at(static_cast<std::size_t>(stream)).convert(bytes) : std::string(bytes);
    };
}

int stream_to(const VerbContext& context, StreamOptions options, WithoutServer without)
{
    fill_standard_descriptors();
    const auto outcome = stream_outcome(context, std::move(options), without);
    return outcome ? report_outcome(*outcome) : report(outcome.error());
}

int report_outcome(const StreamOutcome& outcome)
{
    return std::visit(
        Overloaded{
            [](const StreamRefused& refused) { return report(refused.why); },
            [](const StreamEnded& ended) { return report_end(ended.how); },
            [](const StreamDetached& detached) {
                if (detached.reason.empty()) return 0;
                return report(Error("detached: " + detached.reason, ErrorCode::lost));
            },
            [](const StreamSent&) { return 0; },
            [](const StreamNotTaken&) { return report(Error("the program takes no more input", ErrorCode::ended)); },
            [](const StreamReaderClosed&) { return 128 + SIGPIPE; },
            [](const StreamUnwritable& output) { return report(output.why); },
            [](const StreamLost& lost) { return report(Error(lost.why, ErrorCode::lost)); },
            [](const StreamInterrupted& left) {
                if (!left.session.empty()) say("the program continues in session \"" + left.session + "\"");
                return 128 + left.signal;
            },
        },
        outcome);
}

std::shared_ptr<std::optional<int>> add_offset_option(CLI::App& app)
{
    auto out = std::make_shared<std::optional<int>>();
    app.add_option("--offset-fd", *out,
                   "each time output has been written, write its end offset to this descriptor, one per line")
        ->type_name("FD")
        ->check(why_not_writable);
    return out;
}

} // namespace cleat
