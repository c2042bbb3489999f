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

/// A row that has to be told: `packed` is `pack(row)`.
struct RowChange {
    int row = 0;
    std::string packed;

    bool operator==(const RowChange&) const = default;
};

/// What became of one of the two screens: rows that moved, then rows that are new. Rows that neither names are blank if
/// the size changed and unchanged otherwise.
struct SideUpdate {
    std::vector<RowMove> moves;
    std::vector<RowChange> changes;

    bool operator==(const SideUpdate&) const = default;
};

/// The difference between two screens: `apply(from, diff(from, to)) == to`, always. Values by themselves: nothing in it
/// refers to either screen's identity. What did not change is absent.
struct Update {
    std::optional<Size> size; ///< given when it changed; then every row is told
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

/// Whether the update is no more than a difference of two screens can be: rows told and moved as many as a screen can
/// have, a size that it may have, titles of at most 4 KiB. One from somebody else that does not is not to be applied.
[[nodiscard]] bool fits_a_screen(const Update& update);

/// Whether the update names no rows but those of a screen of that size, or of its own size where it gives one.
[[nodiscard]] bool applies_to(Size size, const Update& update);

[[nodiscard]] Update diff(const Screen& from, const Screen& to);

/// Every row told, whatever was shown before: `apply(anything, whole(to)) == to`.
[[nodiscard]] Update whole(const Screen& to);

/// The same update with no hyperlinks, for a carrier that it is too long for.
[[nodiscard]] Update without_links(const Update& update);

/// `from` with the difference made. Rows that the update does not tell keep their identity. An update that speaks of
/// rows outside the screen, or of an invalid size, changes only what it names correctly.
[[nodiscard]] Screen apply(const Screen& from, const Update& update);

} // namespace cleat
