#pragma once

#include "common/base/result.h"
#include "common/terminal/snapshot.h"

#include <cstdint>

namespace cleat {

/// How much text a snapshot expands to. The snapshot's own length says little: a few bytes can be a row of blanks, or a
/// link that is written again at each change of style.
struct SnapshotExtent {
    /// Which rows are written with their links.
    enum class Links : std::uint8_t { none, of_screen, of_all };

    static constexpr std::uint64_t CELL_LIMIT = 64U << 20;
    static constexpr std::uint64_t MAX_LINK_BYTES = 32U << 20;

    std::uint64_t history_cells = 0; ///< without empty cells at the ends of rows
    std::uint64_t link_bytes = 0;    ///< each link counted as often as it is written

    /// Counts until a limit is exceeded.
    static SnapshotExtent of(const Snapshot& snapshot, Links links);
    bool operator==(const SnapshotExtent&) const = default;
};

/// `invalid` if the snapshot of a server exceeds a limit: 64 Mi cells of history, 32 MiB of links.
Result<void> check_extent(const SnapshotExtent& extent);

} // namespace cleat
