#include "client/verbs/all_verbs.h"
#include "client/verbs/session_argument.h"
#include "common/command_line/option_value.h"

#include <CLI/CLI.hpp>

#include <cstdint>
#include <limits>

namespace cleat {

VerbAction define_detach(CLI::App& app)
{
    const auto session = add_session_argument(app);
    const auto message = std::make_shared<DetachAll>();
    auto* const which = app.add_option_group("which");
    which->add_option("--client", message->client, "detach only this client (see cleat clients)")
        ->type_name("ID")
        ->check(whole_number(1, std::numeric_limits<std::int64_t>::max()));
    which->add_flag("--others", message->others,
                    "detach all but the controller that attached, typed or was resized last");
    which->add_flag("--all")->description("detach all clients, which is the default");
    which->require_option(0, 1);
    app.footer("cleat detach --others work\nDetach every client of \"work\" but the one used last.");
    return [session, message](const VerbContext& context) {
        message->session = session->of(context.link);
        return ask_for_done(context, *message);
    };
}

} // namespace cleat
