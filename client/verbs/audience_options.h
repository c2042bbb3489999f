#pragma once

#include "client/link/link.h"
#include "common/base/result.h"
#include "common/wire/messages.h"

#include <memory>
#include <optional>
#include <string>

namespace CLI {
class App;
class Option_group;
} // namespace CLI

namespace cleat {

/// Whom a session is shared with, as the command line says it: at most one of them.
struct AudienceOptions {
    std::optional<std::string> user;
    std::optional<std::string> group;
    bool everyone = false;
};

/// Declares --user, --group and --everyone, of which at least `least` must be given, and at most one.
std::shared_ptr<AudienceOptions> add_audience_options(CLI::App& app, std::size_t least);

/// Grantee and number. Names are those of this machine: over `--via` only numbers are known.
struct AudienceId {
    Grantee audience = Grantee::everyone;
    std::uint64_t id = 0;
};
/// The one that was given; nothing where none was.
Result<std::optional<AudienceId>> audience_of(const AudienceOptions& options, const LinkOptions& link);

} // namespace cleat
