#include "client/player/player_view.h"

#include <utility>
#include <variant>

namespace cleat {

namespace {

/// Minimum time between frames; short enough to look smooth.
constexpr std::chrono::milliseconds PACE{16};

} // namespace

PlayerView::PlayerView(Tty tty, Capabilities capabilities, CastSource source, IndexFile index,
                       std::optional<CastFeed> feed, const PlayerOptions& options)
    : screen_(loop_, std::move(tty), std::move(capabilities), {.pace = PACE},
              {.on_keys = [this](const std::vector<KeyEvent>& events) { handle_keys(events); },
               .paint = [this](Painter& painter) { return painter.paint(player_.page(painter.terminal())); },
               .on_stop = [this] { player_.suspend(); },
               .on_continue = [this](JobControl::Resumed) { player_.resume(); }}),
      player_(loop_, std::move(source), std::move(index), std::move(feed), options,
              {.on_header = [this] { screen_.begin(); },
               .on_changed = [this] { screen_.request_frame(); },
               .on_over = [this] { screen_.finish(); }})
{}

Result<std::string> PlayerView::run()
{
    if (const auto begun = player_.begin(); !begun) return begun.error();
    if (const auto ran = screen_.run(); !ran) return ran.error();
    return player_.damage();
}

void PlayerView::handle_keys(const std::vector<KeyEvent>& events)
{
    for (const auto& event : events) {
        const auto* const typed = std::get_if<TypedEvent>(&event);
        if (typed == nullptr || screen_.is_over()) continue;
        if (typed->bytes == SUSPEND_KEY) screen_.stop_soon();
        else player_.type(typed->bytes);
    }
}

} // namespace cleat
