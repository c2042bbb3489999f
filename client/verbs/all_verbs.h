#pragma once

#include "client/verbs/verb.h"

#include <span>

namespace cleat {

VerbAction define_attach(CLI::App& app);
VerbAction define_clients(CLI::App& app);
VerbAction define_config(CLI::App& app);
VerbAction define_detach(CLI::App& app);
VerbAction define_env(CLI::App& app);
VerbAction define_exec(CLI::App& app);
VerbAction define_export(CLI::App& app);
VerbAction define_grep(CLI::App& app);
VerbAction define_kill(CLI::App& app);
VerbAction define_ls(CLI::App& app);
VerbAction define_new(CLI::App& app);
VerbAction define_play(CLI::App& app);
VerbAction define_record(CLI::App& app);
VerbAction define_relay(CLI::App& app);
VerbAction define_rename(CLI::App& app);
VerbAction define_resize(CLI::App& app);
VerbAction define_send(CLI::App& app);
VerbAction define_server(CLI::App& app);
VerbAction define_share(CLI::App& app);
VerbAction define_shares(CLI::App& app);
VerbAction define_signal(CLI::App& app);
VerbAction define_snapshot(CLI::App& app);
VerbAction define_tail(CLI::App& app);
VerbAction define_unshare(CLI::App& app);
VerbAction define_wait(CLI::App& app);
VerbAction define_watch(CLI::App& app);

/// Every verb, in the order in which help lists them.
[[nodiscard]] std::span<const Verb> all_verbs();

/// `cleat` without a verb: attaches to the session used last, or creates "main".
int attach_to_any(const VerbContext& context);

/// Parses the command line, does what it says, and returns the exit status.
int run_command_line(int argc, char** argv);

} // namespace cleat
