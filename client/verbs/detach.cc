#include "client/verbs/all_verbs.h"
#include "client/verbs/session_argument.h"

#include <CLI/CLI.hpp>

#include <cstdint>

namespace cleat {

VerbAction define_detach(CLI::App& app)
{
    const auto session = add_session_argument(app);
    const auto message = std::make_shared<DetachAll>();
    auto* const which = app.add_option_group("which", "whom to detach; else all");
    which->add_option("--client", message->client, "this client alone (see clients)")
        ->type_name("ID")
        ->check(CLI::PositiveNumber);
    which->add_flag("--others", message->others, "all but the one who typed last");
    which->add_flag(
        "--all", [](std::int64_t) {}, "all, as without any of these");
    which->require_option(0, 1);
    return [session, message](const VerbContext& context) {
        message->session = session->of(context.link);
        return ask_for_done(context, *message);
    };
}

} // namespace cleat
