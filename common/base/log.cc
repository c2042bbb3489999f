#include "common/base/log.h"

#include "common/base/background_writer.h"
#include "common/base/log_file.h"
#include "common/base/quote.h"

#include <spdlog/details/null_mutex.h>
#include <spdlog/logger.h>
#include <spdlog/pattern_formatter.h>
#include <spdlog/sinks/base_sink.h>

#include <unistd.h>

#include <cstdint>
#include <memory>
#include <string_view>
#include <utility>

namespace cleat {
namespace {

using NoMutex = spdlog::details::null_mutex;

constexpr const char* PATTERN = "%Y-%m-%d %H:%M:%S.%e %P %l: %v";

void write_to_stderr(std::string_view line)
{
    if (::write(STDERR_FILENO, line.data(), line.size()) < 0) return; // there is nowhere to report a closed stream
}

/// The log line that reports dropped lines. Called in the writer's thread, so it uses its own formatter.
std::string line_for_left_out(std::uint64_t count)
{
    const auto text = fmt::format("{} {} dropped: the log could not be written in time", count,
                                  count == 1 ? "line was" : "lines were");
    spdlog::pattern_formatter formatter(PATTERN);
    spdlog::memory_buf_t line;
    formatter.format(spdlog::details::log_msg("cleat", spdlog::level::warn, text), line);
    return {line.data(), line.size()};
}

/// Writes the lines, in the background once that is requested.
class LineSink : public spdlog::sinks::base_sink<NoMutex> {
 public:
    explicit LineSink(BackgroundWriter::Write write) : write_(std::move(write)) {}

    void start_background()
    {
        if (!background_) background_ = std::make_unique<BackgroundWriter>(write_, line_for_left_out);
    }

 private:
    void sink_it_(const spdlog::details::log_msg& message) override
    {
        spdlog::memory_buf_t line;
        formatter_->format(message, line);
        if (background_) background_->append({line.data(), line.size()});
        else write_({line.data(), line.size()});
    }
    void flush_() override {}

    BackgroundWriter::Write write_;
    std::unique_ptr<BackgroundWriter> background_;
};

/// A logger and its sink.
struct Logger {
    std::shared_ptr<LineSink> sink;
    spdlog::logger lines;
};

/// The process's only logger. It is global because any code may log, and the log is no part of any object's state.
std::unique_ptr<Logger>& logger()
{
    static std::unique_ptr<Logger> the_logger;
    return the_logger;
}

spdlog::level::level_enum to_spdlog(LogLevel level)
{
    switch (level) {
    case LogLevel::debug: return spdlog::level::debug;
    case LogLevel::info: return spdlog::level::info;
    case LogLevel::warning: return spdlog::level::warn;
    case LogLevel::error: return spdlog::level::err;
    }
    return spdlog::level::err;
}

void use(BackgroundWriter::Write write, LogLevel least)
{
    auto sink = std::make_shared<LineSink>(std::move(write));
    auto made = std::make_unique<Logger>(Logger{sink, spdlog::logger("cleat", sink)});
    made->lines.set_pattern(PATTERN);
    made->lines.set_level(to_spdlog(least));
    // The default handler would write to standard error, whatever that is connected to.
    made->lines.set_error_handler([](const std::string&) {});
    logger() = std::move(made);
}

} // namespace

void log_to_stderr(LogLevel least)
{
    use(write_to_stderr, least);
}

void log_to_file(const std::string& path, LogLevel least)
{
    use([file = std::make_shared<LogFile>(path)](std::string_view line) { file->append(line); }, least);
}

void log_in_background()
{
    if (logger()) logger()->sink->start_background();
}

void log_nowhere()
{
    logger().reset();
}

void write_log(LogLevel level, fmt::string_view format, fmt::format_args arguments)
{
    const auto& target = logger();
    if (!target || !target->lines.should_log(to_spdlog(level))) return;
    target->lines.log(to_spdlog(level), printable(fmt::vformat(format, arguments)));
}

} // namespace cleat
