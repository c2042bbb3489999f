#pragma once

#include <fmt/core.h>

#include <string>

namespace cleat {

/// How much a line of the server's own log matters. Nothing that a program wrote or a user typed is ever logged.
enum class LogLevel { debug, info, warning, error };

/// Lines of `least` and above go to the standard error stream from now on. Before any of these calls nothing is logged.
void log_to_stderr(LogLevel least = LogLevel::info);

/// Lines of `least` and above are appended to the file at `path`, which several processes may share. At 4 MiB the file
/// becomes `path.1`, replacing the one before. A file that cannot be written makes the log silent, as long as that
/// lasts.
void log_to_file(const std::string& path, LogLevel least = LogLevel::info);

/// Lines are written by a thread from now on: a file or a stream that hangs holds nobody up. What does not fit into 256
/// KiB meanwhile is left out and counted. The end of the process waits for its last lines, a second at most; a crash
/// may lose those of its last moment. To be called when the process forks no more, but for programs that it runs.
void log_in_background();

/// Nothing is logged from now on. Lines that the thread has yet to write are written first, as at the end.
void log_nowhere();

/// Writes one line; control characters in it are escaped. Use the functions below.
void write_log(LogLevel level, fmt::string_view format, fmt::format_args arguments);

/// Each writes one line, in the format language of {fmt}: `log_info("session {} ended", name)`. No capital, no full
/// stop.
template <class... Arguments>
void log_debug(fmt::format_string<Arguments...> format, Arguments&&... arguments)
{
    write_log(LogLevel::debug, format, fmt::make_format_args(arguments...));
}
template <class... Arguments>
void log_info(fmt::format_string<Arguments...> format, Arguments&&... arguments)
{
    write_log(LogLevel::info, format, fmt::make_format_args(arguments...));
}
template <class... Arguments>
void log_warning(fmt::format_string<Arguments...> format, Arguments&&... arguments)
{
    write_log(LogLevel::warning, format, fmt::make_format_args(arguments...));
}
template <class... Arguments>
void log_error(fmt::format_string<Arguments...> format, Arguments&&... arguments)
{
    write_log(LogLevel::error, format, fmt::make_format_args(arguments...));
}

} // namespace cleat
