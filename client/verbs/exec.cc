#include "client/verbs/all_verbs.h"
#include "client/verbs/attach_to.h"
#include "client/verbs/creation.h"
#include "client/verbs/followed_variables.h"
#include "client/verbs/stream_to.h"
#include "common/base/quote.h"

#include <CLI/CLI.hpp>

#include <unistd.h>

#include <cstdio>

namespace cleat {

namespace {

/// Creates the session on a connection that is closed again.
Answer<Created> make(const VerbContext& context, const New& message)
{
    auto caller = Caller::open(context.link, Role::controller, WithoutServer::start_one);
    if (!caller) return tl::unexpected(caller.error());
    return caller->ask_for<Created>(message);
}

int create_detached(const VerbContext& context, const New& message)
{
    const auto created = make(context, message);
    if (!created) return report(created.error());
    if (message.name.empty()) std::printf("%s\n", visible(created->name).c_str());
    return 0;
}

int on_a_terminal(const VerbContext& context, const New& message)
{
    const AttachOptions attaching;
    if (const auto possible = can_attach_new(attaching, context.link); !possible) return report(possible.error());
    const auto created = make(context, message);
    return created ? attach_to(context, created->name, attaching) : report(created.error());
}

int on_pipes(const VerbContext& context, const New& message, std::optional<int> offsets)
{
    StreamOptions options;
    options.request = message;
    if (message.input) options.input = STDIN_FILENO;
    options.forwards_signals = true;
    options.raises_sigpipe = true;
    options.forgets = message.name.empty(); // its exit status is passed on here, so no client needs it later
    options.offsets = offsets;
    options.convert = conversion_for(context.link);
    return stream_to(context, std::move(options), WithoutServer::start_one);
}

} // namespace

VerbAction define_exec(CLI::App& app)
{
    const auto detached = std::make_shared<bool>(false);
    app.add_flag("-d,--detached", *detached, "do not wait; without --name, print the session's name");
    const auto terminal = std::make_shared<bool>(false);
    app.add_flag("-t,--tty", *terminal, "run the program on a terminal and attach to it");
    const auto input = std::make_shared<bool>(false);
    auto* const with_input = app.add_flag(
        "--stdin", *input, "pass stdin to the program (the default); with -d, leave its input open for cleat send");
    const auto no_input = std::make_shared<bool>(false);
    app.add_flag("--no-stdin", *no_input, "give the program no input")->excludes(with_input);
    const auto creation = add_creation_options(app);
    app.get_option("COMMAND")->required()->description("program to run, with its arguments");
    app.get_option("COMMAND")->option_text("-- COMMAND [ARGUMENT...]");
    const auto offsets = add_offset_option(app);
    app.footer("cleat exec -n build -- make -j4 2>errors.txt\nRun make in the session \"build\"; the exit status is "
               "that of make.");
    return [=](const VerbContext& context) {
        const auto configured = settings();
        if (!configured) return report(configured.error());
        auto message = new_message(*creation, *configured, trust_in(context.link));
        if (!message) return report(message.error());
        message->followed = followed_variables(*configured, context.link);
        if (*terminal) return *detached ? create_detached(context, *message) : on_a_terminal(context, *message);
        message->kind = SessionKind::pipes;
        message->input = *detached ? *input : !*no_input;
        message->follow = !*detached;
        return *detached ? create_detached(context, *message) : on_pipes(context, *message, *offsets);
    };
}

} // namespace cleat
