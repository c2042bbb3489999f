#pragma once

#include "client/stream/local_output.h"
#include "common/base/result.h"
#include "common/event/loop.h"
#include "common/wire/messages.h"

#include <functional>
#include <string>
#include <string_view>

namespace cleat {

/// Writes a session's streams to this process's own, a piece at a time. What cannot be written at once waits here, and
/// is one piece at most.
class OutputWriter {
 public:
    struct Handlers {
        std::function<void()> on_written;                ///< all of the piece
        std::function<void()> on_gone;                   ///< nobody will ever read it
        std::function<void(const Error&)> on_unwritable; ///< it cannot be written: a disk is full, say
    };

    OutputWriter(Loop& loop, Handlers handlers);

    /// Writes a piece, when the one before is written. One of the handlers is called for it, perhaps at once.
    void write(OutputStream stream, std::string bytes);
    [[nodiscard]] bool is_writing() const { return !unwritten_.empty(); }
    /// What is not written is of no use any more; no handler is called for it.
    void drop();

 private:
    /// One of this process's descriptors, and its watch.
    struct Local {
        Local(Loop& loop, int fd, std::function<void()> on_ready);
        LocalOutput output;
        FdWatch watch;
    };
    [[nodiscard]] Local& local() { return stream_ == OutputStream::out ? out_ : err_; }
    void go_on();

    Handlers handlers_;
    Local out_;
    Local err_;
    OutputStream stream_ = OutputStream::out; ///< that the piece is written to
    std::string piece_;
    std::string_view unwritten_; ///< of it
};

} // namespace cleat
