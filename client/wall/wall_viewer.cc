#include "client/wall/wall_viewer.h"

#include "client/link/session_inside.h"
#include "client/link/trust.h"
#include "common/base/quote.h"

#include <fnmatch.h>

#include <algorithm>
#include <csignal>
#include <ctime>
#include <set>

namespace cleat {

namespace {

using std::chrono::milliseconds;

/// Between two frames: fast enough for the eye.
constexpr milliseconds PACE{33};
/// For what is written on the way out, where the terminal does not read.
constexpr milliseconds LAST_WORDS{1'000};

/// Sessions of a server that is not one's own that are watched: each takes a connection, and behind `--via` a command,
/// and how many there are is what that server says. Of the others there is the title.
constexpr std::size_t MOST_ELSEWHERE = 64;
/// Sessions of such a server that are on the wall at all.
constexpr std::size_t MOST_LISTED_ELSEWHERE = 1'000;

/// By a name or a pattern for names (glob(7)), or by its number.
bool is_named(const SessionInfo& session, const std::string& pattern)
{
    return pattern == '#' + std::to_string(session.id) || ::fnmatch(pattern.c_str(), session.name.c_str(), 0) == 0;
}

} // namespace

WallViewer::WallViewer(Tty tty, Capabilities capabilities, WallOptions options)
    : options_(std::move(options)),
      tty_(std::move(tty)),
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
      on_int_(loop_, SIGINT, [this] { finish(); })
{}

Result<std::optional<SessionInfo>> WallViewer::run()
{
    auto link = open_link(options_.link, WithoutServer::fail);
    if (!link) return link.error();
    list_.emplace(loop_, std::move(*link), options_.link,
                  SessionList::Handlers{.on_list = [this](std::vector<SessionInfo> all) { take_list(std::move(all)); },
                                        .on_lost = [this](const Error& error) { lose(error); }});
    if (!over_) loop_.run();
    give_back();
    if (lost_) return *lost_;
    return attach_to_;
}

void WallViewer::take_list(std::vector<SessionInfo> sessions)
{
    if (!painter_.has_begun())
        if (const auto good = check_names(sessions); !good) return lose(good.error());
    const bool is_own = trust_in(options_.link) == Trust::own;
    if (!is_own && sessions.size() > MOST_LISTED_ELSEWHERE) sessions.resize(MOST_LISTED_ELSEWHERE);
    std::erase_if(sessions, [this](const SessionInfo& session) { return !is_wanted(session); });
    std::set<std::uint64_t> there;
    for (const auto& session : sessions) there.insert(session.id);
    std::erase_if(feeds_, [&there](const auto& feed) { return !there.contains(feed.first); });
    for (const auto& session : sessions)
        if (!feeds_.contains(session.id) && (is_own || feeds_.size() < MOST_ELSEWHERE)) watch(session);
    wall_.set_sessions(std::move(sessions));
    if (options_.chosen != 0) wall_.choose(std::exchange(options_.chosen, 0));
    if (!painter_.has_begun()) take_over({});
    changed();
}

void WallViewer::take_over(const std::string& first)
{
    if (const auto raw = tty_.make_raw(); !raw) return lose(raw.error());
    output_ = first + painter_.begin(tty_.size(), Placing::alternate_screen);
    flush_output();
}

void WallViewer::give_back()
{
    if (!painter_.has_begun() || !job_.has_terminal()) return;
    tty_watch_.set(Interest::none);
    (void)tty_.write_all(output_ + painter_.end(), LAST_WORDS);
    output_.clear();
    tty_.restore();
    is_given_back_ = true;
}

/// The process was stopped, and goes on. Of what the terminal shows now nothing is known.
void WallViewer::resume()
{
    if (over_ || (!painter_.has_begun() && !is_given_back_)) return;
    is_given_back_ = false;
    keys_ = KeyReader(std::nullopt);
    const std::string undo = painter_.end();
    take_over(undo);
    changed();
}

void WallViewer::stop()
{
    if (!over_) job_.stop(StopExtent::group);
}

/// A session that cannot be reached now is tried again with the next list.
void WallViewer::watch(const SessionInfo& session)
{
    auto link = open_link(options_.link, WithoutServer::fail);
    if (!link) return;
    const SessionFeed::Watched watched{session.id, session_inside(options_.link), sessions_around_};
    feeds_[session.id] = std::make_unique<SessionFeed>(loop_, std::move(link->socket), watched, [this] { changed(); });
}

bool WallViewer::is_wanted(const SessionInfo& session) const
{
    const auto matches = [&session](const std::string& pattern) { return is_named(session, pattern); };
    return options_.patterns.empty() || std::ranges::any_of(options_.patterns, matches);
}

/// A pattern is for whatever comes to match it; a name is of a session that is there.
Result<void> WallViewer::check_names(const std::vector<SessionInfo>& sessions) const
{
    for (const std::string& name : options_.patterns) {
        const auto matches = [&name](const SessionInfo& session) { return is_named(session, name); };
        if (name.find_first_of("*?[") != std::string::npos || std::ranges::any_of(sessions, matches)) continue;
        return Error("no session named " + in_quotes(name), ErrorCode::not_found);
    }
    return {};
}

void WallViewer::changed()
{
    is_changed_ = true;
    // While the terminal has yet to take what was written, it is not time.
    if (over_ || !painter_.has_begun() || paint_timer_.is_running() || !output_.empty()) return;
    const auto since = loop_.now() - painted_;
    paint_timer_.start(std::chrono::ceil<milliseconds>(std::max(Clock::duration::zero(), PACE - since)));
}

/// A frame is made when the terminal has taken the one before; what changes meanwhile waits with the server, which is
/// told only then that what it sent was seen.
void WallViewer::paint()
{
    if (over_ || !painter_.has_begun() || !output_.empty()) return;
    is_changed_ = false;
    painted_ = loop_.now();
    for (const auto& [session, feed] : feeds_)
        if (feed->has_news() && feed->screen() != nullptr) wall_.set_screen(session, *feed->screen());
        else if (!feed->refusal().empty()) wall_.set_refusal(session, feed->refusal());
    output_ = painter_.paint(wall_.draw(painter_.terminal(), std::time(nullptr)));
    for (const auto& [session, feed] : feeds_) feed->acknowledge();
    flush_output();
}

void WallViewer::on_tty(FdWatch::Ready ready)
{
    if (ready.write) flush_output();
    if (!ready.read || over_) return;
    const auto bytes = tty_.read();
    if (!bytes) return finish();
    handle_keys(keys_.read(*bytes));
}

void WallViewer::flush_output()
{
    if (!output_.empty() && !job_.has_terminal()) return job_.yield();
    while (!output_.empty()) {
        const auto count = tty_.write(output_);
        if (!count) return finish();
        if (*count == 0) break;
        output_.erase(0, *count);
    }
    tty_watch_.set(output_.empty() ? Interest::read : Interest::both);
    if (output_.empty() && is_changed_) changed();
}

void WallViewer::handle_keys(const std::vector<KeyEvent>& events)
{
    for (const auto& event : events) {
        const auto* const typed = std::get_if<TypedEvent>(&event);
        if (typed == nullptr) continue;
        if (typed->bytes == SUSPEND_KEY) loop_.defer([this] { stop(); });
        else
            for (const auto key : wall_keys(typed->bytes)) handle_key(key);
    }
    if (keys_.is_pending()) key_timer_.start(keys_.patience());
    else key_timer_.stop();
    changed();
}

void WallViewer::handle_key(WallKey key)
{
    switch (key) {
    case WallKey::up: return wall_.move(-1, 0);
    case WallKey::down: return wall_.move(1, 0);
    case WallKey::left: return wall_.move(0, -1);
    case WallKey::right: return wall_.move(0, 1);
    case WallKey::next: return wall_.step(1);
    case WallKey::previous: return wall_.step(-1);
    case WallKey::zoom: return wall_.zoom();
    case WallKey::all: return wall_.is_zoomed() ? wall_.zoom() : void();
    case WallKey::attach:
        if (wall_.chosen() == nullptr) return;
        attach_to_ = wall_.chosen()->info;
        return finish();
    case WallKey::quit: return finish();
    }
}

void WallViewer::resized()
{
    if (!painter_.has_begun()) return;
    painter_.resized(tty_.size());
    changed();
}

void WallViewer::finish()
{
    over_ = true;
    loop_.stop();
}

void WallViewer::lose(const Error& why)
{
    if (!lost_) lost_ = why;
    finish();
}

} // namespace cleat
