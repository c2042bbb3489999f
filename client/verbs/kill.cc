#include "client/verbs/all_verbs.h"
#include "client/verbs/session_argument.h"
#include "client/verbs/signal_name.h"

#include <CLI/CLI.hpp>

namespace cleat {

VerbAction define_kill(CLI::App& app)
{
    const auto session = add_required_session_argument(app);
    const auto signal = std::make_shared<std::string>();
    app.add_option("-s,--signal", *signal, "send this signal to every process group of the session, and nothing more")
        ->type_name("SIGNAL");
    return [session, signal](const VerbContext& context) {
        int number = 0;
        if (!signal->empty()) {
            const auto parsed = parse_signal(*signal);
            if (!parsed) return report(parsed.error());
            number = *parsed;
        }
        return ask_for_done(context, Kill{*session, number});
    };
}

} // namespace cleat
