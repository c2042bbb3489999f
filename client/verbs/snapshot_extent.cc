#include "client/verbs/snapshot_extent.h"

#include "common/model/packed_row.h"

#include <memory>

namespace cleat {

namespace {

/// A link is written at each cell whose style differs from that of the previous cell.
std::uint64_t link_bytes_of(const Row& row)
{
    std::uint64_t bytes = 0;
    StyleId before = 0;
    for (const Cell& cell : row.cells) {
        const LinkId link = row.style(cell).link;
        if (cell.style != before && link != 0)
            bytes += row.dictionary->link(link).uri.size() + row.dictionary->link(link).id.size();
        before = cell.style;
    }
    return bytes;
}

std::uint64_t link_bytes_of(const std::vector<RowRef>& rows)
{
    std::uint64_t bytes = 0;
    for (const RowRef& row : rows) bytes += link_bytes_of(*row);
    return bytes;
}

std::uint64_t link_bytes_of(std::string_view packed)
{
    StyleId fill = 0;
    return link_bytes_of(unpack(packed, std::make_shared<Dictionary>(), fill));
}

} // namespace

SnapshotExtent SnapshotExtent::of(const Snapshot& snapshot, Links links)
{
    SnapshotExtent out;
    if (links != Links::none) out.link_bytes = link_bytes_of(snapshot.primary) + link_bytes_of(snapshot.alternate);
    const History& history = snapshot.history;
    for (auto line = history.first(); line < history.end() && check_extent(out); ++line) {
        for (const std::string_view packed : history.rows(line)) {
            out.history_cells += packed_length(packed);
            if (links == Links::of_all) out.link_bytes += link_bytes_of(packed);
        }
    }
    return out;
}

Result<void> check_extent(const SnapshotExtent& extent)
{
    if (extent.history_cells > SnapshotExtent::CELL_LIMIT)
        return Error("the history of the snapshot is too large to print; use --history=N for less of it",
                     ErrorCode::invalid);
    if (extent.link_bytes > SnapshotExtent::MAX_LINK_BYTES)
        return Error("the hyperlinks of the snapshot are too long to print", ErrorCode::invalid);
    return {};
}

} // namespace cleat
