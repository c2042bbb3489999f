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

/// The context passed to every verb.
struct VerbContext {
    LinkOptions link;
};

/// The settings of the configuration file, or the errors in it.
Result<Settings> settings();

/// What a verb does; returns the exit status of `cleat`.
using VerbAction = std::function<int(const VerbContext&)>;

/// Declares the options of a verb on `app`, with an example as its footer (help.h), and returns what the verb does. One
/// such function per verb, each in the file of that name; all_verbs.cc lists them.
using DefineVerb = VerbAction (*)(CLI::App& app);

struct Verb {
    const char* name = nullptr;
    const char* summary = nullptr;
    DefineVerb define = nullptr;
    bool is_for_guests = false; ///< whether it only observes, and so works with --owner
};

/// Prints what failed on standard error and returns the exit status for it.
int report(const Failure& failure);

/// Sends one request whose reply is `Done`; returns the exit status.
int ask_for_done(const VerbContext& context, const ClientMessage& message);

} // namespace cleat
