#pragma once

#include <cstdint>
#include <filesystem>
#include <string_view>

namespace cleat::bench {

/// Text of characters that `write_output` never writes, so that a client has to draw all of it at once.
inline constexpr std::string_view MARK = "@#~@##~@~#@";

/// The kind of output.
enum class Look : std::uint8_t {
    plain,   ///< log lines, 57 characters on average
    coloured ///< log lines with a rendition (SGR) for every word: 16 colours, 256 colours and direct colours
};

/// Fills a file with `bytes` bytes, or up to a line more; the same bytes every time.
void write_output(const std::filesystem::path& file, Look look, std::uint64_t bytes);
/// Fills a file with `lines` lines.
void write_lines(const std::filesystem::path& file, Look look, int lines);

} // namespace cleat::bench
