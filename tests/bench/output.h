#pragma once

#include <cstdint>
#include <filesystem>
#include <string_view>

namespace cleat::bench {

/// Text that appears at a place where nothing of it was, so that a client has to write all of it at once: none of its
/// characters is in what `write_output` writes.
inline constexpr std::string_view MARK = "@#~@##~@~#@";

/// What a program writes.
enum class Look : std::uint8_t {
    plain,   ///< lines of a log, 57 characters on average
    coloured ///< the same with a rendition for every word (SGR), of the 16 colours, the 256, and direct ones
};

/// Fills a file with so many bytes or a line more; the same bytes every time.
void write_output(const std::filesystem::path& file, Look look, std::uint64_t bytes);
/// Fills a file with so many lines.
void write_lines(const std::filesystem::path& file, Look look, int lines);

} // namespace cleat::bench
