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

/// Whom a session is shared with, as given on the command line: at most one of the three.
struct AudienceOptions {
    std::optional<std::string> user;
    std::optional<std::string> group;
    bool everyone = false;
};

/// Declares --user, --group and --everyone: at most one of them, and at least `least` (0 or 1).
std::shared_ptr<AudienceOptions> add_audience_options(CLI::App& app, std::size_t least);

/// The kind of a grantee and its number. Names are looked up on this host, so `--via` requires numbers.
struct AudienceId {
    Grantee audience = Grantee::everyone;
    std::uint64_t id = 0;
};
/// The grantee that was given, or nothing if none was.
Result<std::optional<AudienceId>> audience_of(const AudienceOptions& options, const LinkOptions& link);

} // namespace cleat
