#include "client/dashboard/session_words.h"

#include <algorithm>
#include <cstring>
#include <limits>

namespace cleat {

std::string state_of(const SessionInfo& session)
{
    if (!session.ended) return clients_of(session) > 0 ? "attached" : "detached";
    if (session.ended->signal != 0) return std::string("killed by ") + ::strsignal(session.ended->signal);
    return "exited " + std::to_string(session.ended->status);
}

std::int64_t clients_of(const SessionInfo& session)
{
    return std::int64_t{session.controllers} + session.observers;
}

std::int64_t seconds_between(std::int64_t from, std::int64_t to)
{
    std::int64_t out = 0;
    if (!__builtin_sub_overflow(to, from, &out)) return out;
    return to < from ? std::numeric_limits<std::int64_t>::min() : std::numeric_limits<std::int64_t>::max();
}

std::string short_age(std::int64_t seconds)
{
    seconds = std::max<std::int64_t>(0, seconds);
    if (seconds < 60) return std::to_string(seconds) + "s";
    if (seconds < 3'600) return std::to_string(seconds / 60) + "m";
    if (seconds < 86'400) return std::to_string(seconds / 3'600) + "h";
    return std::to_string(seconds / 86'400) + "d";
}

} // namespace cleat
