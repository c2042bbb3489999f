#pragma once

#include "common/recording/cast_event.h"
#include "common/terminal/terminal.h"

#include <cstdint>
#include <string>

namespace cleat {

/// What a recording's program printed, as lines of text: each line when it has left the screen for good, soft wraps
/// joined, and at the end what is on the screen. What was on the alternate screen is no part of it.
class TextLog {
 public:
    explicit TextLog(Size size) : terminal_(size) {}

    /// Lets an event take effect, and appends the lines that are done to `out`.
    void take(const CastEvent& event, std::string& out);
    /// The same without its lines, for what comes before those that are wanted.
    void pass(const CastEvent& event);
    /// Appends what is on the primary screen, without blank lines at its end.
    void finish(std::string& out) const;

 private:
    void feed(std::string_view bytes, std::string* out);
    void append_lines(std::string& out);

    Terminal terminal_;
    std::uint64_t next_ = 0; ///< line of the history
};

} // namespace cleat
