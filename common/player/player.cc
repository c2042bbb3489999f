#include "common/player/player.h"

#include "common/player/player_bar.h"
#include "common/player/player_page.h"
#include "common/recording/cast_clock.h"

#include <algorithm>
#include <utility>

namespace cleat {

namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

/// How often the clock in the bar is updated.
constexpr milliseconds CLOCK_PACE{250};

constexpr CastTime NEAR = seconds(5);
constexpr CastTime FAR = seconds(60);

} // namespace

Player::Player(Loop& loop, CastSource source, IndexFile index, std::optional<CastFeed> feed, PlayerOptions options,
               Handlers handlers)
    : exit_(options.exit),
      handlers_(std::move(handlers)),
      work_timer_(loop, [this] { work(); }),
      clock_timer_(loop, [this] { changed(); }),
      player_(std::move(*source.again())),
      index_(std::move(index)),
      search_(std::move(source), [this] { return has_end(); }),
      transport_(loop, player_, index_, options,
                 {.on_changed = [this] { changed(); },
                  .on_work = [this] { schedule_work(); },
                  .on_over =
                      [this](const Result<void>& how) {
                          if (how) finish();
                          else fail(how.error());
                      },
                  .is_growing = [this] { return feed_.has_value(); }})
{
    if (feed) {
        const WatchedFeed::Handlers of_feed{.on_data = [this](const Result<bool>& more) { on_feed(more); },
                                            .on_end =
                                                [this] {
                                                    feed_.reset();
                                                    schedule_work();
                                                    transport_.wake();
                                                }};
        feed_.emplace(loop, std::move(*feed), of_feed);
    }
    if (has_end()) player_.finish();
}

Result<void> Player::begin()
{
    const auto header = player_.read_header();
    if (header) begin_playing();
    else if (!feed_) return header.error();
    return {};
}

Result<std::string> Player::damage() const
{
    if (failed_) return *failed_;
    const auto& end = index_.index().end();
    return end ? end->damage.describe() : player_.damage().describe();
}

void Player::begin_playing()
{
    if (stage_ == Stage::waiting) stage_ = Stage::begun;
    handlers_.on_header();
    transport_.begin();
}

void Player::on_feed(const Result<bool>& more)
{
    const bool is_end = !more || !*more;
    if (!more) say(more.error().message());
    if (is_end) player_.finish();
    if (stage_ == Stage::waiting) {
        if (const auto header = player_.read_header()) begin_playing();
        else if (is_end) fail(header.error());
        return;
    }
    schedule_work();
    transport_.wake();
}

void Player::go_to_marker(MarkerDirection direction)
{
    const auto& markers = index_.index().markers();
    if (const auto to = next_marker(markers, transport_.position(), direction)) transport_.go_to(*to);
    else if (markers.empty()) say("no markers");
    else say(direction == MarkerDirection::backward ? "no earlier marker" : "no later marker");
}

/// Starts a search from the present position; an empty text repeats the last pattern. The search runs in slices, so
/// that keys are still handled.
void Player::search_for(const std::string& text)
{
    if (!text.empty())
        if (const auto known = search_.set_pattern(text); !known) return say(known.error().message());
    if (const auto started = search_.start(player_.position().time); !started) return say(started.error().message());
    transport_.set_paused(true);
    schedule_work();
}

void Player::continue_search()
{
    if (const auto match = search_.resume(index_.index(), Clock::now() + PlayerTransport::SLICE)) {
        transport_.seek(match->time);
        say(exact_clock_text(match->time) + (match->has_wrapped ? ", from the start  " : "  ") + match->line);
    } else if (search_.is_running()) {
        say("searching, " + clock_text(search_.time()) + ", ESC cancels");
    } else {
        say("not found");
    }
}

void Player::schedule_work()
{
    if (stage_ != Stage::over && !work_timer_.is_running()) work_timer_.start(milliseconds(0));
}

/// The work done beside playing: a seek in progress, a search, and the index.
void Player::work()
{
    if (stage_ == Stage::over) return;
    if (transport_.is_seeking()) transport_.advance();
    if (search_.is_running()) continue_search();
    work_on_index();
    transport_.index_grew();
    if (search_.is_running() || transport_.is_seeking()) schedule_work();
}

void Player::work_on_index()
{
    const auto until = Clock::now() + PlayerTransport::SLICE;
    while (!index_.is_whole() && Clock::now() < until) {
        const auto more = index_.step(until);
        if (!more) return say(more.error().message());
        if (*more) continue;
        if (feed_) return;
        if (const auto finished = index_.finish(); !finished) return say(finished.error().message());
        changed();
    }
    if (index_.is_whole() || stage_ == Stage::over) return;
    if (transport_.wanted()) changed();
    work_timer_.start(milliseconds(transport_.wanted() ? 0 : 1));
}

void Player::type(std::string_view keys)
{
    notice_.key_typed(Clock::now());
    while (!keys.empty() && stage_ != Stage::over) {
        if (prompt_.is_open()) {
            if (const auto text = prompt_.take(keys)) search_for(*text);
            continue;
        }
        const auto press = take_player_key(keys);
        if (overlay_.close_help() || !press) continue;
        notice_.clear();
        if (!overlay_.is_list()) handle(*press);
        else if (const auto to = overlay_.take(press->key, index_.index().markers())) transport_.go_to(*to);
    }
    changed();
}

void Player::handle(const PlayerPress& press)
{
    const auto here = transport_.position();
    switch (press.key) {
    case PlayerKey::pause: return transport_.set_paused(!transport_.playback().is_paused());
    case PlayerKey::step: return transport_.step();
    case PlayerKey::back: return transport_.go_to(here - NEAR);
    case PlayerKey::forward: return transport_.go_to(here + NEAR);
    case PlayerKey::far_back: return transport_.go_to(here - FAR);
    case PlayerKey::far_forward: return transport_.go_to(here + FAR);
    case PlayerKey::slower: return transport_.change_speed(PlayerTransport::Speed::slower);
    case PlayerKey::faster: return transport_.change_speed(PlayerTransport::Speed::faster);
    case PlayerKey::previous_marker: return go_to_marker(MarkerDirection::backward);
    case PlayerKey::next_marker: return go_to_marker(MarkerDirection::forward);
    case PlayerKey::markers:
        if (index_.index().markers().empty()) return say("no markers");
        return overlay_.show_markers();
    case PlayerKey::search: return prompt_.open();
    case PlayerKey::next_match: return search_for({});
    case PlayerKey::previous_match: {
        const auto before = search_.match_before(here);
        return before ? transport_.go_to(*before) : say("no earlier match");
    }
    case PlayerKey::begin: return transport_.go_to(CastTime(0));
    case PlayerKey::end: return transport_.go_to(LAST_CAST_TIME);
    case PlayerKey::part: return transport_.go_to(transport_.duration() * press.digit / 10);
    case PlayerKey::loop: return transport_.toggle_loop();
    case PlayerKey::pan_up: return panning_.move(-1, 0);
    case PlayerKey::pan_down: return panning_.move(1, 0);
    case PlayerKey::pan_left: return panning_.move(0, -4);
    case PlayerKey::pan_right: return panning_.move(0, 4);
    case PlayerKey::follow: return panning_.follow_cursor();
    case PlayerKey::help: return overlay_.show_help();
    case PlayerKey::enter: return;
    case PlayerKey::cancel: return cancel();
    case PlayerKey::quit: return finish();
    }
}

/// Cancels a search or seek in progress; if there is none, returns to the live session if there is one.
void Player::cancel()
{
    const bool is_busy = search_.is_running() || transport_.wanted() || transport_.is_seeking();
    if (!is_busy && exit_ == PlayerExit::live) return finish();
    if (search_.is_running()) say({});
    search_.stop();
    transport_.cancel();
}

void Player::changed()
{
    if (stage_ == Stage::begun) handlers_.on_changed();
}

Screen Player::page(Size terminal)
{
    if (auto page = overlay_.page(index_.index().markers(), exit_, terminal)) return std::move(*page);
    const Screen screen = player_.screen();
    const bool has_bar = terminal.rows > 1 && (is_bar_shown() || terminal.rows > screen.size.rows);
    const auto text = has_bar ? bar(terminal.columns) : std::string();
    const Corner corner = panning_.corner(screen, player_window(terminal, text));
    if (has_bar && !transport_.playback().is_paused()) clock_timer_.start(CLOCK_PACE);
    return player_page(screen, terminal, corner, text);
}

/// Always shown for recent history, which must not be mistaken for what the session shows now.
bool Player::is_bar_shown() const
{
    return exit_ == PlayerExit::live || transport_.playback().is_paused() || prompt_.is_open() ||
           search_.is_running() || transport_.wanted() || transport_.is_seeking() || notice_.keeps_bar(Clock::now());
}

std::string Player::bar(int columns)
{
    const auto& wanted = transport_.wanted();
    const Playback& playback = transport_.playback();
    PlayerBar bar;
    bar.position = wanted ? *wanted : transport_.position();
    bar.duration = transport_.duration();
    bar.position = std::min(bar.position, std::max(bar.duration, player_.position().time));
    bar.is_whole = index_.is_whole();
    bar.paused = playback.is_paused();
    bar.loop = transport_.loops();
    bar.exit = exit_;
    bar.speed = playback.speed();
    bar.idle_limit = playback.idle_limit();
    bar.message = notice_.text();
    if (prompt_.is_open()) bar.message = '/' + prompt_.text() + '_';
    else if (wanted)
        bar.message = "reading, " + clock_text(index_.time()) +
                      (*wanted == LAST_CAST_TIME ? std::string() : " of " + clock_text(*wanted)) + ", ESC cancels";
    else if (transport_.is_seeking()) bar.message = "reading, " + clock_text(player_.position().time) + ", ESC cancels";
    return bar_text(bar, index_.index().markers(), columns);
}

void Player::say(std::string message)
{
    notice_.set(std::move(message));
    changed();
}

void Player::finish()
{
    if (std::exchange(stage_, Stage::over) == Stage::over) return;
    transport_.stop();
    work_timer_.stop();
    clock_timer_.stop();
    handlers_.on_over();
}

void Player::fail(const Error& why)
{
    if (!failed_) failed_ = why;
    finish();
}

} // namespace cleat
