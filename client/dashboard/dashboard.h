#pragma once

#include "client/dashboard/layout.h"
#include "common/model/screen.h"
#include "common/wire/messages.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace cleat {

/// One session on the dashboard: its entry in the server's list, and its screen once that is known.
struct DashboardSession {
    SessionInfo info;
    std::optional<Screen> screen;
    std::string refusal; ///< why there is no screen
};

/// The dashboard: several sessions side by side on one screen, one of them chosen. Pure: it is drawn into a `Screen`.
class Dashboard {
 public:
    /// Sets the current sessions, in the order in which they are shown. Keeps known screens and the chosen session.
    void set_sessions(std::vector<SessionInfo> sessions);
    void set_screen(std::uint64_t session, Screen screen);
    /// Sets why the session is not shown, for example because it shows this dashboard.
    void set_refusal(std::uint64_t session, std::string why);

    [[nodiscard]] const std::vector<DashboardSession>& sessions() const { return sessions_; }
    /// The chosen session, or null.
    [[nodiscard]] const DashboardSession* chosen() const;
    [[nodiscard]] bool is_zoomed() const { return zoomed_; }

    /// Chooses the next session in a direction, if there is one, among the tiles as last drawn.
    void move(int down, int across);
    /// Chooses the next or previous session, wrapping around at the ends.
    void step(int by);
    void choose(std::uint64_t session);
    /// Shows only the chosen session, or all sessions again.
    void zoom() { zoomed_ = !zoomed_ && chosen() != nullptr; }

    /// Draws the dashboard for a terminal of that size at that time (Unix time, in seconds). The last row is the
    /// footer.
    [[nodiscard]] Screen draw(Size terminal, std::int64_t now);

 private:
    [[nodiscard]] std::size_t chosen_index() const;
    void draw_tile(const DashboardSession& session, const Tile& tile, bool is_chosen, std::int64_t now,
                   const DictionaryRef& words, std::vector<std::shared_ptr<Row>>& rows) const;
    void draw_footer(Row& row) const;

    std::vector<DashboardSession> sessions_;
    std::uint64_t chosen_ = 0; ///< its id
    bool zoomed_ = false;
    DashboardLayout layout_;
};

} // namespace cleat
