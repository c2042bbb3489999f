#include "server/audience/guest_presence.h"

#include <algorithm>
#include <utility>

namespace cleat {

/// A user that left and came back between two reports has not changed.
bool GuestPresence::is_news(const Entry& entry)
{
    const bool looks_on = entry.viewers > 0;
    return looks_on != entry.told || (!looks_on && entry.visits > 0);
}

void GuestPresence::note(std::map<uid_t, Entry>::iterator entry, bool was_news)
{
    Entry& now = entry->second;
    if (is_news(now) && !was_news) now.since = next_++;
    if (!is_news(now) && now.viewers == 0) users_.erase(entry);
}

void GuestPresence::came(uid_t user)
{
    if (users_.size() >= MOST_USERS && !users_.contains(user)) return;
    const auto entry = users_.try_emplace(user).first;
    const bool was_news = is_news(entry->second);
    if (entry->second.viewers++ == 0) ++entry->second.visits;
    note(entry, was_news);
}

void GuestPresence::left(uid_t user)
{
    const auto entry = users_.find(user);
    if (entry == users_.end() || entry->second.viewers == 0) return; // the user is beyond `MOST_USERS`
    const bool was_news = is_news(entry->second);
    --entry->second.viewers;
    note(entry, was_news);
}

std::map<uid_t, GuestPresence::Entry>::iterator GuestPresence::oldest_news()
{
    auto out = users_.end();
    for (auto entry = users_.begin(); entry != users_.end(); ++entry)
        if (is_news(entry->second) && (out == users_.end() || entry->second.since < out->second.since)) out = entry;
    return out;
}

std::vector<GuestNews> GuestPresence::take_news(Clock::time_point now)
{
    std::vector<GuestNews> out;
    for (auto entry = oldest_news(); entry != users_.end() && news_.take(now); entry = oldest_news()) {
        Entry& user = entry->second;
        user.told = user.viewers > 0;
        out.push_back({entry->first, user.told, std::exchange(user.visits, 0)});
        if (!user.told) users_.erase(entry);
    }
    return out;
}

std::optional<Clock::time_point> GuestPresence::next_news(Clock::time_point now) const
{
    if (std::none_of(users_.begin(), users_.end(), [](const auto& entry) { return is_news(entry.second); }))
        return std::nullopt;
    return std::max(now, news_.next());
}

} // namespace cleat
