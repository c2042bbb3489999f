#include "client/verbs/all_verbs.h"
#include "client/verbs/audience_options.h"
#include "client/verbs/session_argument.h"

#include <CLI/CLI.hpp>

namespace cleat {

VerbAction define_unshare(CLI::App& app)
{
    const auto session = add_required_session_argument(app);
    const auto whom = add_audience_options(app, 0);
    app.footer("cleat unshare work\nEnd every share of \"work\".");
    return [=](const VerbContext& context) {
        Unshare message{*session, std::nullopt, 0};
        const auto audience = audience_of(*whom, context.link);
        if (!audience) return report(audience.error());
        if (*audience) {
            message.audience = (*audience)->audience;
            message.id = (*audience)->id;
        }
        return ask_for_done(context, message);
    };
}

} // namespace cleat
