#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

namespace cleat::bench {

/// Nanoseconds of CLOCK_MONOTONIC.
[[nodiscard]] std::int64_t nanoseconds_now();

/// The newest time that a flood has written on a screen, given its lines from the last one up; 0 where there is none.
[[nodiscard]] std::int64_t time_in(std::string_view line);

/// Keys that the flood answers, each with itself in every line from then on. No control sequence that a client writes
/// has any of them.
inline constexpr std::string_view FLOOD_KEYS = "%&^";

/// What it is told with to end.
inline constexpr char FLOOD_END = 'q';

/// What a session's program does to be measured: writes lines that say when they were written, as fast as they are
/// taken, for so many seconds, and reads keys meanwhile. Then it writes into `report` how many bytes it wrote in a
/// second, echoes keys until `FLOOD_END`, and writes `mark`. Never returns.
[[noreturn]] void run_flood(double seconds, std::string_view mark, const std::filesystem::path& report);

/// A script of sh(1) that does that.
[[nodiscard]] std::string flood_script(double seconds, const std::filesystem::path& report);

} // namespace cleat::bench
