#include "client/verbs/all_verbs.h"
#include "client/verbs/session_argument.h"

#include <CLI/CLI.hpp>

namespace cleat {

VerbAction define_detach(CLI::App& app)
{
    const auto session = add_session_argument(app);
    return [session](const VerbContext& context) { return ask_for_done(context, DetachAll{*session}); };
}

} // namespace cleat
