#pragma once

#include "client/link/link.h"
#include "common/base/result.h"
#include "common/wire/messages.h"

#include <memory>
#include <string>

namespace CLI {
class App;
class Option_group;
} // namespace CLI

namespace cleat {

/// Whom a session is shared with, as the command line says it.
struct AudienceOptions {
    std::string user;
    std::string group;
    bool everyone = false;
};

/// Declares --user, --group and --everyone, of which at least `least` must be given, and at most one.
std::shared_ptr<AudienceOptions> add_audience_options(CLI::App& app, std::size_t least);

/// Grantee and number; none given is everyone. Names are those of this machine: over `--via` only numbers are known.
struct AudienceId {
    Grantee audience = Grantee::everyone;
    std::uint64_t id = 0;
};
Result<AudienceId> audience_of(const AudienceOptions& options, const LinkOptions& link);

} // namespace cleat
