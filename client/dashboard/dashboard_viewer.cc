#include "client/dashboard/dashboard_viewer.h"

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

/// Minimum time between two frames: fast enough to look smooth.
constexpr std::chrono::milliseconds PACE{33};

constexpr std::chrono::seconds RETRY_AFTER{1};

/// The most sessions watched on another user's or another host's server, which decides how many it lists: without
/// channels each takes a connection, and with `--via` a command. Of further sessions only the title is shown.
constexpr std::size_t MAX_FOREIGN_FEEDS = 64;
/// The most sessions of such a server that have a tile; the rest are left out.
constexpr std::size_t MAX_FOREIGN_SESSIONS = 1'000;

/// Whether `pattern` is the session's name, a pattern that matches it (glob(7)), or its number.
bool is_named(const SessionInfo& session, const std::string& pattern)
{
    return pattern == '#' + std::to_string(session.id) || ::fnmatch(pattern.c_str(), session.name.c_str(), 0) == 0;
}

} // namespace

DashboardViewer::DashboardViewer(Tty tty, Capabilities capabilities, DashboardOptions options)
    : options_(std::move(options)),
      screen_(loop_, std::move(tty), std::move(capabilities), {.pace = PACE},
              {.on_keys = [this](const std::vector<KeyEvent>& events) { handle_keys(events); },
               .paint = [this](Painter& painter) { return paint(painter); }})
{}

Result<std::optional<SessionInfo>> DashboardViewer::run()
{
    auto link = open_link(options_.link, WithoutServer::fail);
    if (!link) return link.error();
    list_.emplace(loop_, std::move(*link), options_.link,
                  SessionList::Handlers{.on_list = [this](const std::vector<SessionInfo>& all) { take_list(all); },
                                        .on_lost = [this](const Error& error) { lose(error); }});
    const auto ran = screen_.run();
    if (lost_) return *lost_;
    if (!ran) return ran.error();
    return attach_to_;
}

void DashboardViewer::take_list(std::vector<SessionInfo> sessions)
{
    if (!screen_.has_begun())
        if (const auto good = check_names(sessions); !good) return lose(good.error());
    if (trust_in(options_.link) != Trust::own && sessions.size() > MAX_FOREIGN_SESSIONS)
        sessions.resize(MAX_FOREIGN_SESSIONS);
    std::erase_if(sessions, [this](const SessionInfo& session) { return !is_wanted(session); });
    std::set<std::uint64_t> there;
    for (const auto& session : sessions) there.insert(session.id);
    std::erase_if(feeds_, [&there](const auto& feed) { return !there.contains(feed.first); });
    for (const auto& session : sessions)
        if (is_to_be_watched(session)) watch(session);
    if (std::exchange(has_connected_, false)) next_connections_ = loop_.now() + RETRY_AFTER;
    dashboard_.set_sessions(std::move(sessions));
    if (options_.chosen != 0) dashboard_.choose(std::exchange(options_.chosen, 0));
    screen_.begin();
    screen_.request_frame();
}

/// Whether to connect to the session now. If its connection failed or was lost, it is tried again once a second.
bool DashboardViewer::is_to_be_watched(const SessionInfo& session) const
{
    const auto found = feeds_.find(session.id);
    if (found == feeds_.end()) return trust_in(options_.link) == Trust::own || feeds_.size() < MAX_FOREIGN_FEEDS;
    const auto& [feed, begun] = found->second;
    return (feed == nullptr || feed->is_lost()) && loop_.now() - begun >= RETRY_AFTER;
}

/// Uses a free channel of the existing connection. On a server without channels each session needs a connection, and
/// these are opened at most once a second, however many sessions the server lists.
void DashboardViewer::watch(const SessionInfo& session)
{
    const bool is_apart = list_->channels() <= feeds_.size() || list_->channels() == 1;
    if (is_apart && loop_.now() < next_connections_) return;
    has_connected_ = has_connected_ || is_apart;
    Watched& watched = feeds_[session.id];
    watched = {.feed = nullptr, .begun = loop_.now()};
    auto server = list_->connection();
    ChannelId channel = ++newest_channel_;
    if (is_apart) {
        auto link = open_link(options_.link, WithoutServer::fail);
        if (!link) return;
        server = std::make_shared<ServerConnection>(loop_, std::move(link->socket), std::nullopt,
                                                    ServerConnection::Handlers{});
        server->greet({.role = Role::observer}, [](const Reply<Welcome>&) {});
        channel = 0;
    }
    const SessionFeed::Watched what{session.id, session_inside(options_.link), sessions_around_};
    watched.feed =
        std::make_unique<SessionFeed>(loop_, std::move(server), channel, what, [this] { screen_.request_frame(); });
}

bool DashboardViewer::is_wanted(const SessionInfo& session) const
{
    const auto matches = [&session](const std::string& pattern) { return is_named(session, pattern); };
    return options_.patterns.empty() || std::ranges::any_of(options_.patterns, matches);
}

/// A pattern can match sessions that are created later; a name must be that of an existing session.
Result<void> DashboardViewer::check_names(const std::vector<SessionInfo>& sessions) const
{
    for (const std::string& name : options_.patterns) {
        const auto matches = [&name](const SessionInfo& session) { return is_named(session, name); };
        if (name.find_first_of("*?[") != std::string::npos || std::ranges::any_of(sessions, matches)) continue;
        return Error("no session named " + in_quotes(name), ErrorCode::not_found);
    }
    return {};
}

/// A frame is made when the terminal has taken the previous one. Steps are acknowledged only then, so that the server
/// holds back changes that come meanwhile.
std::string DashboardViewer::paint(Painter& painter)
{
    for (const auto& [session, watched] : feeds_) {
        const SessionFeed* const feed = watched.feed.get();
        if (feed == nullptr) continue;
        if (feed->has_unseen_step() && feed->screen() != nullptr) dashboard_.set_screen(session, *feed->screen());
        else if (!feed->refusal().empty()) dashboard_.set_refusal(session, feed->refusal());
    }
    std::string frame = painter.paint(dashboard_.draw(painter.terminal(), std::time(nullptr)));
    for (const auto& [session, watched] : feeds_)
        if (watched.feed) watched.feed->acknowledge();
    return frame;
}

void DashboardViewer::handle_keys(const std::vector<KeyEvent>& events)
{
    for (const auto& event : events) {
        const auto* const typed = std::get_if<TypedEvent>(&event);
        if (typed == nullptr) continue;
        if (typed->bytes == SUSPEND_KEY) screen_.stop_soon();
        else
            for (const auto key : dashboard_keys(typed->bytes)) handle_key(key);
    }
    screen_.request_frame();
}

void DashboardViewer::handle_key(DashboardKey key)
{
    switch (key) {
    case DashboardKey::up: return dashboard_.move(-1, 0);
    case DashboardKey::down: return dashboard_.move(1, 0);
    case DashboardKey::left: return dashboard_.move(0, -1);
    case DashboardKey::right: return dashboard_.move(0, 1);
    case DashboardKey::next: return dashboard_.step(1);
    case DashboardKey::previous: return dashboard_.step(-1);
    case DashboardKey::zoom: return dashboard_.zoom();
    case DashboardKey::all: return dashboard_.is_zoomed() ? dashboard_.zoom() : void();
    case DashboardKey::attach:
        if (dashboard_.chosen() == nullptr) return;
        attach_to_ = dashboard_.chosen()->info;
        return screen_.finish();
    case DashboardKey::quit: return screen_.finish();
    }
}

void DashboardViewer::lose(const Error& why)
{
    if (!lost_) lost_ = why;
    screen_.finish();
}

} // namespace cleat
