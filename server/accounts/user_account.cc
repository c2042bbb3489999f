#include "server/accounts/user_account.h"

#include "common/base/numbers.h"
#include "common/base/quote.h"

#include <grp.h>
#include <pwd.h>

#include <cerrno>
#include <limits>
#include <vector>

namespace cleat {
namespace {

/// Returns all groups of a user.
std::vector<gid_t> groups_of(const char* name, gid_t first)
{
    std::vector<gid_t> groups(64);
    for (;;) {
        int count = static_cast<int>(groups.size());
        const int found = ::getgrouplist(name, first, groups.data(), &count);
        groups.resize(static_cast<std::size_t>(count));
        if (found >= 0) return groups;
    }
}

/// Looks a user up by one of the two functions of getpwnam(3).
template <class Find>
Result<UserAccount> look_up(const std::string& name, Find find)
{
    std::vector<char> buffer(4'096);
    passwd entry{};
    passwd* found = nullptr;
    int problem = 0;
    while ((problem = find(&entry, buffer.data(), buffer.size(), &found)) == ERANGE) buffer.resize(buffer.size() * 2);
    if (found == nullptr && (problem == 0 || problem == ENOENT))
        return Error("no user " + in_quotes(name), ErrorCode::not_found);
    if (found == nullptr) return Error::from_errno("looking up user " + in_quotes(name), problem);
    return UserAccount{.name = entry.pw_name,
                       .home = entry.pw_dir,
                       .shell = entry.pw_shell,
                       .ids = {entry.pw_uid, entry.pw_gid, groups_of(entry.pw_name, entry.pw_gid)}};
}

} // namespace

Result<UserAccount> find_account(const std::string& name)
{
    auto account = look_up(name, [&name](passwd* entry, char* buffer, std::size_t size, passwd** found) {
        return ::getpwnam_r(name.c_str(), entry, buffer, size, found);
    });
    const auto number = parse_integer(name, 0, std::numeric_limits<uid_t>::max() - 1);
    if (account || account.error().code() != ErrorCode::not_found || !number) return account;
    return look_up(name, [&number](passwd* entry, char* buffer, std::size_t size, passwd** found) {
        return ::getpwuid_r(static_cast<uid_t>(*number), entry, buffer, size, found);
    });
}

Result<std::optional<UserAccount>> account_for(UserAccount wanted, uid_t server)
{
    if (wanted.ids.user == server) return std::optional<UserAccount>();
    if (server != 0)
        return Error("only a server that runs as root can start programs as another user", ErrorCode::refused);
    return std::optional(std::move(wanted));
}

} // namespace cleat
