#pragma once

#include <cstddef>
#include <string_view>

namespace cleat::bench {

/// The pieces in which a server reads and a terminal is fed.
inline constexpr std::size_t PIECE = 64U << 10;

/// Calls `feed` with each piece of `bytes`.
template <class Feed>
void in_pieces(std::string_view bytes, Feed&& feed)
{
    for (; !bytes.empty(); bytes.remove_prefix(bytes.size() < PIECE ? bytes.size() : PIECE))
        feed(bytes.substr(0, PIECE));
}

/// Every workload through our terminal and through libvterm's screen, in turns. Prints a table of medians.
void measure_speed(std::size_t bytes);
/// What 10,000 lines of a log take. Prints it.
void measure_memory();
/// Resizes with that many lines of history. Prints them.
void measure_resize(std::size_t lines);
/// Some workloads through a pty, to our terminal and to nothing, in turns. Prints a table of medians.
void measure_pty(std::size_t bytes);

} // namespace cleat::bench
