#include "client/player/player_view.h"

#include <algorithm>
#include <csignal>

namespace cleat {

namespace {

using std::chrono::milliseconds;

/// Between two frames: fast enough for the eye.
constexpr milliseconds PACE{16};
/// For what is written on the way out, where the terminal does not read.
constexpr milliseconds LAST_WORDS{1'000};

} // namespace

PlayerView::PlayerView(Tty tty, Capabilities capabilities, CastSource source, IndexFile index,
                       std::optional<CastFeed> feed, const PlayerOptions& options)
    : tty_(std::move(tty)),
      job_(loop_, tty_,
           {.on_stop = [this] { give_back(); },
            .on_resume = [this](JobControl::Resumed) { resume(); },
            .on_lost = [this] { finish(); }}),
      tty_watch_(loop_, tty_.fd(), [this](FdWatch::Ready ready) { on_tty(ready); }),
      painter_(std::move(capabilities)),
      key_timer_(loop_, [this] { handle_keys(keys_.flush()); }),
      paint_timer_(loop_, [this] { paint(); }),
      on_winch_(loop_, SIGWINCH, [this] { resized(); }),
      on_term_(loop_, SIGTERM, [this] { finish(); }),
      on_hup_(loop_, SIGHUP, [this] { finish(); }),
      on_int_(loop_, SIGINT, [this] { finish(); }),
      deck_(
          loop_, std::move(source), std::move(index), std::move(feed), options,
          {.on_begun = [this] { take_over({}); }, .on_changed = [this] { changed(); }, .on_over = [this] { finish(); }})
{}

Result<std::string> PlayerView::run()
{
    if (const auto begun = deck_.begin(); !begun) return begun.error();
    if (!over_) loop_.run();
    give_back();
    if (failed_) return *failed_;
    return deck_.damage();
}

void PlayerView::take_over(const std::string& first)
{
    if (const auto raw = tty_.make_raw(); !raw) {
        failed_ = raw.error();
        return finish();
    }
    output_ = first + painter_.begin(tty_.size(), Placing::alternate_screen);
    flush_output();
}

void PlayerView::give_back()
{
    if (!painter_.has_begun() || !job_.has_terminal()) return;
    if (!over_) deck_.suspend();
    tty_watch_.set(Interest::none);
    (void)tty_.write_all(output_ + painter_.end(), LAST_WORDS);
    output_.clear();
    tty_.restore();
    is_given_back_ = true;
}

/// The process was stopped, and goes on. Of what the terminal shows now nothing is known.
void PlayerView::resume()
{
    if (over_ || (!painter_.has_begun() && !is_given_back_)) return;
    is_given_back_ = false;
    keys_ = KeyReader(std::nullopt);
    const std::string undo = painter_.end();
    take_over(undo);
    deck_.resume();
    changed();
}

void PlayerView::on_tty(FdWatch::Ready ready)
{
    if (ready.write) flush_output();
    if (!ready.read || over_) return;
    const auto bytes = tty_.read();
    if (!bytes) return finish();
    handle_keys(keys_.read(*bytes));
}

void PlayerView::flush_output()
{
    if (!output_.empty() && !job_.has_terminal()) return job_.yield();
    while (!output_.empty()) {
        const auto count = tty_.write(output_);
        if (!count) return finish();
        if (*count == 0) break;
        output_.erase(0, *count);
    }
    tty_watch_.set(output_.empty() ? Interest::read : Interest::both);
}

void PlayerView::handle_keys(const std::vector<KeyEvent>& events)
{
    for (const auto& event : events) {
        const auto* const typed = std::get_if<TypedEvent>(&event);
        if (typed == nullptr || over_) continue;
        if (typed->bytes == SUSPEND_KEY) loop_.defer([this] { stop(); });
        else deck_.type(typed->bytes);
    }
    if (keys_.is_pending()) key_timer_.start(keys_.patience());
    else key_timer_.stop();
}

void PlayerView::changed()
{
    // While the terminal has yet to take what was written, it is not time.
    if (over_ || !painter_.has_begun()) return;
    const auto since = Clock::now() - painted_;
    paint_timer_.start(std::chrono::ceil<milliseconds>(std::max(Clock::duration::zero(), PACE - since)));
}

void PlayerView::paint()
{
    if (over_ || !painter_.has_begun()) return;
    if (!output_.empty()) return paint_timer_.start(PACE);
    painted_ = Clock::now();
    output_ = painter_.paint(deck_.page(painter_.terminal()));
    flush_output();
}

void PlayerView::resized()
{
    if (!painter_.has_begun()) return;
    painter_.resized(tty_.size());
    changed();
}

void PlayerView::stop()
{
    if (!over_) job_.stop(StopExtent::group);
}

void PlayerView::finish()
{
    over_ = true;
    loop_.stop();
}

} // namespace cleat
