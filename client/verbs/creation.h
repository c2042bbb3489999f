#pragma once

#include "client/link/trust.h"
#include "client/verbs/where.h"
#include "common/base/result.h"
#include "common/config/settings.h"
#include "common/wire/messages.h"

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace CLI {
class App;
}

namespace cleat {

/// The options of a new session, as given on the command line.
struct Creation {
    std::string name;
    std::optional<std::string> directory;
    std::vector<std::string> environment;
    std::string size;
    std::optional<std::string> size_policy; ///< if this or an optional below is unset, the configuration applies
    std::optional<std::int64_t> history_lines;
    std::optional<std::string> linger;
    std::optional<std::string> timeout;
    std::optional<std::string> max_age;
    std::optional<std::string> idle_after;
    std::optional<std::string> grace;
    std::string user;
    std::vector<std::string> rlimits; ///< in addition to the configuration's
    std::string record;               ///< file to record to; empty for none
    std::vector<std::string> command;
};

/// Declares -n, -C, -e, -s, --size-policy, --history-lines, --linger, --timeout, --max-age, --idle-after, --grace, -u,
/// --rlimit, --record and the command after `--`.
std::shared_ptr<Creation> add_creation_options(CLI::App& app);

/// The request for a new session. What the command line leaves out comes from the configuration, the current
/// directory and the size of this terminal.
Result<New> new_message(const Creation& creation, const Settings& settings, Trust server);

} // namespace cleat
