#include "server/program/program_io.h"

#include "common/event/work_clock.h"
#include "server/memory/log_clock.h"

#include <poll.h>
#include <sys/ioctl.h>
#include <sys/types.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <span>
#include <utility>

namespace cleat {

namespace {

/// Maximum number of reads from the program in one turn of the loop, so that a flood does not delay other work for
/// long.
constexpr int READS_PER_TURN = 16;
/// The same for each of two streams, so that they alternate.
constexpr int READS_OF_A_PIPE = 4;
/// A pty returns up to 4 KiB at a time if it has more: after a shorter read, wait for the watch instead of trying
/// again.
constexpr std::size_t SHORT_READ = 1'024;

} // namespace

ProgramIo::ProgramIo(Loop& loop, Log& log, ProgramEnds ends, Handlers handlers)
    : loop_(loop),
      log_(log),
      handlers_(std::move(handlers)),
      is_terminal_(ends.terminal),
      input_fd_(std::move(ends.input))
{
    if (is_terminal_) {
        add_source(std::move(ends.terminal), OutputStream::out);
    } else {
        add_source(std::move(ends.output), OutputStream::out);
        add_source(std::move(ends.errors), OutputStream::err);
    }
    if (input_fd_) input_watch_.emplace(loop, input_fd_.get(), [this](FdWatch::Ready) { write_waiting(); });
    watch();
}

void ProgramIo::add_source(UniqueFd fd, OutputStream stream)
{
    if (!fd) return; // the program's output is closed
    const std::size_t place = sources_.size();
    sources_.push_back(std::make_unique<Source>(loop_, std::move(fd), stream, [this, place](FdWatch::Ready ready) {
        if (ready.write && is_terminal_ && !input_.is_empty()) write_waiting();
        if (ready.read) read(*sources_[place], Reading::available);
    }));
}

void ProgramIo::watch()
{
    const bool writes = !input_.is_empty();
    for (const auto& source : sources_) {
        Interest interest = source->is_over || is_paused_ ? Interest::none : Interest::read;
        if (is_terminal_ && writes && !source->is_over) interest = is_paused_ ? Interest::write : Interest::both;
        source->watch.set(interest);
    }
    if (input_watch_) input_watch_->set(writes ? Interest::write : Interest::none);
}

// --- output ----------------------------------------------------------------------------------------------------------

void ProgramIo::read()
{
    for (const auto& source : sources_) read(*source, Reading::until_empty);
}

void ProgramIo::read(Source& source, Reading reading)
{
    const bool was_over = is_over();
    const int most = is_terminal_ ? READS_PER_TURN : READS_OF_A_PIPE;
    bool any = false;
    const auto began = Clock::now();
    for (int i = 0; i < most && !source.is_over && Clock::now() - began < ReadPace::OF_A_TURN; ++i) {
        const Outcome outcome = read_once(source, reading);
        any = any || outcome != Outcome::nothing;
        if (outcome != Outcome::bytes) break;
    }
    watch();
    if (any) handlers_.on_read();
    if (!was_over && is_over()) handlers_.on_over();
}

ProgramIo::Outcome ProgramIo::read_once(Source& source, Reading reading)
{
    const std::size_t room = handlers_.room();
    is_paused_ = room == 0;
    if (is_paused_) return Outcome::nothing;
    const std::span<char> space = log_.space(std::min(pace_.size(handlers_.cells()), room), source.stream);
    ssize_t count = 0;
    do count = ::read(source.fd.get(), space.data(), space.size());
    while (count < 0 && errno == EINTR);
    if (count <= 0) {
        // End of output, which a terminal reports as EIO when no process has it open any more.
        source.is_over = count == 0 || errno != EAGAIN;
        return Outcome::nothing;
    }
    const auto taken = static_cast<std::size_t>(count);
    source.unread -= std::min(source.unread, taken);
    log_.append(taken, log_time_now());
    const auto began = WorkClock::now();
    handlers_.on_bytes(log_.bytes(log_.end() - taken, log_.end()));
    pace_.spent(taken, WorkClock::now() - began, loop_.now());
    const bool is_short = taken < (is_terminal_ ? std::min(SHORT_READ, space.size()) : space.size());
    return is_short && reading == Reading::available ? Outcome::last_bytes : Outcome::bytes;
}

void ProgramIo::resume()
{
    if (!is_paused_ || handlers_.room() < ReadPace::LARGEST) return; // avoids reading a few bytes at a time
    is_paused_ = false;
    watch();
}

bool ProgramIo::is_over() const
{
    return std::all_of(sources_.begin(), sources_.end(), [](const auto& source) { return source->is_over; });
}

void ProgramIo::note_pending_output()
{
    for (const auto& source : sources_) {
        int count = 0;
        // A terminal is paused only for a recorder, and only briefly, so its output is not pending after the drain.
        if (!is_terminal_ && !source->is_over && ::ioctl(source->fd.get(), FIONREAD, &count) == 0 && count > 0)
            source->unread = static_cast<std::size_t>(count);
    }
}

bool ProgramIo::has_pending_output() const
{
    return std::any_of(sources_.begin(), sources_.end(),
                       [](const auto& source) { return source->unread > 0 && !source->is_over; });
}

bool ProgramIo::is_at_end() const
{
    return std::all_of(sources_.begin(), sources_.end(), [](const auto& source) {
        pollfd looked{source->fd.get(), POLLIN, 0};
        return source->is_over || (::poll(&looked, 1, 0) == 1 && (looked.revents & (POLLIN | POLLHUP)) == POLLHUP);
    });
}

void ProgramIo::close()
{
    for (const auto& source : sources_) source->is_over = true;
    input_ = {};
    input_ends_ = true;
    watch();
    for (const auto& source : sources_) source->fd.reset();
    input_watch_.reset();
    input_fd_.reset();
}

// --- input -----------------------------------------------------------------------------------------------------------

bool ProgramIo::takes_input() const
{
    return is_terminal_ ? !is_over() : input_fd_ && !input_ends_;
}

void ProgramIo::write(InputSource source, std::string_view bytes)
{
    if (bytes.empty() || !takes_input()) return;
    const bool was_empty = input_.is_empty();
    input_.add(source, bytes);
    if (was_empty) write_waiting();
}

void ProgramIo::close_input()
{
    if (is_terminal_ || !takes_input()) return;
    input_ends_ = true;
    if (input_.is_empty()) drop_input();
}

void ProgramIo::write_waiting()
{
    const InputQueue::Written written = input_.write_to(input_fd());
    const bool is_at_end = !is_terminal_ && (!written.is_read || (input_ends_ && input_.is_empty()));
    if (is_at_end) drop_input();
    watch();
    handlers_.on_taken(written.sources);
}

/// The running callback may belong to the watch, so it is destroyed later.
void ProgramIo::drop_input()
{
    input_ = {};
    input_ends_ = true;
    input_watch_->set(Interest::none);
    input_fd_.reset();
    handlers_.on_input_closed();
}

} // namespace cleat
