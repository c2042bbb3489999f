#include "client/verbs/all_verbs.h"
#include "client/verbs/session_argument.h"

#include <CLI/CLI.hpp>

namespace cleat {

VerbAction define_rename(CLI::App& app)
{
    const auto session = add_required_session_argument(app);
    const auto name = std::make_shared<std::string>();
    app.add_option("NEW", *name, "new name")->required();
    app.footer("cleat rename work done");
    return [session, name](const VerbContext& context) { return ask_for_done(context, Rename{*session, *name}); };
}

} // namespace cleat
