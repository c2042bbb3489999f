#include "client/verbs/all_verbs.h"
#include "client/verbs/session_argument.h"
#include "client/verbs/signal_name.h"
#include "common/command_line/option_value.h"

#include <CLI/CLI.hpp>

namespace cleat {

VerbAction define_signal(CLI::App& app)
{
    const auto session = add_required_session_argument(app);
    const auto signal = std::make_shared<std::string>();
    app.add_option("SIGNAL", *signal, "signal name, for example INT, or number")
        ->required()
        ->check(suggested(
            {"HUP", "INT", "QUIT", "KILL", "TERM", "USR1", "USR2", "PIPE", "ALRM", "CONT", "STOP", "TSTP", "WINCH"}));
    app.footer("cleat signal work INT\nInterrupt the foreground process of \"work\", as C-c does.");
    return [session, signal](const VerbContext& context) {
        const auto number = parse_signal(*signal);
        if (!number) return report(number.error());
        return ask_for_done(context, Signal{*session, *number});
    };
}

} // namespace cleat
