#include "client/verbs/all_verbs.h"
#include "client/verbs/session_argument.h"
#include "common/base/quote.h"

#include <CLI/CLI.hpp>

#include <cstdio>

namespace cleat {

namespace {

/// `export NAME='VALUE'`, for a shell to evaluate.
std::string assignment(const std::string& variable)
{
    const auto equals = variable.find('=');
    return "export " + variable.substr(0, equals) + '=' + shell_word(variable.substr(equals + 1)) + '\n';
}

} // namespace

VerbAction define_env(CLI::App& app)
{
    const auto session = add_session_argument(app);
    return [session](const VerbContext& context) {
        auto caller = Caller::open(context.link, Role::observer);
        if (!caller) return report(caller.error());
        const auto environment = caller->ask_for<Environment>(AskEnvironment{*session});
        if (!environment) return report(environment.error());
        for (const std::string& variable : environment->variables)
            if (variable.find('=') != std::string::npos) std::fputs(assignment(variable).c_str(), stdout);
        return 0;
    };
}

} // namespace cleat
