#pragma once

#include "common/base/result.h"
#include "common/proto/messages.h"

#include <memory>
#include <string>
#include <vector>

namespace CLI {
class App;
}

namespace cleat {

/// What a session is to be made with, as the command line says it.
struct Creation {
    std::string name;
    std::string directory;
    std::vector<std::string> environment;
    std::string size;
    std::string size_policy = "latest";
    std::string linger = "5m";
    std::vector<std::string> command;
};

/// Declares -n, -C, -e, -s, --size-policy, --linger and the command after `--`.
std::shared_ptr<Creation> add_creation_options(CLI::App& app);

/// Whether the server is on this machine, as far as can be known: then this process's directory means something to it.
enum class Where { here, elsewhere };

/// The message: with this process's directory, locale and terminal's size where nothing else was said.
Result<New> new_message(const Creation& creation, Where server);

} // namespace cleat
