#include "common/base/log.h"

#include "common/base/log_file.h"
#include "common/base/quote.h"

#include <spdlog/details/null_mutex.h>
#include <spdlog/logger.h>
#include <spdlog/sinks/base_sink.h>

#include <memory>
#include <utility>

namespace cleat {
namespace {

using NoMutex = spdlog::details::null_mutex;

constexpr const char* PATTERN = "%Y-%m-%d %H:%M:%S.%e %P %l: %v";

/// Appends the lines to a `LogFile`.
class FileSink : public spdlog::sinks::base_sink<NoMutex> {
 public:
    explicit FileSink(const std::string& path) : file_(path) {}

 private:
    void sink_it_(const spdlog::details::log_msg& message) override
    {
        spdlog::memory_buf_t line;
        formatter_->format(message, line);
        file_.append({line.data(), line.size()});
    }
    void flush_() override {}

    LogFile file_;
};

/// Writes the lines to descriptor 2. Nothing is done about a stream that is closed or full.
class StderrSink : public spdlog::sinks::base_sink<NoMutex> {
    void sink_it_(const spdlog::details::log_msg& message) override
    {
        spdlog::memory_buf_t line;
        formatter_->format(message, line);
        if (::write(STDERR_FILENO, line.data(), line.size()) < 0) return;
    }
    void flush_() override {}
};

/// The one logger of the process. A global, because a log line may be wanted anywhere and is part of nothing's state.
std::unique_ptr<spdlog::logger>& logger()
{
    static std::unique_ptr<spdlog::logger> the_logger;
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

void use(std::shared_ptr<spdlog::sinks::sink> sink, LogLevel least)
{
    auto made = std::make_unique<spdlog::logger>("cleat", std::move(sink));
    made->set_pattern(PATTERN);
    made->set_level(to_spdlog(least));
    made->set_error_handler([](const std::string&) {}); // the default one writes to stderr, which may be anything
    logger() = std::move(made);
}

} // namespace

void log_to_stderr(LogLevel least)
{
    use(std::make_shared<StderrSink>(), least);
}

void log_to_file(const std::string& path, LogLevel least)
{
    use(std::make_shared<FileSink>(path), least);
}

void log_nowhere()
{
    logger().reset();
}

void write_log(LogLevel level, fmt::string_view format, fmt::format_args arguments)
{
    const auto& target = logger();
    if (!target || !target->should_log(to_spdlog(level))) return;
    target->log(to_spdlog(level), printable(fmt::vformat(format, arguments)));
}

} // namespace cleat
