#include "client/verbs/all_verbs.h"
#include "client/verbs/attach_to.h"
#include "client/verbs/creation.h"
#include "client/verbs/followed_variables.h"
#include "common/base/quote.h"

#include <CLI/CLI.hpp>

#include <cstdio>

namespace cleat {

namespace {

/// Uses a separate connection, which is closed before the client attaches.
Answer<Created> create_to_attach(const VerbContext& context, const New& message)
{
    auto caller = Caller::open(context.link, Role::controller, WithoutServer::start_one);
    if (!caller) return tl::unexpected(caller.error());
    return caller->ask_for<Created>(message);
}

} // namespace

VerbAction define_new(CLI::App& app)
{
    const auto detached = std::make_shared<bool>(false);
    app.add_flag("-d,--detached", *detached, "do not attach; without --name, print the session's name");
    const auto creation = add_creation_options(app);
    const auto attaching = add_attach_options(app);
    app.footer(
        "cleat new -n work -- vim notes.txt\nCreate the session \"work\" with vim as its program, and attach to it.");
    return [=](const VerbContext& context) {
        const auto configured = settings();
        if (!configured) return report(configured.error());
        auto message = new_message(*creation, *configured, trust_in(context.link));
        if (!message) return report(message.error());
        message->followed = followed_variables(*configured, context.link);
        if (!*detached) {
            if (const auto possible = can_attach_new(*attaching, context.link); !possible)
                return report(possible.error());
        }
        const auto created = create_to_attach(context, *message);
        if (!created) return report(created.error());
        if (!*detached) return attach_to(context, created->name, *attaching);
        if (creation->name.empty()) std::printf("%s\n", visible(created->name).c_str());
        return 0;
    };
}

} // namespace cleat
