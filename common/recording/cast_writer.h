#pragma once

#include "common/recording/cast_event.h"
#include "common/recording/cast_header.h"

#include <string>
#include <string_view>

namespace cleat {

/// Writes an asciicast: each call appends at most one line to `out`, `finish` at most two. Times count from the start
/// of the recording and are written to the microsecond in both versions, so that the intervals of v3 add up to them
/// exactly; a time earlier than the previous one is replaced by the previous one. v2 has no exit event; it is written
/// as in v3, and readers skip it.
///
/// A JSON string holds whole characters only. A character split between two calls of `output` is written with the
/// second; invalid UTF-8 becomes U+FFFD, which is what a terminal shows for it.
class CastWriter {
 public:
    explicit CastWriter(CastVersion version) : version_(version) {}

    /// The first line, in the writer's version; `header.version` is ignored.
    void header(CastHeader header, std::string& out) const;
    void output(CastTime time, std::string_view bytes, std::string& out);
    void input(CastTime time, std::string_view bytes, std::string& out);
    void resize(CastTime time, Size size, std::string& out);
    void marker(CastTime time, std::string_view label, std::string& out);
    void exit(CastTime time, int status, std::string& out);
    /// Writes any event as read; events of kind `other` are left out.
    void event(const CastEvent& event, std::string& out);
    /// Writes the incomplete last character of the output or input, if there is one, as U+FFFD.
    void finish(std::string& out);

 private:
    void text(CastKind kind, CastTime time, std::string_view bytes, std::string& unfinished, std::string& out);
    void line(CastKind kind, CastTime time, std::string_view data, std::string& out);

    CastVersion version_;
    CastTime last_{};
    std::string unfinished_output_;
    std::string unfinished_input_;
};

} // namespace cleat
