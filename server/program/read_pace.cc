#include "server/program/read_pace.h"

#include <algorithm>
#include <cmath>

namespace cleat {

namespace {

/// Length in bytes of a command that repeats a character as often as there are cells, and nanoseconds for one cell.
constexpr double COSTLY_COMMAND = 9;
constexpr double OF_A_CELL = 1;

/// The number of bytes, at this many nanoseconds each, that cost no more than `most`.
std::size_t bytes_within(std::chrono::duration<double, std::nano> most, double per_byte)
{
    constexpr std::size_t LARGEST = ReadPace::LARGEST;
    if (per_byte * static_cast<double>(LARGEST) <= most.count()) return LARGEST;
    return std::max(ReadPace::SMALLEST, static_cast<std::size_t>(most.count() / per_byte));
}

} // namespace

std::size_t ReadPace::size(std::size_t cells) const
{
    const double at_worst = static_cast<double>(cells) * OF_A_CELL / COSTLY_COMMAND;
    return std::min(bytes_within(OF_A_READ, per_byte_), bytes_within(OF_THE_FIRST, at_worst));
}

void ReadPace::spent(std::size_t bytes, Clock::duration cost, Clock::time_point now)
{
    if (bytes == 0) return;
    const double seconds = std::chrono::duration<double>(std::max(now - at_, Clock::duration::zero())).count();
    const double latest = std::chrono::duration<double, std::nano>(cost).count() / static_cast<double>(bytes);
    per_byte_ = std::max(latest, per_byte_ * std::exp2(-seconds));
    at_ = now;
}

} // namespace cleat
