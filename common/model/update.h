#pragma once

#include "common/model/screen.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace cleat {

/// Rows `from .. from+count-1` of the old screen are rows `to .. to+count-1` of the new one.
struct RowMove {
    int from = 0;
    int to = 0;
    int count = 0;

    bool operator==(const RowMove&) const = default;
};

/// A row to be sent: `packed` is `pack(row)`.
struct RowChange {
    int row = 0;
    std::string packed;

    bool operator==(const RowChange&) const = default;
};

/// The changes to one of the two screens: rows that moved, then new rows. Rows in neither list are blank if
/// `Update::size` is set, even to the same size, and unchanged otherwise.
struct SideUpdate {
    std::vector<RowMove> moves;
    std::vector<RowChange> changes;

    bool operator==(const SideUpdate&) const = default;
};

/// The difference between two screens: `apply(from, diff(from, to)) == to` always holds. Self-contained: it refers to
/// neither screen. Unchanged parts are absent.
struct Update {
    std::optional<Size> size; ///< set if the whole screen is sent, as when the size changed
    SideUpdate primary;
    SideUpdate alternate;
    std::optional<Side> active;
    std::optional<Cursor> cursor;
    std::optional<Modes> modes;
    std::optional<std::string> title;
    std::optional<std::string> icon;
    std::optional<Palette> palette;

    bool operator==(const Update&) const = default;
};

/// Whether the update is within the limits of a difference between two screens: rows sent and moved, a valid size,
/// titles of at most 4 KiB. An update from a peer that is outside these limits must not be applied.
[[nodiscard]] bool fits_a_screen(const Update& update);

/// Whether all rows that the update names exist on a screen of `size`, or of `update.size` if that is set.
[[nodiscard]] bool applies_to(Size size, const Update& update);

[[nodiscard]] Update diff(const Screen& from, const Screen& to);

/// An update that sends the whole screen, except blank rows: `apply(anything, whole(to)) == to`.
[[nodiscard]] Update whole(const Screen& to);

/// The same update without hyperlinks, for when it is too long to send.
[[nodiscard]] Update without_links(const Update& update);

/// Applies the update to `from`. Rows that the update does not send keep their identity. Of an update that names rows
/// outside the screen, or an invalid size, only the valid parts are applied.
[[nodiscard]] Screen apply(const Screen& from, const Update& update);

} // namespace cleat
