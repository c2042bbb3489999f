#pragma once

#include "common/recording/cast_event.h"
#include "common/terminal/terminal.h"

#include <cstdint>
#include <string>

namespace cleat {

/// The output of a recording's program as lines of text: each line once it has moved from the screen into the
/// history, with its wrapped rows joined, and at the end the contents of the screen. Output on the alternate screen is
/// not included.
class TextLog {
 public:
    explicit TextLog(Size size) : terminal_(size) {}

    /// Applies an event and appends the lines it completed to `out`.
    void take(const CastEvent& event, std::string& out);
    /// Applies an event and drops its lines: for events before the part to be written.
    void pass(const CastEvent& event);
    /// Appends the contents of the primary screen, without trailing blank lines.
    void finish(std::string& out) const;

 private:
    void feed(std::string_view bytes, std::string* out);
    void append_lines(std::string& out);

    Terminal terminal_;
    std::uint64_t next_ = 0; ///< the next line of the history to append
};

} // namespace cleat
