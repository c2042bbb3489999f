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
        /// The program took some of the input of these sources.
        std::function<void(const std::vector<InputSource>& sources)> on_taken;
        /// The program's input is closed, by `close_input` or because the program has closed it.
        std::function<void()> on_input_closed;
        /// How much may be read now. Where that is nothing the program waits, until `resume`.
        std::function<std::size_t()> room;
        /// Cells of the screen that the bytes go to; 0 where there is none.
        std::function<std::size_t()> cells;
    };

    /// `log` is borrowed for this object's life.
    ProgramIo(Loop& loop, Log& log, ProgramEnds ends, Handlers handlers);

    /// Takes what the program has written by now, as much as one turn of the loop may; `on_over` may come of it.
    void read();
    /// There may be room again.
    void resume();
    /// Everybody has closed the program's output, or `close` was called.
    [[nodiscard]] bool is_over() const;
    /// Lets go of the program: nothing is read or written any more. No handler is called of it.
    void close();

    /// To be called at the program's end: what it has written and is not read yet is its own, and owed.
    void note_owed();
    /// Not all of that was read.
    [[nodiscard]] bool is_owing() const;
    /// Nothing is left to be read and nobody has the output open, whether or not that was read.
    [[nodiscard]] bool is_at_end() const;

    /// Queues bytes for the program. Where it takes none any more they are dropped.
    void write(InputSource source, std::string_view bytes);
    /// Its input ends after what is queued. Of a terminal's there is no end.
    void close_input();
    /// Its input is not closed, nor about to be.
    [[nodiscard]] bool takes_input() const;
    /// Bytes that it has not taken, of all sources and of one.
    [[nodiscard]] std::size_t waiting() const { return input_.size(); }
    [[nodiscard]] std::size_t waiting(InputSource source) const { return input_.waiting(source); }

    /// The descriptor of its terminal; -1 where it has none, or is closed.
    [[nodiscard]] int terminal() const { return is_terminal_ ? sources_.front()->fd.get() : -1; }

 private:
    /// What the program writes to.
    struct Source {
        Source(Loop& loop, UniqueFd its_fd, OutputStream its_stream, std::function<void(FdWatch::Ready)> on_ready)
            : fd(std::move(its_fd)), stream(its_stream), watch(loop, fd.get(), std::move(on_ready))
        {}
        UniqueFd fd;
        OutputStream stream;
        FdWatch watch;
        bool is_over = false;
        std::size_t owed = 0;
    };
    enum class Reading { what_is_there, until_empty };
    /// What came of one `read(2)`.
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
    UniqueFd input_fd_; ///< of pipes
    std::optional<FdWatch> input_watch_;
    ReadPace pace_;
    InputQueue input_;
    bool input_ends_ = false;
    bool held_ = false;
};

} // namespace cleat
