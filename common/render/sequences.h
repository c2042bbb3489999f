#pragma once

#include <initializer_list>
#include <string>
#include <string_view>

namespace cleat {

/// Appends `number` in decimal.
void append_number(std::string& out, int number);

/// Appends a control sequence (ECMA-48 5.4): CSI, `prefix`, the parameters separated by ';', `final`.
void append_csi(std::string& out, std::string_view prefix, std::initializer_list<int> parameters,
                std::string_view final);

/// Appends DECSET or DECRST of one private mode.
void append_private_mode(std::string& out, int mode, bool on);

/// Appends an operating system command (ECMA-48 8.3.89): OSC, `text`, ST. Leaves out characters of `text` that could
/// end it early.
void append_osc(std::string& out, std::string_view text);

/// Appends the command that sets the window's (2) or the icon's (1) title (xterm ctlseqs, Operating System Commands).
/// Leaves out hidden characters (hidden_character.h), which could reorder the text beside a displayed title.
void append_title(std::string& out, int which, std::string_view title);

/// Appends UTF-8 text without control characters: leaves out C0, DEL, C1 and invalid UTF-8, so that text is never a
/// command, even on a terminal that is not in UTF-8 mode.
void append_printable(std::string& out, std::string_view utf8);

} // namespace cleat
