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

/// What a session is to be made with, as the command line says it.
struct Creation {
    std::string name;
    std::optional<std::string> directory;
    std::vector<std::string> environment;
    std::string size;
    std::optional<std::string> size_policy; ///< these: where nothing is said, the configuration holds
    std::optional<std::int64_t> history_lines;
    std::optional<std::string> linger;
    std::optional<std::string> timeout;
    std::optional<std::string> max_age;
    std::optional<std::string> idle_after;
    std::optional<std::string> grace;
    std::string user;
    std::vector<std::string> rlimits; ///< beside the configuration's
    std::string record;               ///< the file; empty: it is not recorded
    std::vector<std::string> command;
};

/// Declares -n, -C, -e, -s, --size-policy, --linger, --timeout, --max-age, --idle-after, --grace, -u, --rlimit,
/// --record and the command after `--`.
std::shared_ptr<Creation> add_creation_options(CLI::App& app);

/// The message: with this process's directory and terminal's size, and what the configuration says, where nothing else
/// was said.
Result<New> new_message(const Creation& creation, const Settings& settings, Trust server);

} // namespace cleat
