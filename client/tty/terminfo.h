#pragma once

#include "common/base/result.h"

#include <string>

namespace cleat {

/// The part of a terminfo(5) entry that the client uses. Absent strings are empty, absent numbers 0.
struct Terminfo {
    int colours = 0;
    int rows = 0;
    int columns = 0;
    bool background_erase = false; ///< bce
    bool truecolour = false;       ///< RGB or Tc
    bool is_ansi = false;          ///< cup is ECMA-48's CUP
    bool is_xterm_kind = false;    ///< XT: it knows xterm's titles and dynamic colours
    bool underline_styles = false; ///< Su or Smulx
    bool synchronised = false;     ///< Sync
    std::string erase_characters;  ///< ech
    std::string scroll_region;     ///< csr
    std::string scroll_forward;    ///< indn
    std::string enter_alternate;   ///< smcup
    std::string leave_alternate;   ///< rmcup
    std::string faint;             ///< dim
    std::string italic;            ///< sitm
    std::string conceal;           ///< invis
    std::string strike;            ///< smxx
    std::string overline;          ///< Smol
    std::string underline_colour;  ///< Setulc
    std::string cursor_style;      ///< Ss
    std::string hide_cursor;       ///< civis
    std::string bracketed_paste;   ///< BE
    std::string mouse;             ///< kmous
    std::string to_title;          ///< tsl
};

/// The entry of that name in the user's terminfo database; `not_found` if there is none.
Result<Terminfo> read_terminfo(const std::string& name);

} // namespace cleat
