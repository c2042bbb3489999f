#pragma once

#include <initializer_list>
#include <string>
#include <string_view>

namespace cleat {

/// Appends `number` in decimal.
void append_number(std::string& out, int number);

/// Appends a control sequence (ECMA-48 5.4): CSI, `prefix`, the parameters with ';' between, `final`.
void append_csi(std::string& out, std::string_view prefix, std::initializer_list<int> parameters,
                std::string_view final);

/// Appends DECSET or DECRST of one private mode.
void append_private_mode(std::string& out, int mode, bool on);

/// Appends an operating system command (ECMA-48 8.3.89): OSC, `text`, ST. What could end it early is left out of
/// `text`.
void append_osc(std::string& out, std::string_view text);

/// Appends the command that sets the window's (2) or the icon's (1) title (xterm ctlseqs, Operating System Commands).
/// What is hidden (hidden_character.h) is left out: where titles are shown, it could reorder what stands beside them.
void append_title(std::string& out, int which, std::string_view title);

/// Appends UTF-8 text without control characters: C0, DEL, C1 and what is not UTF-8 are left out, so that text is never
/// a command, also where a terminal does not take it for UTF-8.
void append_printable(std::string& out, std::string_view utf8);

} // namespace cleat
