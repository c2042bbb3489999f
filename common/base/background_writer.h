#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

namespace cleat {

/// Writes lines in a separate thread, so that the caller never waits for a disk, a network or a reader. Lines that do
/// not fit in the queue while the thread is blocked are dropped; a line with their number is written in their place.
class BackgroundWriter {
 public:
    using Write = std::function<void(std::string_view line)>;
    /// Returns the line that reports how many lines were dropped.
    using Describe = std::function<std::string(std::uint64_t left_out)>;

    /// The limit on queued lines, in bytes.
    static constexpr std::size_t LIMIT = 256U << 10;
    /// How long the destructor waits for the thread.
    static constexpr std::chrono::milliseconds CLOSE_TIMEOUT{1'000};

    /// Both functions are called in the thread; a call may outlive this object if the destructor's wait times out. If
    /// no thread can be started, `append` writes directly.
    BackgroundWriter(Write write, Describe describe, std::chrono::milliseconds close_timeout = CLOSE_TIMEOUT);
    /// Waits until all lines are written, for at most `close_timeout`.
    ~BackgroundWriter();
    BackgroundWriter(const BackgroundWriter&) = delete;
    BackgroundWriter& operator=(const BackgroundWriter&) = delete;

    void append(std::string line);

 private:
    struct Shared;
    std::shared_ptr<Shared> shared_; ///< shared with the thread
    std::chrono::milliseconds close_timeout_;
    bool has_thread_ = false;
};

} // namespace cleat
