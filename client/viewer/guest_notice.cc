#include "client/viewer/guest_notice.h"

namespace cleat {

std::string guest_notice(const GuestVisits& news, const std::string& user)
{
    if (news.looks_on) return user + " is observing";
    if (news.visits == 0) return user + " stopped observing";
    return user + " has observed this session" + (news.visits > 1 ? " " + std::to_string(news.visits) + " times" : "");
}

} // namespace cleat
