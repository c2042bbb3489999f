#pragma once

#include "common/recording/cast_event.h"
#include "common/recording/cast_header.h"

#include <string>
#include <string_view>

namespace cleat {

/// Writes an asciicast: each call appends a line, or none, to `out`. Times are those since the beginning, and are
/// written to the microsecond in both versions, so that the intervals of v3 add up to them exactly; one that is before
/// the last one counts as that. The exit, which v2 does not know, is written there as in v3: readers pass it over.
///
/// JSON holds characters only. One that was cut between two calls of `output` is written with the second of them; bytes
/// that are no UTF-8 become U+FFFD, which is what a terminal shows for them.
class CastWriter {
 public:
    explicit CastWriter(CastVersion version) : version_(version) {}

    /// The first line; `header.version` is ignored for the writer's.
    void header(CastHeader header, std::string& out) const;
    void output(CastTime time, std::string_view bytes, std::string& out);
    void input(CastTime time, std::string_view bytes, std::string& out);
    void resize(CastTime time, Size size, std::string& out);
    void marker(CastTime time, std::string_view label, std::string& out);
    void exit(CastTime time, int status, std::string& out);
    /// Any event as it was read; one of kind `other` is left out.
    void event(const CastEvent& event, std::string& out);
    /// Writes what is left of a character that was never finished.
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
