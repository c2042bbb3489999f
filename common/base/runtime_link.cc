#include "common/base/runtime_link.h"

#include "common/base/paths.h"
#include "common/base/short_hash.h"

#include <sys/stat.h>
#include <unistd.h>

#include <cstdio>
#include <filesystem>

namespace cleat {

RuntimeLink::RuntimeLink(const std::string& home, const std::string& instance)
{
    if (home.starts_with('/') && !instance.empty())
        path_ = home + "/.local/state/cleat/run/" + short_hash(instance) + ".at";
}

std::string RuntimeLink::read() const
{
    struct stat status {};
    if (path_.empty() || ::lstat(path_.c_str(), &status) < 0 || status.st_uid != ::geteuid()) return {};
    std::error_code failure;
    auto out = std::filesystem::read_symlink(path_, failure).string();
    return !failure && out.starts_with('/') ? out : "";
}

Result<void> RuntimeLink::leave(const std::string& directory) const
{
    if (path_.empty()) return Error("no home directory");
    if (read() == directory) return {};
    if (auto made = make_directories(std::filesystem::path(path_).parent_path()); !made) return made;
    const std::string fresh = path_ + ".new";
    ::unlink(fresh.c_str());
    if (::symlink(directory.c_str(), fresh.c_str()) < 0 || ::rename(fresh.c_str(), path_.c_str()) < 0)
        return Error::from_errno("creating the symbolic link \"" + path_ + "\"");
    return {};
}

void RuntimeLink::take_back(const std::string& directory) const
{
    if (read() == directory) ::unlink(path_.c_str());
}

} // namespace cleat
