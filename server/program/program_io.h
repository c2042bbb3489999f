#pragma once

#include "common/event/loop.h"
#include "common/wire/messages.h"
#include "server/memory/log.h"
#include "server/program/input_queue.h"
#include "server/program/read_pace.h"
#include "server/pty/program_ends.h"

#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <string_view>
#include <vector>

namespace cleat {

/// Input and output of a program: each `read(2)` puts its output straight into the log, and its input is queued here
/// until the program takes it. The meaning of an `InputSource` does not matter here.
class ProgramIo {
 public:
    struct Handlers {
        /// Bytes that were read; they are in the log. Can be called several times in one turn of the loop.
        std::function<void(std::string_view bytes)> on_bytes;
        /// Called after `on_bytes` for all bytes that one turn read from a descriptor; not if there were none.
        std::function<void()> on_read;
        /// No more output will be read.
        std::function<void()> on_over;
        /// The program took some of the input of these sources.
        std::function<void(const std::vector<InputSource>& sources)> on_taken;
        /// The program's input was closed, by `close_input` or by the program.
        std::function<void()> on_input_closed;
        /// How many bytes can be read now. If 0, the program is paused until `resume`.
        std::function<std::size_t()> room;
        /// Cells of the screen that shows the output; 0 without a screen.
        std::function<std::size_t()> cells;
    };

    /// `log` is borrowed for this object's life.
    ProgramIo(Loop& loop, Log& log, ProgramEnds ends, Handlers handlers);

    /// Reads what the program has written so far, up to the limit of one turn of the loop; may call `on_over`.
    void read();
    /// There may be room again.
    void resume();
    /// Whether every process has closed the program's output, or `close` was called.
    [[nodiscard]] bool is_over() const;
    /// Closes the program's descriptors: nothing is read or written any more. Calls no handler.
    void close();

    /// Call it when the program has ended: notes how much output is unread on its pipes, to distinguish it from later
    /// output of other processes.
    void note_pending_output();
    /// Whether some of the output noted by `note_pending_output` is still unread.
    [[nodiscard]] bool has_pending_output() const;
    /// Whether no output is left to read and no process has the output open. Unlike `is_over`, asks the kernel.
    [[nodiscard]] bool is_at_end() const;

    /// Queues bytes for the program. They are dropped if it takes no more input.
    void write(InputSource source, std::string_view bytes);
    /// Closes the program's input once the queued bytes are written. A terminal's input cannot be closed.
    void close_input();
    /// Whether the program's input is open and no request to close it is pending.
    [[nodiscard]] bool takes_input() const;
    /// Bytes that the program has not taken, of all sources and of one.
    [[nodiscard]] std::size_t waiting() const { return input_.size(); }
    [[nodiscard]] std::size_t waiting(InputSource source) const { return input_.waiting(source); }

    /// The descriptor of the program's terminal; -1 if it has none, or it is closed.
    [[nodiscard]] int terminal() const { return is_terminal_ ? sources_.front()->fd.get() : -1; }

 private:
    /// A descriptor that the program's output is read from.
    struct Source {
        Source(Loop& loop, UniqueFd its_fd, OutputStream its_stream, std::function<void(FdWatch::Ready)> on_ready)
            : fd(std::move(its_fd)), stream(its_stream), watch(loop, fd.get(), std::move(on_ready))
        {}
        UniqueFd fd;
        OutputStream stream;
        FdWatch watch;
        bool is_over = false;
        std::size_t unread = 0;
    };
    enum class Reading { available, until_empty };
    /// The result of one `read(2)`.
    enum class Outcome { bytes, last_bytes, nothing };

    void add_source(UniqueFd fd, OutputStream stream);
    void read(Source& source, Reading reading);
    Outcome read_once(Source& source, Reading reading);
    void write_waiting();
    void drop_input();
    [[nodiscard]] int input_fd() const { return is_terminal_ ? sources_.front()->fd.get() : input_fd_.get(); }
    void watch();

    Loop& loop_;
    Log& log_;
    Handlers handlers_;
    bool is_terminal_;
    std::vector<std::unique_ptr<Source>> sources_;
    UniqueFd input_fd_; ///< of a program on pipes
    std::optional<FdWatch> input_watch_;
    ReadPace pace_;
    InputQueue input_;
    bool input_ends_ = false;
    bool is_paused_ = false;
};

} // namespace cleat
