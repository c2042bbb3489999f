#pragma once

#include "client/wall/layout.h"
#include "common/model/screen.h"
#include "common/wire/messages.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace cleat {

/// One session on the wall: what the server lists of it, and its screen once that is known.
struct WallSession {
    SessionInfo info;
    std::optional<Screen> screen;
    std::string refusal; ///< why there is none
};

/// Several sessions side by side on one screen, one of them chosen. Pure: what it looks like is a `Screen`.
class Wall {
 public:
    /// The sessions that there are now, in the order in which they are shown. Screens that are known are kept, and so
    /// is the choice.
    void set_sessions(std::vector<SessionInfo> sessions);
    void set_screen(std::uint64_t session, Screen screen);
    /// It is not shown, and why: as one that shows this wall.
    void set_refusal(std::uint64_t session, std::string why);

    [[nodiscard]] const std::vector<WallSession>& sessions() const { return sessions_; }
    /// The chosen session; null where there is none.
    [[nodiscard]] const WallSession* chosen() const;
    [[nodiscard]] bool is_zoomed() const { return zoomed_; }

    /// Chooses the next session in a direction, where there is one; by tiles as they were last drawn.
    void move(int down, int across);
    /// Chooses the session after, or before, in the order of all, round and round.
    void step(int by);
    void choose(std::uint64_t session);
    /// The chosen session alone, or all again.
    void zoom() { zoomed_ = !zoomed_ && chosen() != nullptr; }

    /// What is to be seen on a terminal of that size at that time (Unix time, s). The last row is the wall's own.
    [[nodiscard]] Screen draw(Size terminal, std::int64_t now);

 private:
    [[nodiscard]] std::size_t chosen_index() const;
    void draw_tile(const WallSession& session, const Tile& tile, bool is_chosen, std::int64_t now,
                   const DictionaryRef& words, std::vector<std::shared_ptr<Row>>& rows) const;
    void draw_footer(Row& row) const;

    std::vector<WallSession> sessions_;
    std::uint64_t chosen_ = 0; ///< its id
    bool zoomed_ = false;
    WallLayout layout_;
};

} // namespace cleat
