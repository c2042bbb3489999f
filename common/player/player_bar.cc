#include "common/player/player_bar.h"

#include "common/base/duration.h"
#include "common/recording/cast_clock.h"

#include <algorithm>

namespace cleat {

namespace {

/// A shorter bar is not drawn.
constexpr int SHORTEST = 8;

int column_of(CastTime time, CastTime duration, int columns)
{
    if (duration <= CastTime(0)) return 0;
    const double part = static_cast<double>(time.count()) / static_cast<double>(duration.count());
    return static_cast<int>(std::clamp(part, 0.0, 1.0) * (columns - 1));
}

std::string line_with(const PlayerBar& bar, const std::vector<CastMarker>& markers, int columns)
{
    std::string out(static_cast<std::size_t>(columns), '-');
    const auto here = static_cast<std::size_t>(column_of(bar.position, bar.duration, columns));
    std::fill_n(out.begin(), here, '=');
    for (const auto& marker : markers)
        out[static_cast<std::size_t>(column_of(marker.time, bar.duration, columns))] = '|';
    out[here] = '>';
    return out;
}

std::string speed_text(double speed)
{
    return speed >= 1 ? std::to_string(static_cast<int>(speed)) + "x"
                      : "1/" + std::to_string(static_cast<int>(1 / speed)) + "x";
}

} // namespace

std::string bar_text(const PlayerBar& bar, const std::vector<CastMarker>& markers, int columns)
{
    std::string left = (bar.paused ? " || " : " |> ") + clock_text(bar.position) + ' ';
    std::string right = ' ' + clock_text(bar.duration) + (bar.is_whole ? "" : "+");
    if (bar.speed != 1) right += ' ' + speed_text(bar.speed);
    if (bar.idle_limit)
        right += " idle " + format_duration(std::chrono::duration_cast<std::chrono::milliseconds>(*bar.idle_limit));
    if (bar.loop) right += " loop";
    if (bar.exit == PlayerExit::live) right += "  q live";
    right += ' ';
    if (!bar.message.empty()) return (left + ' ' + bar.message).substr(0, static_cast<std::size_t>(columns));
    const int room = columns - static_cast<int>(left.size() + right.size()) - 2;
    if (room < SHORTEST) return (left + right).substr(0, static_cast<std::size_t>(columns));
    return left + '[' + line_with(bar, markers, room) + ']' + right;
}

} // namespace cleat
