#pragma once

#include "client/stream/local_output.h"
#include "common/base/result.h"
#include "common/event/loop.h"
#include "common/wire/messages.h"

#include <functional>
#include <string>
#include <string_view>

namespace cleat {

/// Writes a session's streams to this process's standard output and standard error, a piece at a time. At most one
/// piece waits here until it can be written.
class OutputWriter {
 public:
    struct Handlers {
        std::function<void()> on_written;                ///< the whole piece was written
        std::function<void()> on_reader_closed;          ///< no reader is left
        std::function<void(const Error&)> on_unwritable; ///< the write failed, for example because the disk is full
    };

    OutputWriter(Loop& loop, Handlers handlers);

    /// Writes a piece. The previous piece must have been written. Calls one of the handlers, perhaps before it returns.
    void write(OutputStream stream, std::string bytes);
    [[nodiscard]] bool is_writing() const { return !unwritten_.empty(); }
    /// Discards the unwritten rest of the piece; no handler is called for it.
    void drop();

 private:
    /// One of this process's descriptors, and its watch.
    struct Local {
        Local(Loop& loop, int fd, std::function<void()> on_ready);
        LocalOutput output;
        FdWatch watch;
    };
    [[nodiscard]] Local& local() { return stream_ == OutputStream::out ? out_ : err_; }
    void resume();

    Handlers handlers_;
    Local out_;
    Local err_;
    OutputStream stream_ = OutputStream::out; ///< the stream that the piece belongs to
    std::string piece_;
    std::string_view unwritten_; ///< the rest of `piece_`
};

} // namespace cleat
