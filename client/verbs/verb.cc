#include "client/verbs/verb.h"

#include "client/verbs/config_checks.h"
#include "common/base/quote.h"

#include <cstdio>

namespace cleat {

Result<Settings> settings()
{
    return load_settings(config_checks());
}

int report(const Failure& failure)
{
    std::fprintf(stderr, "cleat: %s\n", visible(failure.error.message()).c_str());
    return failure.exit_status;
}

int ask_for_done(const VerbContext& context, const ClientMessage& message)
{
    auto caller = Caller::open(context.link, Role::controller);
    if (!caller) return report(caller.error());
    const auto done = caller->ask_for<Done>(message);
    return done ? 0 : report(done.error());
}

} // namespace cleat
