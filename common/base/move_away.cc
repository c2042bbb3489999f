#include "common/base/move_away.h"

#include "common/base/quote.h"

#include <sys/stat.h>

#include <cerrno>
#include <cstdio>

namespace cleat {

namespace {

constexpr int MAX_AWAY = 1000;

bool is_free(const std::string& path)
{
    struct stat status {};
    return ::lstat(path.c_str(), &status) < 0 && errno == ENOENT;
}

} // namespace

Result<std::string> move_away(const std::string& path)
{
    for (int number = 1; number <= MAX_AWAY; ++number) {
        auto to = path + ".away" + (number == 1 ? "" : '.' + std::to_string(number));
        if (!is_free(to)) continue;
        if (::rename(path.c_str(), to.c_str()) < 0) return Error::from_errno("renaming " + in_quotes(path));
        return to;
    }
    return Error("renaming " + in_quotes(path) + ": all names up to " + in_quotes(path + ".away.1000") + " are taken");
}

} // namespace cleat
