#include "client/verbs/attach_to.h"

#include "client/link/live_link.h"
#include "client/link/session_inside.h"
#include "client/link/trust.h"
#include "client/tty/capabilities_of.h"
#include "client/verbs/ended_words.h"
#include "client/verbs/followed_variables.h"
#include "client/verbs/number_option.h"
#include "client/verbs/stream_to.h"
#include "client/viewer/viewer.h"
#include "common/base/duration.h"
#include "common/base/overloaded.h"
#include "common/base/quote.h"
#include "common/command_line/option_value.h"

#include <CLI/CLI.hpp>

#include <unistd.h>

#include <csignal>
#include <cstdio>
#include <cstdlib>

namespace cleat {

namespace {

constexpr std::chrono::milliseconds SHORTEST_LINK_TIMEOUT{100};

/// Prints how it ended on the restored terminal, and returns the exit status.
int report_outcome(const ViewerOutcome& outcome)
{
    const auto say = [](const std::string& text) { std::fprintf(stderr, "[%s]\n", visible(text).c_str()); };
    return std::visit(Overloaded{
                          [](const ViewerRefused& refused) { return report(refused.why); },
                          [&say](const ViewerDetached& detached) {
                              say("detached from " + detached.session +
                                  (detached.reason.empty() ? "" : ": " + detached.reason));
                              if (detached.undelivered > 0)
                                  say(std::to_string(detached.undelivered) + " bytes of input were not delivered");
                              return 0;
                          },
                          [&say](const ViewerEnded& ended) {
                              say(ended.session + ' ' + describe(ended.how));
                              return status_of(ended.how);
                          },
                          [](const ViewerLost& lost) { return report(Error(lost.why, ErrorCode::lost)); },
                          [](const ViewerSignalled& signalled) { return 128 + signalled.signal; },
                      },
                      outcome);
}

std::chrono::milliseconds link_timeout(const std::string& text)
{
    const auto timeout = parse_duration(text);
    if (!timeout) throw CLI::ValidationError("--link-timeout", timeout.error().message());
    if (*timeout < SHORTEST_LINK_TIMEOUT)
        throw CLI::ValidationError("--link-timeout", "must be at least 100ms, not " + in_quotes(text));
    return *timeout;
}

bool is_without_terminal(const ViewerOutcome& outcome)
{
    const auto* const refused = std::get_if<ViewerRefused>(&outcome);
    return refused != nullptr && refused->why.code() == ErrorCode::no_terminal;
}

Result<void> check_nesting(const AttachOptions& options)
{
    const char* const inside = std::getenv("CLEAT_SESSION_ID");
    if (options.nested || inside == nullptr || *inside == '\0') return {};
    return Error(options.has_nested ? "inside a session already; --nested attaches anyway" : "inside a session already",
                 ErrorCode::refused);
}

} // namespace

std::shared_ptr<AttachOptions> add_attach_options(CLI::App& app)
{
    auto out = std::make_shared<AttachOptions>();
    out->has_nested = true;
    app.add_flag("-r,--read-only", out->read_only, "observe only, without typing");
    auto* const exclusive =
        app.add_flag("--exclusive", out->exclusive, "be the only controller until this client detaches");
    app.add_flag("--take", out->take, "like --exclusive, but also take control from an exclusive controller")
        ->excludes(exclusive);
    app.add_flag("--nested", out->nested, "attach even from inside another session");
    app.add_flag("--alt-screen", out->alternate_screen, "show everything on the terminal's alternate screen")
        ->disable_flag_override(false); // =false overrides the configuration
    app.add_flag("--clipboard-read", out->clipboard_read, "let the program read this terminal's clipboard")
        ->disable_flag_override(false);
    add_number_option(app, "--history", out->history,
                      "rows of history to copy to this terminal's scrollback (default: 1000)")
        ->type_name("ROWS");
    app.add_option("--escape", out->escape, "escape key, for example C-a, or none (default: C-\\)")
        ->type_name("KEY")
        ->check(suggested({"none"}));
    app.add_option_function<std::string>(
           "--link-timeout", [out](const std::string& text) { out->link_timeout = link_timeout(text); },
           "with --via: treat the link as lost after this long without data, at least 100ms (default: 45s)")
        ->type_name("DURATION");
    return out;
}

Result<void> can_attach(const AttachOptions& options)
{
    const auto configured = settings();
    if (!configured) return configured.error();
    if (const auto escape = parse_escape_key(options.escape.value_or(configured->escape)); !escape)
        return escape.error();
    if (const auto tty = Tty::open(); !tty) return Error("standard input is not a terminal", ErrorCode::invalid);
    if (const auto able = capabilities_of(TerminalEnvironment::current()); !able) return able.error();
    return {};
}

Result<void> can_attach_new(const AttachOptions& options, const LinkOptions& link)
{
    if (trust_in(link) != Trust::other_user)
        if (auto good = check_nesting(options); !good) return good;
    return can_attach(options);
}

Result<int> stream_from(const VerbContext& context, const std::string& session, const AttachOptions& options)
{
    Follow follow;
    follow.session = session;
    follow.role = options.read_only ? Role::observer : Role::controller;
    if (options.exclusive) follow.claim = Claim::exclusive;
    if (options.take) follow.claim = Claim::take;
    follow.since = options.since;
    follow.pipes_only = true;
    if (::isatty(STDOUT_FILENO) == 1) follow.shown_in = sessions_around();
    StreamOptions streaming;
    streaming.request = follow;
    if (!options.read_only) streaming.input = STDIN_FILENO;
    streaming.forwards_signals = !options.read_only;
    streaming.offsets = options.offsets;
    streaming.convert = conversion_for(context.link);
    fill_standard_descriptors();
    const auto outcome = stream_outcome(context, std::move(streaming));
    if (!outcome) return outcome.error();
    if (const auto* const refused = std::get_if<StreamRefused>(&*outcome);
        refused != nullptr && refused->why.error.code() == ErrorCode::no_pipes)
        return refused->why.error;
    return report_outcome(*outcome);
}

int attach_to(const VerbContext& context, const std::string& session, const AttachOptions& options)
{
    const auto configured = settings();
    if (!configured) return report(configured.error());
    const auto escape = parse_escape_key(options.escape.value_or(configured->escape));
    if (!escape) return report(escape.error());
    // A server behind --via cannot tell that this client runs inside a session.
    if (trust_in(context.link) == Trust::elsewhere)
        if (const auto good = check_nesting(options); !good) return report(good.error());
    auto tty = Tty::open();
    if (!tty) return report(tty.error());
    const TerminalEnvironment environment = TerminalEnvironment::current();
    auto capabilities = capabilities_of(environment);
    if (!capabilities) return report(capabilities.error());
    auto link = open_watched_link(context.link, LinkTerminal::shared);
    if (!link) return report(link.error());

    ViewerOptions viewing;
    viewing.attach.session = session;
    const Trust trust = trust_in(context.link);
    viewing.attach.role = granted(most_role(trust), options.read_only ? Role::observer : Role::controller);
    viewing.attach.history = options.history.value_or(static_cast<std::uint64_t>(configured->history));
    viewing.attach.catch_up = static_cast<std::uint64_t>(configured->catch_up);
    viewing.attach.inside = session_inside(context.link);
    viewing.attach.nested = options.nested;
    viewing.attach.shown_in = sessions_around();
    const bool by_default = may_read_clipboard_by_default(trust) && configured->clipboard_read;
    viewing.attach.clipboard = may_set_clipboard(trust) && options.clipboard_read.value_or(by_default);
    if (viewing.attach.role == Role::controller)
        viewing.attach.followed = followed_variables(*configured, context.link);
    if (options.exclusive) viewing.attach.claim = Claim::exclusive;
    if (options.take) viewing.attach.claim = Claim::take;
    viewing.placing =
        options.alternate_screen.value_or(configured->alt_screen) ? Placing::alternate_screen : Placing::main_screen;
    viewing.escape = *escape;
    viewing.is_xterm_kind = is_xterm_kind(environment);
    viewing.link = context.link;
    viewing.link_timeout = options.link_timeout;
    viewing.history_options = options.history_options;
    std::signal(SIGPIPE, SIG_IGN);
    const ViewerOutcome outcome = [&] {
        Loop loop;
        LiveLink live(loop, context.link, std::move(link->command));
        Viewer viewer(loop, std::move(*tty), std::move(*capabilities), live, std::move(link->socket),
                      std::move(viewing));
        viewer.begin();
        return viewer.run();
    }();
    if (!is_without_terminal(outcome)) return report_outcome(outcome);
    const auto status = stream_from(context, session, options);
    return status ? *status : report(status.error());
}

} // namespace cleat
