#include "client/stream/output_writer.h"

#include <unistd.h>

#include <utility>

namespace cleat {

OutputWriter::Local::Local(Loop& loop, int fd, std::function<void()> on_ready)
    : output(fd), watch(loop, output.descriptor(), [on_ready = std::move(on_ready)](FdWatch::Ready) { on_ready(); })
{}

OutputWriter::OutputWriter(Loop& loop, Handlers handlers)
    : handlers_(std::move(handlers)),
      out_(loop, STDOUT_FILENO, [this] { resume(); }),
      err_(loop, STDERR_FILENO, [this] { resume(); })
{}

void OutputWriter::write(OutputStream stream, std::string bytes)
{
    stream_ = stream;
    piece_ = std::move(bytes);
    unwritten_ = piece_;
    resume();
}

void OutputWriter::drop()
{
    unwritten_ = {};
    local().watch.set(Interest::none);
}

void OutputWriter::resume()
{
    LocalOutput& output = local().output;
    while (is_writing()) {
        const auto outcome = output.write(unwritten_);
        if (outcome == LocalOutput::Outcome::full) break;
        if (outcome == LocalOutput::Outcome::failed) {
            const Error why = Error::from_errno("cannot write the output");
            drop();
            return handlers_.on_unwritable(why);
        }
        if (outcome == LocalOutput::Outcome::gone) {
            drop();
            return handlers_.on_reader_closed();
        }
        if (output.descriptor() == STDOUT_FILENO || output.descriptor() == STDERR_FILENO) break; // it may block
    }
    local().watch.set(is_writing() ? Interest::write : Interest::none);
    if (!is_writing()) handlers_.on_written();
}

} // namespace cleat
