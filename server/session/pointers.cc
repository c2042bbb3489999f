#include "server/session/pointers.h"

#include "common/base/log.h"
#include "common/base/paths.h"

#include <unistd.h>

#include <cerrno>
#include <cstdio>

namespace cleat {

namespace {

/// At no moment is there no link.
Result<void> make_link(const std::string& target, const std::string& path)
{
    const std::string beside = path + ".new";
    ::unlink(beside.c_str());
    if (::symlink(target.c_str(), beside.c_str()) < 0) return Error::from_errno("making the link " + beside);
    if (::rename(beside.c_str(), path.c_str()) < 0) return Error::from_errno("renaming the link " + beside);
    return {};
}

} // namespace

Pointers::~Pointers()
{
    if (targets_.empty()) return;
    for (const auto& [name, target] : targets_) ::unlink((directory_ + '/' + name).c_str());
    ::rmdir(directory_.c_str());
}

void Pointers::point(const FollowedValues& values)
{
    for (const auto& [name, value] : values) {
        const auto known = targets_.find(name);
        const bool is_itself = value.starts_with(directory_ + '/'); // of a client that runs in the session
        if (!value.starts_with('/') || is_itself || (known != targets_.end() && known->second == value)) continue;
        if (const auto made = make_directories(directory_); !made) return log_warning("{}", made.error().message());
        if (const auto made = make_link(value, directory_ + '/' + name); !made)
            return log_warning("{}", made.error().message());
        targets_.insert_or_assign(name, value);
    }
}

FollowedValues Pointers::told(const FollowedValues& values) const
{
    FollowedValues out;
    for (const auto& [name, value] : values) {
        if (is_pointer(name, value)) out.emplace(name, directory_ + '/' + name);
        else if (!value.empty()) out.emplace(name, value);
    }
    return out;
}

bool Pointers::is_pointer(std::string_view name, std::string_view value)
{
    return value.starts_with('/') || (value.empty() && name.ends_with("_SOCK"));
}

} // namespace cleat
