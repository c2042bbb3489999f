#include "client/link/user_names.h"
#include "client/verbs/all_verbs.h"
#include "client/verbs/audience_options.h"
#include "client/verbs/session_argument.h"
#include "common/base/duration.h"
#include "common/base/quote.h"

#include <CLI/CLI.hpp>

#include <unistd.h>

#include <cstdio>

namespace cleat {

VerbAction define_share(CLI::App& app)
{
    const auto session = add_required_session_argument(app);
    const auto whom = add_audience_options(app, 1);
    const auto until = std::make_shared<std::string>();
    app.add_option("--until", *until, "stop sharing after this long (default: when the session ends)")
        ->type_name("DURATION");
    app.footer("cleat share --user anna --until 1h work\nLet the user anna observe \"work\" for an hour.");
    return [=](const VerbContext& context) {
        const auto audience = audience_of(*whom, context.link);
        if (!audience) return report(audience.error());
        if (!*audience) return report(Error("share requires --user, --group or --everyone", ErrorCode::invalid));
        Share message{*session, (*audience)->audience, (*audience)->id, std::nullopt};
        if (!until->empty()) {
            const auto duration = parse_duration(*until);
            if (!duration) return report(duration.error());
            message.for_ms = static_cast<std::uint64_t>(duration->count());
        }
        if (const int failed = ask_for_done(context, message); failed != 0) return failed;
        if (context.link.via.empty())
            std::printf("cleat --owner %s attach '%s'\n", UserNames(context.link).user_or_number(::geteuid()).c_str(),
                        visible(*session).c_str());
        return 0;
    };
}

} // namespace cleat
