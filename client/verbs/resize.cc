#include "client/verbs/all_verbs.h"
#include "client/verbs/session_argument.h"
#include "client/verbs/size_rule.h"
#include "common/base/numbers.h"
#include "common/command_line/option_value.h"
#include "common/model/size.h"

#include <CLI/CLI.hpp>

namespace cleat {

VerbAction define_resize(CLI::App& app)
{
    const auto session = add_required_session_argument(app);
    const auto size = std::make_shared<std::string>();
    app.add_option("SIZE", *size, "new size, as COLUMNSxROWS");
    const auto policy = std::make_shared<std::string>();
    app.add_option("--policy", *policy,
                   "how controllers' terminals determine the size from now on: latest, smallest, largest or fixed")
        ->type_name("POLICY")
        ->check(one_of({"latest", "smallest", "largest", "fixed"}));
    app.footer(
        "cleat resize --policy fixed work 132x43\nSet the size of \"work\"; clients that attach do not change it.");
    return [session, size, policy](const VerbContext& context) {
        SetSize message{*session, 0, 0, std::nullopt};
        if (size->empty() && policy->empty())
            return report(
                Error("missing argument SIZE or option --policy; see cleat resize --help", ErrorCode::invalid));
        if (!size->empty()) {
            const auto wanted = parse_dimensions(*size, MAX_SIDE);
            if (!wanted) return report(wanted.error());
            message.rows = wanted->rows;
            message.columns = wanted->columns;
        }
        if (!policy->empty()) {
            const auto rule = parse_size_rule(*policy);
            if (!rule) return report(rule.error());
            message.rule = *rule;
        }
        return ask_for_done(context, message);
    };
}

} // namespace cleat
