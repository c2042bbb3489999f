#pragma once

#include <cstddef>
#include <string_view>

namespace cleat::bench {

/// The size of the pieces in which a server reads output and feeds a terminal.
inline constexpr std::size_t PIECE = 64U << 10;

/// Calls `feed` with each piece of `bytes`.
template <class Feed>
void in_pieces(std::string_view bytes, Feed&& feed)
{
    for (; !bytes.empty(); bytes.remove_prefix(bytes.size() < PIECE ? bytes.size() : PIECE))
        feed(bytes.substr(0, PIECE));
}

/// Feeds each workload to our terminal and to libvterm's screen alternately. Prints a table of medians.
void measure_speed(std::size_t bytes);
/// Prints the memory for 10,000 log lines.
void measure_memory();
/// Prints the time of resizes with that many lines of history.
void measure_resize(std::size_t lines);
/// Sends some workloads through a pty, to our terminal and to nothing alternately. Prints a table of medians.
void measure_pty(std::size_t bytes);

} // namespace cleat::bench
