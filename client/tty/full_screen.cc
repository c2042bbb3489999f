#include "client/tty/full_screen.h"

#include <poll.h>

#include <csignal>
#include <utility>

namespace cleat {

namespace {

using std::chrono::milliseconds;

/// How long the last output waits for a terminal that does not read.
constexpr milliseconds CLOSE_TIMEOUT{1'000};
/// How long to wait for pending replies when the terminal is restored.
constexpr milliseconds LATE_REPLIES{1'000};

/// Reads pending replies, which would otherwise be typed into the user's shell. Waits a short time for the last.
void take_late_replies(Tty& tty, KeyInput& keys)
{
    const auto end = Clock::now() + LATE_REPLIES;
    while (keys.awaits_replies() && Clock::now() < end) {
        pollfd ready{.fd = tty.fd(), .events = POLLIN, .revents = 0};
        const auto left = std::chrono::ceil<milliseconds>(end - Clock::now());
        if (::poll(&ready, 1, static_cast<int>(left.count())) <= 0) break;
        const auto bytes = tty.read();
        if (!bytes) break;
        keys.discard(*bytes);
    }
    keys.expect_no_replies();
}

Interest interest_for(bool read, bool write)
{
    const auto reading = static_cast<unsigned>(read ? Interest::read : Interest::none);
    const auto writing = static_cast<unsigned>(write ? Interest::write : Interest::none);
    return static_cast<Interest>(reading | writing);
}

} // namespace

FullScreen::FullScreen(Loop& loop, Tty tty, Capabilities capabilities, Options options, Handlers handlers)
    : loop_(loop),
      options_(options),
      handlers_(std::move(handlers)),
      tty_(std::move(tty)),
      job_(loop_, tty_,
           {.on_stop = [this] { stop(); },
            .on_resume = [this](JobControl::Resumed how) { resume(how); },
            .on_lost = [this] { end_by(SIGHUP); }}),
      tty_watch_(loop_, tty_.fd(), [this](FdWatch::Ready ready) { on_tty(ready); }),
      painter_(std::move(capabilities)),
      keys_(loop_, options_.escape,
            {.on_keys =
                 [this](const std::vector<KeyEvent>& events) {
                     if (handlers_.on_keys) handlers_.on_keys(events);
                 },
             .on_unanswered =
                 [this] {
                     if (state_ == State::taken && handlers_.on_unanswered) handlers_.on_unanswered();
                 }}),
      frames_(loop_, options_.pace, [this] { paint(); }),
      stop_(loop_, [this] {
          if (state_ == State::taken) job_.stop(StopExtent::group);
      })
{
    signals_.push_back(std::make_unique<SignalWatch>(loop_, SIGWINCH, [this] { resized(); }));
    for (const int signal : {SIGTERM, SIGHUP, SIGINT, SIGQUIT})
        signals_.push_back(std::make_unique<SignalWatch>(loop_, signal, [this, signal] { end_by(signal); }));
}

void FullScreen::begin()
{
    if (state_ == State::idle) take_over();
}

Result<void> FullScreen::run()
{
    loop_.run();
    restore();
    if (const auto* const failed = std::get_if<Error>(&ended_by_)) return *failed;
    return {};
}

void FullScreen::finish()
{
    state_ = State::over;
    keys_.pause();
    frames_.stop();
    loop_.stop();
}

void FullScreen::end_by(int signal)
{
    if (state_ != State::over) ended_by_ = signal;
    finish();
}

std::optional<int> FullScreen::signal() const
{
    const auto* const signal = std::get_if<int>(&ended_by_);
    return signal == nullptr ? std::nullopt : std::optional(*signal);
}

void FullScreen::take_over()
{
    if (const auto raw = tty_.make_raw(); !raw) {
        ended_by_ = raw.error();
        return finish();
    }
    state_ = State::taken;
    write(painter_.begin(tty_.size(), options_.placing));
}

/// Restores the terminal: writes pending output, then resets the modes, then the settings.
void FullScreen::restore()
{
    if (!painter_.has_begun() || !job_.has_terminal()) return;
    tty_watch_.set(Interest::none);
    keys_.pause();
    if (handlers_.last_frame) output_.add(handlers_.last_frame(painter_));
    output_.add(painter_.end());
    output_.write_last_to(tty_, CLOSE_TIMEOUT);
    take_late_replies(tty_, keys_);
    tty_.restore();
}

void FullScreen::stop()
{
    if (state_ != State::taken) return;
    if (handlers_.on_stop) handlers_.on_stop();
    restore();
    if (state_ == State::taken) state_ = State::stopped;
}

/// The process was stopped and continues. The contents of the terminal are unknown.
void FullScreen::resume(JobControl::Resumed how)
{
    if (state_ != State::taken && state_ != State::stopped) return;
    const bool is_ours = how == JobControl::Resumed::not_restored && tty_.is_raw();
    if (!is_ours) {
        keys_.reset();
        if (handlers_.on_input_lost) handlers_.on_input_lost();
    }
    if (painter_.has_begun()) output_.add(painter_.end());
    take_over();
    if (state_ == State::taken && handlers_.on_continue) handlers_.on_continue(how);
    request_frame();
}

void FullScreen::on_tty(FdWatch::Ready ready)
{
    if (ready.write) flush();
    if (!ready.read || state_ != State::taken) return;
    const auto bytes = tty_.read();
    if (!bytes) return end_by(SIGHUP);
    keys_.take(*bytes);
}

void FullScreen::write(std::string_view bytes)
{
    output_.add(bytes);
    flush();
}

void FullScreen::ask(std::string_view questions)
{
    keys_.expect_replies();
    write(questions);
}

void FullScreen::flush()
{
    if (state_ != State::taken) return;
    if (!output_.empty() && !job_.has_terminal()) return job_.yield();
    if (!output_.write_to(tty_)) return end_by(SIGHUP);
    if (output_.empty()) {
        if (handlers_.on_written) handlers_.on_written();
        frames_.allow();
    }
    tty_watch_.set(interest_for(is_reading_, !output_.empty()));
}

void FullScreen::set_reading(bool is_reading)
{
    is_reading_ = is_reading;
    if (state_ == State::taken) tty_watch_.set(interest_for(is_reading_, !output_.empty()));
}

/// No frame is due while earlier output is pending.
void FullScreen::request_frame()
{
    frames_.request();
    if (state_ == State::taken && output_.empty()) frames_.allow();
}

void FullScreen::paint()
{
    if (state_ != State::taken || !output_.empty()) return;
    frames_.begin_frame();
    output_.add(handlers_.paint(painter_));
    flush();
}

void FullScreen::resized()
{
    if (state_ != State::taken) return;
    if (handlers_.on_resize) return handlers_.on_resize(tty_.size());
    painter_.resized(tty_.size());
    request_frame();
}

} // namespace cleat
