#include "client/link/trust.h"
#include "client/verbs/all_verbs.h"
#include "client/verbs/session_argument.h"
#include "client/verbs/shell_variable.h"
#include "common/command_line/option_value.h"

#include <CLI/CLI.hpp>

#include <cstdio>

namespace cleat {

VerbAction define_env(CLI::App& app)
{
    const auto session = add_session_argument(app);
    const auto shell = std::make_shared<std::string>("sh");
    app.add_option("--shell", *shell, "shell to print for: sh (also bash and zsh) or fish (default: sh)")
        ->type_name("SHELL")
        ->check(one_of({"sh", "fish"}));
    app.footer(
        "eval \"$(cleat env)\"\nInside a session: use the SSH agent and display of the client that attached last.");
    return [session, shell](const VerbContext& context) {
        if (!shares_files(trust_in(context.link)))
            return report(Error("env cannot be used with --via or --owner", ErrorCode::invalid));
        const auto configured = settings();
        if (!configured) return report(configured.error());
        auto caller = Caller::open(context.link, Role::observer);
        if (!caller) return report(caller.error());
        const auto environment = caller->ask_for<Environment>(AskEnvironment{session->of(context.link)});
        if (!environment) return report(environment.error());
        for (const std::string& variable : environment->variables)
            if (const auto line =
                    assignment(variable, configured->follow, *shell == "fish" ? Shell::fish : Shell::posix))
                std::fputs(line->c_str(), stdout);
        return 0;
    };
}

} // namespace cleat
