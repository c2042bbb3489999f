#include "server/peer/guest_room.h"

#include <algorithm>

namespace cleat {

GuestRoom GuestRoom::among(rlim_t descriptors)
{
    const rlim_t quarter = descriptors / 4;
    GuestRoom out;
    out.of_all = static_cast<std::size_t>(std::min<rlim_t>(MAX_OF_ALL, quarter));
    out.of_user = std::min(MAX_OF_USER, std::max<std::size_t>(1, out.of_all / 2));
    out.reserved_from = descriptors - std::min(MAX_RESERVED, quarter);
    return out;
}

bool GuestRoom::has_room(std::size_t same, std::size_t all, int descriptor) const
{
    return same < of_user && all < of_all && static_cast<rlim_t>(descriptor) < reserved_from;
}

} // namespace cleat
