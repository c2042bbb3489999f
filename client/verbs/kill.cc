#include "client/verbs/all_verbs.h"
#include "client/verbs/session_argument.h"
#include "client/verbs/signal_name.h"
#include "common/base/duration.h"

#include <CLI/CLI.hpp>

namespace cleat {

VerbAction define_kill(CLI::App& app)
{
    const auto session = add_required_session_argument(app);
    const auto signal = std::make_shared<std::string>();
    app.add_option("-s,--signal", *signal,
                   "send this signal to every process group of the session, and do nothing else")
        ->type_name("SIGNAL");
    const auto grace = std::make_shared<std::string>("2s");
    app.add_option("--grace", *grace, "time between SIGHUP, SIGTERM and SIGKILL (default: 2s)")->type_name("DURATION");
    app.footer("cleat kill work\nKill the session \"work\" and wait until its processes have ended.");
    return [=](const VerbContext& context) {
        const auto between = parse_duration(*grace);
        if (!between) return report(between.error());
        int number = 0;
        if (!signal->empty()) {
            const auto parsed = parse_signal(*signal);
            if (!parsed) return report(parsed.error());
            number = *parsed;
        }
        return ask_for_done(context, Kill{*session, number, static_cast<std::uint64_t>(between->count())});
    };
}

} // namespace cleat
