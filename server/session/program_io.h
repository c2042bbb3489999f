#pragma once

#include "common/base/unique_fd.h"
#include "common/event/loop.h"
#include "server/session/input_queue.h"
#include "server/session/log.h"

#include <cstddef>
#include <functional>
#include <string_view>

namespace cleat {

/// The way to a program and back: what it writes goes by one `read(2)` straight into the log, and what is for it waits
/// here until it takes it. Knows nothing of who wants either.
class ProgramIo {
 public:
    struct Handlers {
        /// Bytes that were read; they are in the log. Several times in one turn.
        std::function<void(std::string_view bytes)> on_bytes;
        /// After those of a turn, if there were any.
        std::function<void()> on_read;
        /// Nothing will be read any more.
        std::function<void()> on_over;
        /// The program took some of its input, of which there were `before` bytes.
        std::function<void(std::size_t before)> on_taken;
    };

    /// `terminal` is the master side of the program's pty, non-blocking. `log` is borrowed for this object's life.
    ProgramIo(Loop& loop, Log& log, UniqueFd terminal, Handlers handlers);

    /// Takes what the program has written by now, as much as one turn of the loop may; `on_over` may come of it.
    void read() { read(Reading::until_empty); }
    /// Everybody has closed the program's output, or `close` was called.
    [[nodiscard]] bool is_over() const { return over_; }
    /// Lets go of the program: nothing is read or written any more. `on_over` does not come of it.
    void close();

    /// Queues bytes for the program. After its output is over they are dropped.
    void write(std::string_view bytes);
    /// Bytes that it has not taken.
    [[nodiscard]] std::size_t waiting() const { return input_.size(); }

    /// The descriptor of its terminal; -1 when closed.
    [[nodiscard]] int terminal() const { return terminal_.get(); }

 private:
    enum class Reading { what_is_there, until_empty };
    void read(Reading reading);
    void on_ready(FdWatch::Ready ready);
    void write_waiting();
    void watch();

    Log& log_;
    UniqueFd terminal_;
    FdWatch watch_;
    Handlers handlers_;
    InputQueue input_;
    bool over_ = false;
};

} // namespace cleat
