#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace cleat {

/// Which variables of a process's environment a program gets that is started for it in a session.
struct PassRule {
    std::vector<std::string> passed{"*"}; ///< names; one that ends in `*` stands for all that begin so
    std::vector<std::string> withheld;    ///< the same, and stronger than `passed`
};

/// Whether a variable names the terminal, the multiplexer, the editor, the ssh connection or the service that a process
/// was started in, or what its shell did last, and so is wrong in a session: TERM, KITTY_PID, TMUX, NVIM, SSH_TTY,
/// NOTIFY_SOCKET, OLDPWD and the like. cleat(1), ENVIRONMENT lists them.
[[nodiscard]] bool names_surroundings(std::string_view name);

/// Those variables (NAME=VALUE) that the rule lets pass. What names the surroundings passes only where `passed` has its
/// name in full. What is no NAME=VALUE never does.
[[nodiscard]] std::vector<std::string> passed_variables(std::span<const std::string> environment, const PassRule& rule);

/// This process's environment as NAME=VALUE.
[[nodiscard]] std::vector<std::string> own_environment();

} // namespace cleat
