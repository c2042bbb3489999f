#include "client/verbs/all_verbs.h"
#include "client/verbs/attach_to.h"
#include "client/verbs/creation.h"
#include "client/verbs/followed_variables.h"
#include "client/verbs/number_option.h"
#include "client/verbs/stream_to.h"

#include <CLI/CLI.hpp>

#include <algorithm>
#include <optional>

namespace cleat {

namespace {

bool is_there(Caller& caller, const std::string& name)
{
    const auto list = caller.ask_for<Sessions>(List());
    return list &&
           std::ranges::any_of(list->sessions, [&name](const SessionInfo& session) { return session.name == name; });
}

/// Creates the session if it does not exist.
Result<void> create_if_missing(Caller& caller, const VerbContext& context, const std::string& name)
{
    Creation creation;
    creation.name = name;
    const auto configured = settings();
    if (!configured) return configured.error();
    auto message = new_message(creation, *configured, trust_in(context.link));
    if (!message) return is_there(caller, name) ? Result<void>() : message.error();
    message->followed = followed_variables(*configured, context.link);
    const auto created = caller.ask_for<Created>(*message);
    if (!created && created.error().error.code() != ErrorCode::exists) return created.error().error;
    return {};
}

} // namespace

VerbAction define_attach(CLI::App& app)
{
    const auto session = std::make_shared<std::string>();
    app.add_option("NAME", *session, "session (default: the one used last; with -c: main)");
    const auto create = std::make_shared<bool>(false);
    app.add_flag("-c,--create", *create, "create the session if it does not exist");
    const auto attaching = add_attach_options(app);
    add_number_option(app, "--since", attaching->since, "for a session on pipes: start at this output offset")
        ->type_name("OFFSET");
    const auto offsets = add_offset_option(app);
    app.footer("cleat attach -r work\nObserve the session \"work\" without typing into it.");
    return [=](const VerbContext& context) {
        attaching->offsets = *offsets;
        const bool for_pipes = attaching->since || attaching->offsets;
        const auto possible = *create ? can_attach_new(*attaching, context.link) : can_attach(*attaching);
        if (!*create && (for_pipes || !possible)) {
            // A session on pipes needs no terminal on this side.
            const auto status = stream_from(context, *session, *attaching);
            if (status) return *status;
            const bool has_no_other_way =
                status.error().code() == ErrorCode::no_pipes || trust_in(context.link) == Trust::other_user;
            return report(has_no_other_way && !possible ? possible.error() : status.error());
        }
        if (!possible) return report(possible.error());
        if (*create) {
            std::optional<Answer<Caller>> caller(
                Caller::open(context.link, Role::controller, WithoutServer::start_one));
            if (!*caller) return report(caller->error());
            const std::string name = session->empty() ? "main" : *session;
            if (const auto made = create_if_missing(**caller, context, name); !made) return report(made.error());
            caller.reset(); // attaching opens its own connection
            return attach_to(context, name, *attaching);
        }
        return attach_to(context, *session, *attaching);
    };
}

int attach_to_any(const VerbContext& context)
{
    const AttachOptions options;
    if (const auto possible = can_attach_new(options, context.link); !possible) return report(possible.error());
    const Trust trust = trust_in(context.link);
    if (trust == Trust::other_user) return attach_to(context, "", options);
    std::optional<Answer<Caller>> caller(Caller::open(context.link, Role::controller, WithoutServer::start_one));
    if (!*caller) return report(caller->error());
    const auto sessions = (*caller)->ask_for<Sessions>(List());
    if (!sessions) return report(sessions.error());
    const bool any = std::any_of(sessions->sessions.begin(), sessions->sessions.end(),
                                 [](const SessionInfo& session) { return !session.ended; });
    if (!any) {
        if (const auto made = create_if_missing(**caller, context, "main"); !made) return report(made.error());
    }
    caller.reset(); // attaching opens its own connection
    if (any) return attach_to(context, "", options);
    return attach_to(context, "main", options);
}

} // namespace cleat
