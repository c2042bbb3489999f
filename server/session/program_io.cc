#include "server/session/program_io.h"

#include <sys/types.h>
#include <unistd.h>

#include <cerrno>
#include <ctime>
#include <span>
#include <utility>

namespace cleat {

namespace {

/// Read from the program per turn of the loop, so that a flood delays nobody else for long.
constexpr std::size_t READ_BYTES = 64U << 10;
constexpr int READS_PER_TURN = 16;
/// A pty gives up to 4 KiB at a time where it has more: after less, one is called again rather than tries again.
constexpr std::size_t SHORT_READ = 1'024;

std::int64_t microseconds_now()
{
    timespec time{};
    ::clock_gettime(CLOCK_MONOTONIC, &time);
    return std::int64_t{time.tv_sec} * 1'000'000 + time.tv_nsec / 1'000;
}

} // namespace

ProgramIo::ProgramIo(Loop& loop, Log& log, UniqueFd terminal, Handlers handlers)
    : log_(log),
      terminal_(std::move(terminal)),
      watch_(loop, terminal_.get(), [this](FdWatch::Ready ready) { on_ready(ready); }),
      handlers_(std::move(handlers))
{
    watch();
}

void ProgramIo::watch()
{
    if (over_) return watch_.set(Interest::none);
    watch_.set(!input_.is_empty() ? Interest::both : Interest::read);
}

void ProgramIo::on_ready(FdWatch::Ready ready)
{
    if (ready.write) write_waiting();
    if (ready.read) read(Reading::what_is_there);
}

void ProgramIo::read(Reading reading)
{
    bool any = false;
    bool ends = false;
    for (int i = 0; i < READS_PER_TURN && !over_ && !ends; ++i) {
        const std::span<char> space = log_.space(READ_BYTES);
        const ssize_t count = ::read(terminal_.get(), space.data(), space.size());
        if (count > 0) {
            const auto taken = static_cast<std::size_t>(count);
            log_.append(taken, microseconds_now());
            handlers_.on_bytes(log_.bytes(log_.end() - taken, log_.end()));
            any = true;
            if (reading == Reading::what_is_there && taken < SHORT_READ) break;
        } else if (count < 0 && errno == EINTR) {
            continue;
        } else if (count < 0 && errno == EAGAIN) {
            break;
        } else {
            ends = true; // EIO: nobody has the terminal open any more
        }
    }
    if (ends) {
        over_ = true;
        watch();
    }
    if (any) handlers_.on_read();
    if (ends) handlers_.on_over();
}

void ProgramIo::close()
{
    over_ = true;
    watch();
    terminal_.reset();
}

void ProgramIo::write(std::string_view bytes)
{
    if (bytes.empty() || over_) return;
    const bool was_empty = input_.is_empty();
    input_.add(bytes);
    if (was_empty) write_waiting();
}

void ProgramIo::write_waiting()
{
    const std::size_t before = input_.size();
    input_.write_to(terminal_.get());
    watch();
    handlers_.on_taken(before);
}

} // namespace cleat
