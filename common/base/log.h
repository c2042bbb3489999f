#pragma once

#include <fmt/core.h>

#include <string>

namespace cleat {

/// The severity of a line in the server's log. Program output and user input are never logged.
enum class LogLevel { debug, info, warning, error };

/// From now on, lines of level `least` and above go to standard error. Nothing is logged until this
/// function or `log_to_file` is called.
void log_to_stderr(LogLevel least = LogLevel::info);

/// From now on, lines of level `least` and above are appended to the file at `path`, which several processes may share.
/// At 4 MiB the file is renamed to `path.1`, replacing any earlier one. While the file cannot be written, log lines are
/// discarded.
void log_to_file(const std::string& path, LogLevel least = LogLevel::info);

/// From now on, a thread writes the lines, so that a file or stream that blocks delays no caller. Beyond 256 KiB of
/// pending lines, lines are dropped and counted. At exit the process waits at most one second for the last lines; a
/// crash may lose the most recent ones. After this call the process must not fork, except to run a program.
void log_in_background();

/// Stops logging. Before that, waits at most one second until the thread has written the pending lines.
void log_nowhere();

/// Writes one line, made `printable` (quote.h). Call the functions below instead.
void write_log(LogLevel level, fmt::string_view format, fmt::format_args arguments);

/// Each function writes one line in the format language of {fmt}: `log_info("session {} ended", name)`. The line has
/// no capital and no full stop.
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
