#include "client/link/user_id.h"

#include "common/base/numbers.h"

#include <grp.h>
#include <pwd.h>

#include <cerrno>
#include <limits>

namespace cleat {

namespace {

/// The kernel's largest id; the one above it, -1, means "no id".
constexpr std::int64_t LARGEST = std::int64_t{std::numeric_limits<uid_t>::max()} - 1;

Error no_such(const char* what, const std::string& name)
{
    return Error("no " + std::string(what) + " \"" + name + "\" on this host", ErrorCode::not_found);
}

} // namespace

Result<uid_t> user_id(const std::string& user)
{
    if (const passwd* const entry = ::getpwnam(user.c_str())) return entry->pw_uid;
    if (const auto number = parse_integer(user, 0, LARGEST)) return static_cast<uid_t>(*number);
    return no_such("user", user);
}

Result<gid_t> group_id(const std::string& group)
{
    if (const struct group* const entry = ::getgrnam(group.c_str())) return entry->gr_gid;
    if (const auto number = parse_integer(group, 0, LARGEST)) return static_cast<gid_t>(*number);
    return no_such("group", group);
}

std::optional<std::string> known_user_name(uid_t user)
{
    const passwd* const entry = ::getpwuid(user);
    if (entry == nullptr) return std::nullopt;
    return entry->pw_name;
}

std::optional<std::string> known_group_name(gid_t group)
{
    const struct group* const entry = ::getgrgid(group);
    if (entry == nullptr) return std::nullopt;
    return entry->gr_name;
}

} // namespace cleat
