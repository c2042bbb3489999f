#include "server/session/pointers.h"

#include "common/base/log.h"
#include "common/base/move_away.h"
#include "common/base/private_directory.h"

#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <filesystem>

namespace cleat {

namespace {

/// Replaces the link atomically.
Result<void> make_link(const std::string& target, const std::string& path)
{
    const std::string beside = path + ".new";
    ::unlink(beside.c_str());
    if (::symlink(target.c_str(), beside.c_str()) < 0) return Error::from_errno("creating the link " + beside);
    if (::rename(beside.c_str(), path.c_str()) < 0) return Error::from_errno("renaming the link " + beside);
    return {};
}

std::string target_of(const std::string& link)
{
    std::error_code none;
    return std::filesystem::read_symlink(link, none).string();
}

} // namespace

void Pointers::remove()
{
    if (targets_.empty()) return;
    for (const auto& [name, target] : targets_) ::unlink((directory_ + '/' + name).c_str());
    ::rmdir(directory_.c_str());
}

void Pointers::update(const FollowedValues& values)
{
    for (const auto& [name, value] : values) {
        const auto known = targets_.find(name);
        const bool is_itself = value.starts_with(directory_ + '/'); // the client runs in the session
        if (!value.starts_with('/') || is_itself || (known != targets_.end() && known->second == value)) continue;
        if (const auto made = make_directory(); !made) return log_warning("{}", made.error().message());
        if (const auto made = make_link(value, directory_ + '/' + name); !made)
            return log_warning("{}", made.error().message());
        targets_.insert_or_assign(name, value);
    }
}

/// Creates the directories below the runtime directory, each accessible only to this user.
Result<void> Pointers::make_directory() const
{
    if (const auto runtime = PrivateDirectory::open(runtime_directory_); !runtime) return runtime.error();
    for (auto end = runtime_directory_.size(); end < directory_.size();) {
        end = std::min(directory_.find('/', end + 1), directory_.size());
        const auto part = directory_.substr(0, end);
        if (PrivateDirectory::make(part)) continue;
        // Others could enter the runtime directory for some time, or it was replaced.
        if (const auto moved = move_away(part); !moved) return moved.error();
        if (const auto made = PrivateDirectory::make(part); !made) return made.error();
    }
    return {};
}

bool Pointers::is_whole() const
{
    return targets_.empty() ||
           (PrivateDirectory::open(directory_) && std::ranges::all_of(targets_, [this](const auto& entry) {
                return target_of(directory_ + '/' + entry.first) == entry.second;
            }));
}

Result<void> Pointers::restore()
{
    if (const auto made = make_directory(); !made) return made.error();
    for (const auto& [name, target] : targets_) {
        const auto path = directory_ + '/' + name;
        if (target_of(path) == target) continue;
        if (const auto made = make_link(target, path); !made) return made.error();
    }
    return {};
}

FollowedValues Pointers::values_for_program(const FollowedValues& values) const
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
