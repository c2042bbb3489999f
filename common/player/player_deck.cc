#include "common/player/player_deck.h"

#include "common/player/player_bar.h"
#include "common/player/player_page.h"
#include "common/recording/cast_clock.h"

#include <algorithm>
#include <utility>

namespace cleat {

namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

/// How often the clock on the bar is looked at.
constexpr milliseconds CLOCK_PACE{250};
/// How long at a time other work may keep keys from being heard.
constexpr milliseconds SLICE{8};
/// How long the bar covers the screen's last line after a key.
constexpr seconds BAR_STAYS{2};

constexpr CastTime NEAR = seconds(5);
constexpr CastTime FAR = seconds(60);

void drop_last_character(std::string& text)
{
    while (!text.empty() && (static_cast<unsigned char>(text.back()) & 0xc0U) == 0x80) text.pop_back();
    if (!text.empty()) text.pop_back();
}

} // namespace

PlayerDeck::PlayerDeck(Loop& loop, CastSource source, IndexFile index, std::optional<CastFeed> feed,
                       PlayerOptions options, Handlers handlers)
    : options_(options),
      handlers_(std::move(handlers)),
      play_timer_(loop, [this] { play_on(); }),
      work_timer_(loop, [this] { work(); }),
      clock_timer_(loop, [this] { changed(); }),
      feed_(std::move(feed)),
      source_(std::move(source)),
      player_(std::move(*source_.again())),
      index_(std::move(index)),
      playback_(Clock::now()),
      end_feed_(loop, [this] {
          feed_watch_.reset();
          work_soon();
          play_on();
      })
{
    if (feed_) {
        feed_watch_.emplace(loop, feed_->fd(), [this](FdWatch::Ready) { on_feed(); });
        feed_watch_->set(Interest::read);
    }
    if (has_end()) player_.finish();
}

Result<void> PlayerDeck::begin()
{
    const auto header = player_.read_header();
    if (header) begin_playing();
    else if (!feed_) return header.error();
    return {};
}

Result<std::string> PlayerDeck::damage() const
{
    if (failed_) return *failed_;
    const auto& end = index_.index().end();
    return end ? end->damage.describe() : player_.damage().describe();
}

void PlayerDeck::begin_playing()
{
    has_begun_ = true;
    handlers_.on_begun();
    const auto now = Clock::now();
    playback_ = Playback(now);
    auto idle_limit = options_.idle_limit;
    if (const CastHeader* const header = player_.header(); !idle_limit && header != nullptr)
        idle_limit = header->idle_limit;
    playback_.set_idle_limit(idle_limit);
    while (playback_.speed() < options_.speed) playback_.faster(now);
    while (playback_.speed() > options_.speed) playback_.slower(now);
    if (options_.paused) playback_.pause(now);
    if (options_.at != LAST_CAST_TIME) begin_at_ = options_.at;
    if (options_.at > CastTime(0) || options_.paused) go_to(options_.at);
    work_soon();
    changed();
    play_on();
}

void PlayerDeck::on_feed()
{
    const auto more = feed_->take();
    if (!more) say(more.error().message());
    if (!more || !*more) {
        player_.finish();
        // A watch may not be destroyed by its own callback.
        feed_watch_->set(Interest::none);
        end_feed_.schedule();
    }
    if (!has_begun_) {
        if (const auto header = player_.read_header()) begin_playing();
        else if (!more || !*more) fail(header.error());
        return;
    }
    work_soon();
    if (!play_timer_.is_running()) play_on();
}

/// Lets what is due take effect.
void PlayerDeck::play_on()
{
    if (over_ || !has_begun_ || wanted_ || is_on_the_way()) return;
    const auto until = Clock::now() + SLICE;
    while (const auto next = player_.next_time(until)) {
        at_end_ = false;
        const auto now = Clock::now();
        const auto wait = playback_.wait(*next, now);
        if (!wait) return;
        if (wait->count() > 0 || now > until)
            return play_timer_.start(std::min<std::chrono::microseconds>(*wait, std::chrono::hours(1)));
        if (const auto event = player_.step(index_.index(), until)) playback_.took(event->time, now);
        changed();
    }
    if (player_.is_within_step()) return play_timer_.start(milliseconds(0));
    if (!feed_watch_ && !playback_.is_paused()) reach_end();
}

void PlayerDeck::reach_end()
{
    if (options_.loop && player_.place().events > 0 && player_.place().time > CastTime(0)) return seek(CastTime(0));
    if (options_.quit_at_end) return finish();
    at_end_ = true;
    playback_.pause(Clock::now());
    changed();
}

/// The next event that can be seen, and no more.
void PlayerDeck::step()
{
    set_paused(true);
    ++steps_;
    go_on(Clock::now() + SLICE);
}

void PlayerDeck::step_on(Clock::time_point until)
{
    while (steps_ > 0) {
        const auto event = player_.step(index_.index(), until);
        if (event) playback_.jump(event->time, Clock::now());
        else if (!player_.is_within_step()) steps_ = 0;
        if (event && (event->kind == CastKind::output || event->kind == CastKind::resize)) --steps_;
        if (steps_ > 0 && Clock::now() >= until) return;
    }
    play_on();
}

/// At once where the index is as far, else as soon as it is.
void PlayerDeck::go_to(CastTime time)
{
    time = std::max(time, CastTime(0));
    if (index_.is_whole() || time <= index_.time() || time <= player_.place().time) return seek(time);
    wanted_ = time;
    work_soon();
    changed();
}

void PlayerDeck::seek(CastTime time)
{
    wanted_.reset();
    if (index_.is_whole()) {
        const auto there = check_moment(time, index_.time());
        const bool was_asked_for = std::exchange(begin_at_, std::nullopt) == time;
        if (!there && was_asked_for) return fail(there.error());
        time = std::min(time, index_.time());
    }
    going_to_ = time;
    steps_ = 0;
    play_timer_.stop();
    go_on(Clock::now() + SLICE);
}

/// On the way to where the player is to be: in slices, while keys are heard.
void PlayerDeck::go_on(Clock::time_point until)
{
    if (going_to_ && player_.seek(*going_to_, index_.index(), until)) arrive();
    if (!going_to_ && steps_ > 0) step_on(until);
    if (is_on_the_way()) work_soon();
    changed();
}

void PlayerDeck::arrive()
{
    playback_.jump(*std::exchange(going_to_, std::nullopt), Clock::now());
    // At the end it was paused by itself.
    if (std::exchange(at_end_, false)) playback_.play(Clock::now());
    changed();
    play_on();
}

void PlayerDeck::go_to_marker(int direction)
{
    const auto& markers = index_.index().markers();
    const auto here = position();
    std::optional<CastTime> to;
    for (const auto& marker : markers) {
        if (direction < 0 && marker.time + seconds(1) < here) to = marker.time;
        if (direction > 0 && !to && marker.time > here) to = marker.time;
    }
    if (to) go_to(*to);
    else say(markers.empty() ? "no markers" : direction < 0 ? "no marker before" : "no marker after");
}

void PlayerDeck::set_paused(bool paused)
{
    const auto now = Clock::now();
    if (paused) playback_.pause(now);
    else if (at_end_) return seek(CastTime(0));
    else playback_.play(now);
    play_timer_.stop();
    changed();
    play_on();
}

void PlayerDeck::suspend()
{
    is_suspended_ = !playback_.is_paused() && !at_end_;
    if (is_suspended_) set_paused(true);
}

void PlayerDeck::resume()
{
    if (std::exchange(is_suspended_, false)) set_paused(false);
}

/// From here on, in slices, while keys are heard.
void PlayerDeck::start_search()
{
    if (!search_) return say("nothing to search for");
    auto source = source_.again();
    if (!source) return say(source.error().message());
    searcher_.emplace(std::move(*source));
    if (has_end()) searcher_->finish();
    search_from_ = player_.place().time;
    has_wrapped_ = false;
    is_searcher_there_ = false;
    set_paused(true);
    work_soon();
}

/// To where it begins; false where it is still on the way.
bool PlayerDeck::place_searcher(Clock::time_point until)
{
    if (is_searcher_there_) return true;
    if (!searcher_->seek(search_from_, index_.index(), until)) return false;
    search_->forget();
    (void)search_->look(searcher_->terminal());
    return is_searcher_there_ = true;
}

/// Goes on there after the end was reached; false where it has been there.
bool PlayerDeck::search_from_beginning()
{
    auto source = source_.again();
    if (std::exchange(has_wrapped_, true) || !source) return false;
    searcher_.emplace(std::move(*source));
    if (has_end()) searcher_->finish();
    (void)searcher_->read_header();
    search_->forget();
    (void)search_->look(searcher_->terminal());
    return true;
}

void PlayerDeck::search_on(Clock::time_point until)
{
    while (place_searcher(until) && Clock::now() < until) {
        const auto event = searcher_->step(index_.index(), until);
        if (!event && searcher_->is_within_step()) break;
        if (!event || (has_wrapped_ && event->time > search_from_)) {
            if (search_from_beginning()) continue;
            return end_search("not found");
        }
        if (event->kind != CastKind::output && event->kind != CastKind::resize) continue;
        const auto time = event->time;
        const auto lines = search_->look(searcher_->terminal());
        if (lines.empty()) continue;
        found_.push_back(time);
        seek(time);
        return end_search(exact_clock_text(time) + (has_wrapped_ ? ", from the beginning  " : "  ") + lines.front());
    }
    message_ = "searching, " + clock_text(searcher_->place().time) + ", ESC ends it";
    changed();
}

void PlayerDeck::end_search(const std::string& message)
{
    searcher_.reset();
    say(message);
}

void PlayerDeck::work_soon()
{
    if (!over_ && !work_timer_.is_running()) work_timer_.start(milliseconds(0));
}

/// What goes on beside playing: the way to another place, a search, and the index.
void PlayerDeck::work()
{
    if (over_) return;
    if (is_on_the_way()) go_on(Clock::now() + SLICE);
    if (searcher_) search_on(Clock::now() + SLICE);
    work_on_index(Clock::now() + SLICE);
    if (wanted_ && (index_.is_whole() || *wanted_ <= index_.time())) seek(*wanted_);
    if (searcher_ || is_on_the_way()) work_soon();
}

void PlayerDeck::work_on_index(Clock::time_point until)
{
    while (!index_.is_whole() && Clock::now() < until) {
        const auto more = index_.step(until);
        if (!more) return say(more.error().message());
        if (*more) continue;
        if (feed_watch_) return;
        if (const auto finished = index_.finish(); !finished) return say(finished.error().message());
        changed();
    }
    if (index_.is_whole() || over_) return;
    if (wanted_) changed();
    work_timer_.start(milliseconds(wanted_ ? 0 : 1));
}

void PlayerDeck::type(std::string_view keys)
{
    touched_ = Clock::now();
    while (!keys.empty() && !over_) {
        if (search_text_) {
            take_search_text(keys);
            continue;
        }
        const auto press = take_player_key(keys);
        if (std::exchange(is_help_shown_, false)) continue; // any key ends it
        if (press) handle_any(*press);
    }
    changed();
}

void PlayerDeck::handle_any(const PlayerPress& press)
{
    message_.clear();
    if (chosen_marker_) handle_in_list(press);
    else handle(press);
}

void PlayerDeck::handle(const PlayerPress& press)
{
    const auto now = Clock::now();
    const auto here = position();
    switch (press.key) {
    case PlayerKey::pause: return set_paused(!playback_.is_paused());
    case PlayerKey::step: return step();
    case PlayerKey::back: return go_to(here - NEAR);
    case PlayerKey::forward: return go_to(here + NEAR);
    case PlayerKey::far_back: return go_to(here - FAR);
    case PlayerKey::far_forward: return go_to(here + FAR);
    case PlayerKey::slower: playback_.slower(now); return play_on();
    case PlayerKey::faster: playback_.faster(now); return play_on();
    case PlayerKey::previous_marker: return go_to_marker(-1);
    case PlayerKey::next_marker: return go_to_marker(1);
    case PlayerKey::markers:
        if (index_.index().markers().empty()) return say("no markers");
        chosen_marker_ = 0;
        return;
    case PlayerKey::search: search_text_.emplace(); return;
    case PlayerKey::next_match: return start_search();
    case PlayerKey::previous_match: {
        const auto before = std::find_if(found_.rbegin(), found_.rend(), [&](CastTime t) { return t < here; });
        return before != found_.rend() ? go_to(*before) : say("nothing was found before");
    }
    case PlayerKey::begin: return go_to(CastTime(0));
    case PlayerKey::end: return go_to(LAST_CAST_TIME);
    case PlayerKey::part: return go_to(duration() * press.digit / 10);
    case PlayerKey::loop: options_.loop = !options_.loop; return;
    case PlayerKey::pan_up: return pan(-1, 0);
    case PlayerKey::pan_down: return pan(1, 0);
    case PlayerKey::pan_left: return pan(0, -4);
    case PlayerKey::pan_right: return pan(0, 4);
    case PlayerKey::follow: panned_ = false; return;
    case PlayerKey::help: is_help_shown_ = true; return;
    case PlayerKey::enter: return;
    case PlayerKey::cancel: return cancel();
    case PlayerKey::quit: return finish();
    }
}

/// Ends what takes long; where nothing does, and there is a session to return to, the past.
void PlayerDeck::cancel()
{
    if (!searcher_ && !wanted_ && !is_on_the_way() && options_.exit == PlayerExit::live) return finish();
    if (searcher_) end_search("");
    if (is_on_the_way()) playback_.jump(player_.place().time, Clock::now());
    wanted_.reset();
    going_to_.reset();
    steps_ = 0;
    play_on();
}

void PlayerDeck::handle_in_list(const PlayerPress& press)
{
    const auto& markers = index_.index().markers();
    switch (press.key) {
    case PlayerKey::far_forward: // up
        if (*chosen_marker_ > 0) --*chosen_marker_;
        return;
    case PlayerKey::far_back: // down
        if (*chosen_marker_ + 1 < markers.size()) ++*chosen_marker_;
        return;
    case PlayerKey::enter: return go_to(markers[*std::exchange(chosen_marker_, std::nullopt)].time);
    case PlayerKey::quit:
    case PlayerKey::cancel:
    case PlayerKey::markers: chosen_marker_.reset(); return;
    default: return;
    }
}

/// Takes what belongs to the text that is being typed.
void PlayerDeck::take_search_text(std::string_view& typed)
{
    if (typed.size() > 1 && typed.front() == '\x1b') {
        (void)take_player_key(typed);
        return;
    }
    const char c = typed.front();
    typed.remove_prefix(1);
    if (c == '\x1b' || c == '\x03') search_text_.reset();
    else if (c == '\r' || c == '\n') search_for(*std::exchange(search_text_, std::nullopt));
    else if (c == '\x7f' || c == '\b') drop_last_character(*search_text_);
    else if (static_cast<unsigned char>(c) >= 0x20) search_text_->push_back(c);
}

/// Nothing is what was searched for before.
void PlayerDeck::search_for(const std::string& text)
{
    if (!text.empty()) {
        auto compiled = ScreenSearch::compile(text);
        if (!compiled) return say(compiled.error().message());
        search_.emplace(std::move(*compiled));
        found_.clear();
    }
    start_search();
}

void PlayerDeck::pan(int rows, int columns)
{
    panned_ = true;
    corner_.row += rows;
    corner_.column += columns;
}

void PlayerDeck::changed()
{
    if (!over_ && has_begun_) handlers_.on_changed();
}

Screen PlayerDeck::page(Size terminal)
{
    if (is_help_shown_) return help_page(player_help(options_.exit), terminal);
    if (chosen_marker_) return marker_page(index_.index().markers(), *chosen_marker_, terminal);
    const Screen screen = player_.screen();
    const bool has_bar = terminal.rows > 1 && (is_bar_shown() || terminal.rows > screen.size.rows);
    const auto text = has_bar ? bar(terminal.columns) : std::string();
    const Size window = player_window(terminal, text);
    if (panned_) corner_ = within(corner_, screen, window);
    else corner_ = screen.cursor.visible ? follow_cursor(corner_, screen, window) : within(corner_, screen, window);
    if (has_bar && !playback_.is_paused()) clock_timer_.start(CLOCK_PACE);
    return player_page(screen, terminal, corner_, text);
}

/// The last line is whole. That of a session may still be being written.
bool PlayerDeck::has_end() const
{
    return !feed_watch_ && options_.exit == PlayerExit::quit;
}

/// What was is never to be taken for what is.
bool PlayerDeck::is_bar_shown() const
{
    return options_.exit == PlayerExit::live || playback_.is_paused() || search_text_ || searcher_ || wanted_ ||
           going_to_ || !message_.empty() || Clock::now() - touched_ < BAR_STAYS;
}

std::string PlayerDeck::bar(int columns)
{
    PlayerBar bar;
    bar.position = wanted_ ? *wanted_ : position();
    bar.duration = duration();
    bar.position = std::min(bar.position, std::max(bar.duration, player_.place().time));
    bar.is_whole = index_.is_whole();
    bar.paused = playback_.is_paused();
    bar.loop = options_.loop;
    bar.exit = options_.exit;
    bar.speed = playback_.speed();
    bar.idle_limit = playback_.idle_limit();
    bar.message = message_;
    if (search_text_) bar.message = '/' + *search_text_ + '_';
    else if (wanted_)
        bar.message = "reading, " + clock_text(index_.time()) +
                      (*wanted_ == LAST_CAST_TIME ? std::string() : " of " + clock_text(*wanted_)) + ", ESC ends it";
    else if (is_on_the_way()) bar.message = "reading, " + clock_text(player_.place().time) + ", ESC ends it";
    return bar_text(bar, index_.index().markers(), columns);
}

/// Where it is, or is going to be.
CastTime PlayerDeck::position()
{
    return going_to_ ? *going_to_ : playback_.position(player_.next_time(Clock::now()), Clock::now());
}

CastTime PlayerDeck::duration() const
{
    return std::max(index_.time(), player_.place().time);
}

void PlayerDeck::say(std::string message)
{
    message_ = std::move(message);
    changed();
}

void PlayerDeck::finish()
{
    if (std::exchange(over_, true)) return;
    play_timer_.stop();
    work_timer_.stop();
    clock_timer_.stop();
    handlers_.on_over();
}

void PlayerDeck::fail(const Error& why)
{
    if (!failed_) failed_ = why;
    finish();
}

} // namespace cleat
