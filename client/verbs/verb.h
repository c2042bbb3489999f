#pragma once

#include "client/link/caller.h"
#include "client/link/exit_status.h"
#include "client/link/link.h"
#include "common/config/settings.h"

#include <functional>
#include <string>

namespace CLI {
class App;
}

namespace cleat {

/// What every verb is given.
struct VerbContext {
    LinkOptions link;
};

/// What the configuration file says. Otherwise what is wrong with it.
Result<Settings> settings();

/// What a verb does when it is called; the result is what `cleat` exits with.
using VerbAction = std::function<int(const VerbContext&)>;

/// A word of the command line after `cleat`: declares its options on `app`, and gives what to do with them. One
/// function of this shape per verb, each in the file of its name; all_verbs.cc lists them.
using DefineVerb = VerbAction (*)(CLI::App& app);

struct Verb {
    const char* name = nullptr;
    const char* summary = nullptr;
    DefineVerb define = nullptr;
    bool is_for_guests = false; ///< it looks on, and so is possible with --owner
};

/// Says what failed on standard error and gives the exit status for it.
int report(const Failure& failure);

/// Does one thing that is answered by `Done`.
int ask_for_done(const VerbContext& context, const ClientMessage& message);

} // namespace cleat
