#pragma once

#include "client/verbs/verb.h"

#include <cstdint>
#include <memory>
#include <string>

namespace cleat {

/// How to attach, as the command line says it.
struct AttachOptions {
    bool read_only = false;
    bool nested = false;
    bool alternate_screen = false;
    bool clipboard_read = false;
    bool exclusive = false;
    bool take = false;
    std::uint64_t history = 1'000;
    std::string escape = "C-\\";
};

/// Declares -r, --exclusive, --take, --nested, --alt-screen, --clipboard-read, --history and --escape.
std::shared_ptr<AttachOptions> add_attach_options(CLI::App& app);

/// Whether there is a terminal that a session can be shown on, and the options make sense.
Result<void> can_attach(const AttachOptions& options);

/// Shows a session on this terminal until it ends or the user detaches; gives the exit status.
int attach_to(const VerbContext& context, const std::string& session, const AttachOptions& options);

} // namespace cleat
