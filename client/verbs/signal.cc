#include "client/verbs/all_verbs.h"
#include "client/verbs/session_argument.h"
#include "client/verbs/signal_name.h"

#include <CLI/CLI.hpp>

namespace cleat {

VerbAction define_signal(CLI::App& app)
{
    const auto session = add_required_session_argument(app);
    const auto signal = std::make_shared<std::string>();
    app.add_option("SIGNAL", *signal, "a name, as INT, or a number")->required();
    return [session, signal](const VerbContext& context) {
        const auto number = parse_signal(*signal);
        if (!number) return report(number.error());
        return ask_for_done(context, Signal{*session, *number});
    };
}

} // namespace cleat
