#pragma once

#include "client/verbs/verb.h"
#include "common/player/player.h"

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>

namespace cleat {

/// How to attach, as given on the command line.
struct AttachOptions {
    bool read_only = false;
    bool nested = false;
    bool has_nested = false; ///< whether the verb has --nested, for the message that suggests it
    std::chrono::milliseconds link_timeout{45'000};
    bool exclusive = false;
    bool take = false;
    // Unset: the configuration applies.
    std::optional<bool> alternate_screen;
    std::optional<bool> clipboard_read;
    std::optional<std::uint64_t> since; ///< for a session on pipes, as is `offsets`
    std::optional<int> offsets;
    std::optional<std::uint64_t> history;
    std::optional<std::string> escape;
    std::optional<PlayerOptions> history_options; ///< start in the recent history
};

/// Declares -r, --exclusive, --take, --nested, --alt-screen, --clipboard-read, --history, --escape and --link-timeout.
std::shared_ptr<AttachOptions> add_attach_options(CLI::App& app);

/// Checks that a session can be shown on this terminal and that the options are valid.
Result<void> can_attach(const AttachOptions& options);

/// Makes the checks of `can_attach`, and checks that this process is not inside a session unless `nested` is set.
/// Called before a session is created, so that none is created that cannot be attached to.
Result<void> can_attach_new(const AttachOptions& options, const LinkOptions& link);

/// Connects the streams of a session on pipes to those of this process, from the offset `since`, or from where the last
/// controller stopped. Returns the exit status, or `no_pipes` if the session has a terminal.
Result<int> stream_from(const VerbContext& context, const std::string& session, const AttachOptions& options);

/// Shows a session on this terminal until it ends or the user detaches; returns the exit status.
int attach_to(const VerbContext& context, const std::string& session, const AttachOptions& options);

} // namespace cleat
