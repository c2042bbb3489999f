#include "common/net/connection.h"

#include "common/event/work_clock.h"

#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>

namespace cleat {

namespace {

/// The most that is read per turn of the loop: enough for any burst of keys, little enough that no other client waits
/// long.
constexpr std::size_t READ_BYTES = 64U << 10;
/// The minimum cost of a callback for a few bytes, besides reading them.
constexpr std::chrono::microseconds COST_OF_A_CALL{20};

} // namespace

Connection::Connection(Loop& loop, UniqueFd socket, std::size_t most_per_frame, Handlers handlers)
    : Connection(loop, std::move(socket), Terms{.most_per_frame = most_per_frame}, std::move(handlers))
{}

Connection::Connection(Loop& loop, UniqueFd socket, Terms terms, Handlers handlers)
    : loop_(loop),
      socket_(std::move(socket)),
      watch_(loop, socket_.get(), [this](FdWatch::Ready r) { on_ready(r); }),
      own_turns_(loop),
      delivery_(terms.turns != nullptr ? *terms.turns : own_turns_,
                [this] {
                    deliver();
                    if (!closed_) watch();
                }),
      terms_(terms),
      handlers_(std::move(handlers)),
      frames_(terms.most_per_frame),
      last_heard_(loop.now()),
      report_drained_(loop,
                      [this] {
                          if (!closed_ && queue_.empty()) handlers_.on_drained();
                      }),
      close_dropped_(loop, [this] { close(); })
{
    watch();
}

void Connection::send(std::string frame)
{
    send(std::make_shared<const std::string>(std::move(frame)));
}

void Connection::send(std::shared_ptr<const std::string> frame)
{
    if (!is_open() || finishing_) return;
    pending_ += frame->size();
    queue_.push_back(std::move(frame));
    if (queue_.size() == 1) write();
}

void Connection::pause(bool paused)
{
    if (paused_ == paused || closed_) return;
    paused_ = paused;
    if (!paused && frames_.has_next()) delivery_.ask();
    watch();
}

void Connection::finish()
{
    finishing_ = true;
    if (!closed_ && queue_.empty()) ::shutdown(socket_.get(), SHUT_WR);
}

void Connection::on_ready(FdWatch::Ready ready)
{
    if (ready.write && is_open()) write();
    if (ready.hangup && is_open()) {
        if (paused_ || broken_) return close();
        hung_up_ = true;
        watch();
    }
    // Frames read earlier are delivered first, even if the peer has hung up since.
    if (ready.read && is_open() && !delivery_.is_requested()) read();
}

void Connection::read()
{
    const auto began = terms_.turns != nullptr ? WorkClock::now() : Clock::duration();
    std::array<char, READ_BYTES> buffer; // NOLINT: the kernel fills what is used
    const ssize_t count = ::read(socket_.get(), buffer.data(), std::min(buffer.size(), terms_.read_bytes));
    if (count < 0) {
        if (errno != EAGAIN && errno != EINTR) close();
        return;
    }
    if (count == 0) {
        close();
        return;
    }
    last_heard_ = loop_.now();
    frames_.feed({buffer.data(), static_cast<std::size_t>(count)});
    if (terms_.turns == nullptr) return deliver();
    if (frames_.has_next()) {
        delivery_.ask();
        watch();
    } else if (handlers_.on_part) {
        handlers_.on_part(COST_OF_A_CALL + (WorkClock::now() - began));
    }
}

void Connection::deliver()
{
    for (int count = 0; is_open() && !paused_ && !broken_; ++count) {
        // A peer that sends many small frames must not delay others.
        if (count == terms_.frames_per_turn) {
            delivery_.ask();
            return watch();
        }
        const auto frame = frames_.next();
        if (!frame) {
            broken_ = true;
            watch();
            handlers_.on_broken(frame.error());
            return;
        }
        if (!*frame) return;
        handlers_.on_frame(**frame);
    }
}

void Connection::write()
{
    while (!queue_.empty()) {
        const std::string& frame = *queue_.front();
        const ssize_t count =
            ::send(socket_.get(), frame.data() + sent_of_first_, frame.size() - sent_of_first_, MSG_NOSIGNAL);
        if (count < 0) {
            if (errno == EINTR) continue;
            if (errno == EAGAIN) break;
            // The peer has stopped reading, but what it sent earlier may still have to be delivered.
            if (terms_.when_not_reading == Terms::NotReading::is_dropped) return drop();
            queue_.clear();
            pending_ = sent_of_first_ = 0;
            finishing_ = true;
            break;
        }
        sent_of_first_ += static_cast<std::size_t>(count);
        pending_ -= static_cast<std::size_t>(count);
        if (sent_of_first_ < frame.size()) break;
        queue_.pop_front();
        sent_of_first_ = 0;
    }
    watch();
    if (!queue_.empty()) return;
    if (finishing_) {
        ::shutdown(socket_.get(), SHUT_WR);
    } else if (handlers_.on_drained) {
        report_drained_.schedule();
    }
}

/// Closes once the sending caller has returned; nothing is delivered meanwhile.
void Connection::drop()
{
    dropped_ = true;
    queue_.clear();
    pending_ = sent_of_first_ = 0;
    close_dropped_.schedule();
}

void Connection::close()
{
    if (closed_) return;
    closed_ = true;
    watch_.set(Interest::none);
    queue_.clear();
    pending_ = sent_of_first_ = 0;
    handlers_.on_closed();
}

void Connection::watch()
{
    // While frames wait, no more are read, but a hang-up is still noticed, once.
    const bool reads = !paused_ && !broken_ && !delivery_.is_requested();
    const bool waits_for_reader = paused_ && terms_.hung_up == Terms::HungUp::is_heard;
    const bool has_heard = hung_up_ && !paused_ && !broken_;
    const Interest waiting = waits_for_reader || has_heard ? Interest::none : Interest::hangup;
    const unsigned read = static_cast<unsigned>(reads ? Interest::read : waiting);
    const unsigned write = queue_.empty() ? 0U : static_cast<unsigned>(Interest::write);
    watch_.set(static_cast<Interest>(read | write));
}

} // namespace cleat
