#pragma once

#include "common/model/history.h"
#include "common/wire/tagged.h"

#include <cstdint>
#include <string>

namespace cleat::test {

/// The properties of a history besides its lines, as in a snapshot's format: fields of tagged bytes.
struct ForgedHistory {
    std::uint64_t most_lines = HistoryLimits().lines;
    std::uint64_t most_bytes = HistoryLimits().bytes;
    std::uint64_t most_line_bytes = HistoryLimits().line_bytes;
    std::uint64_t first = 0;
    std::uint64_t lines = 0;
    bool is_open = false;
    FIELDS(most_lines, most_bytes, most_line_bytes, first, lines, is_open)
};

/// The snapshot with that history instead of its own: of repeated fields the later one counts.
inline std::string with_history(std::string snapshot, const ForgedHistory& history, const std::string& lines)
{
    tagged::Writer writer(snapshot);
    writer.put_field(5, [&] { append_tagged(history, snapshot); });
    writer.put_field(6, [&] { snapshot += lines; });
    return snapshot;
}

} // namespace cleat::test
