#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace cleat {

/// Which variables of a client's environment are passed to a program that is started for it in a session.
struct PassRule {
    std::vector<std::string> passed{"*"}; ///< names; one that ends in `*` is a prefix
    std::vector<std::string> withheld;    ///< likewise; takes precedence over `passed`
};

/// Whether a variable describes the terminal, multiplexer, editor, ssh connection or service that a process was started
/// in, or the state of a shell, and is therefore wrong inside a session: TERM, KITTY_PID, TMUX, NVIM, SSH_TTY,
/// NOTIFY_SOCKET, OLDPWD and others. cleat(1), ENVIRONMENT lists them.
[[nodiscard]] bool describes_surroundings(std::string_view name);

/// The variables (NAME=VALUE) that the rule passes. A variable for which `describes_surroundings` holds passes only if
/// `passed` contains its full name. Strings that are not NAME=VALUE never pass.
[[nodiscard]] std::vector<std::string> passed_variables(std::span<const std::string> environment, const PassRule& rule);

/// This process's environment as NAME=VALUE.
[[nodiscard]] std::vector<std::string> own_environment();

} // namespace cleat
