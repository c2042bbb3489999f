#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

namespace cleat {

/// Writes lines in a thread of its own, so that who gives them never waits for a disk, a network or a reader. What does
/// not fit while the thread is held up is left out, and that is written too.
class BackgroundWriter {
 public:
    using Write = std::function<void(std::string_view line)>;
    /// The line that says how many were left out.
    using Describe = std::function<std::string(std::uint64_t left_out)>;

    /// Bytes of lines that wait.
    static constexpr std::size_t MOST = 256U << 10;
    /// How long the end of the writer is waited for.
    static constexpr std::chrono::milliseconds LAST_WORDS{1'000};

    /// Both functions are called in the thread, and may be in a call after the end of this object where the last words
    /// took too long. Without a thread, lines are written as they come.
    BackgroundWriter(Write write, Describe describe, std::chrono::milliseconds last_words = LAST_WORDS);
    /// Waits until all is written, but not for long.
    ~BackgroundWriter();
    BackgroundWriter(const BackgroundWriter&) = delete;
    BackgroundWriter& operator=(const BackgroundWriter&) = delete;

    void append(std::string line);

 private:
    struct Shared;
    std::shared_ptr<Shared> shared_; ///< with the thread
    std::chrono::milliseconds last_words_;
    bool has_thread_ = false;
};

} // namespace cleat
