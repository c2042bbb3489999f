#pragma once

#include <string>

namespace cleat {

/// What the environment says about the user's terminal.
struct TerminalEnvironment {
    std::string term;        ///< TERM
    std::string colour_term; ///< COLORTERM
    std::string program;     ///< TERM_PROGRAM
    std::string locale;      ///< LC_ALL, LC_CTYPE or LANG: the first that is set
    int vte_version = 0;     ///< VTE_VERSION: 5202 is 0.52.2
    bool is_xterm = false;   ///< XTERM_VERSION is set: the terminal is xterm itself

    bool operator==(const TerminalEnvironment&) const = default;

    /// Reads the environment of this process.
    static TerminalEnvironment current();
};

} // namespace cleat
