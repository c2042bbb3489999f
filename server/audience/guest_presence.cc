#include "server/audience/guest_presence.h"

#include <algorithm>
#include <utility>

namespace cleat {

/// A user that left and came back between two reports has not changed.
bool GuestPresence::is_unreported(const Entry& entry)
{
    const bool looks_on = entry.viewers > 0;
    return looks_on != entry.was_reported || (!looks_on && entry.visits > 0);
}

void GuestPresence::note(std::map<uid_t, Entry>::iterator entry, bool was_unreported)
{
    Entry& now = entry->second;
    if (is_unreported(now) && !was_unreported) now.since = next_++;
    if (!is_unreported(now) && now.viewers == 0) users_.erase(entry);
}

void GuestPresence::arrived(uid_t user)
{
    if (users_.size() >= MAX_USERS && !users_.contains(user)) return;
    const auto entry = users_.try_emplace(user).first;
    const bool was_unreported = is_unreported(entry->second);
    if (entry->second.viewers++ == 0) ++entry->second.visits;
    note(entry, was_unreported);
}

void GuestPresence::left(uid_t user)
{
    const auto entry = users_.find(user);
    if (entry == users_.end() || entry->second.viewers == 0) return; // the user is beyond `MAX_USERS`
    const bool was_unreported = is_unreported(entry->second);
    --entry->second.viewers;
    note(entry, was_unreported);
}

std::map<uid_t, GuestPresence::Entry>::iterator GuestPresence::oldest_unreported()
{
    auto out = users_.end();
    for (auto entry = users_.begin(); entry != users_.end(); ++entry)
        if (is_unreported(entry->second) && (out == users_.end() || entry->second.since < out->second.since))
            out = entry;
    return out;
}

std::vector<GuestVisits> GuestPresence::take_visits(Clock::time_point now)
{
    std::vector<GuestVisits> out;
    for (auto entry = oldest_unreported(); entry != users_.end() && reports_.take(now); entry = oldest_unreported()) {
        Entry& user = entry->second;
        user.was_reported = user.viewers > 0;
        out.push_back({entry->first, user.was_reported, std::exchange(user.visits, 0)});
        if (!user.was_reported) users_.erase(entry);
    }
    return out;
}

std::optional<Clock::time_point> GuestPresence::next_report(Clock::time_point now) const
{
    if (std::none_of(users_.begin(), users_.end(), [](const auto& entry) { return is_unreported(entry.second); }))
        return std::nullopt;
    return std::max(now, reports_.next());
}

} // namespace cleat
