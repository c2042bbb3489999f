#pragma once

#include "client/verbs/verb.h"
#include "common/player/player_deck.h"

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>

namespace cleat {

/// How to attach, as the command line says it.
struct AttachOptions {
    bool read_only = false;
    bool nested = false;
    bool has_nested = false; ///< the user can ask for that; said where it helps
    std::chrono::milliseconds link_timeout{45'000};
    bool exclusive = false;
    bool take = false;
    // Where nothing is said, the configuration holds:
    std::optional<bool> alternate_screen;
    std::optional<bool> clipboard_read;
    std::optional<std::uint64_t> since; ///< for one on pipes, as the next
    std::optional<int> offsets;
    std::optional<std::uint64_t> history;
    std::optional<std::string> escape;
    std::optional<PlayerOptions> past; ///< begins there
};

/// Declares -r, --exclusive, --take, --nested, --alt-screen, --clipboard-read, --history, --escape and --link-timeout.
std::shared_ptr<AttachOptions> add_attach_options(CLI::App& app);

/// Whether there is a terminal that a session can be shown on, and the options make sense.
Result<void> can_attach(const AttachOptions& options);

/// The same of a session that is still to be made: nothing is made where it could not be attached to.
Result<void> can_attach_new(const AttachOptions& options, const LinkOptions& link);

/// A session on pipes: its streams become this process's, from the offset `since`, or from where the last one who
/// controlled it was. `no_pipes` where it has a terminal; else the exit status.
Result<int> stream_from(const VerbContext& context, const std::string& session, const AttachOptions& options);

/// Shows a session on this terminal until it ends or the user detaches; gives the exit status.
int attach_to(const VerbContext& context, const std::string& session, const AttachOptions& options);

} // namespace cleat
