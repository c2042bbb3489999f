#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

namespace cleat::bench {

/// Nanoseconds of CLOCK_MONOTONIC.
[[nodiscard]] std::int64_t nanoseconds_now();

/// The time that the flood wrote into a line; 0 if there is none.
[[nodiscard]] std::int64_t time_in(std::string_view line);

/// Keys that the flood echoes, each in every line from then on. No control sequence written by a client contains them.
inline constexpr std::string_view FLOOD_KEYS = "%&^";

/// The key that ends the flood.
inline constexpr char FLOOD_END = 'q';

/// The session's program: for `seconds`, writes lines that contain the time as fast as they are taken, and reads keys.
/// Then writes its rate in bytes per second to `report`, echoes keys until `FLOOD_END`, and writes `mark`. Never
/// returns.
[[noreturn]] void run_flood(double seconds, std::string_view mark, const std::filesystem::path& report);

/// A script for sh(1) that runs `run_flood`.
[[nodiscard]] std::string flood_script(double seconds, const std::filesystem::path& report);

} // namespace cleat::bench
