#include "server/pty/session_groups.h"

#include "common/base/unique_fd.h"

#include <dirent.h>
#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <functional>
#include <memory>
#include <string>

namespace cleat {
namespace {

/// The next field of a line, and the line after it.
std::string_view take_field(std::string_view& line)
{
    const auto begin = std::min(line.find_first_not_of(' '), line.size());
    line.remove_prefix(begin);
    const auto field = line.substr(0, line.find(' '));
    line.remove_prefix(field.size());
    return field;
}

std::optional<pid_t> to_pid(std::string_view field)
{
    pid_t value = 0;
    const auto [end, problem] = std::from_chars(field.data(), field.data() + field.size(), value);
    if (problem != std::errc() || end != field.data() + field.size() || value < 0) return std::nullopt;
    return value;
}

std::optional<ProcessStatus> read_process_status(int directory, const char* pid)
{
    const UniqueFd file{::openat(directory, (std::string(pid) + "/stat").c_str(), O_RDONLY | O_CLOEXEC)};
    if (!file) return std::nullopt; // it has ended since
    std::array<char, 1024> line{};
    const auto count = ::read(file.get(), line.data(), line.size());
    if (count <= 0) return std::nullopt;
    return parse_process_status({line.data(), static_cast<std::size_t>(count)});
}

void for_each_process(const std::function<void(const ProcessStatus&)>& visit)
{
    const std::unique_ptr<DIR, int (*)(DIR*)> directory{::opendir("/proc"), ::closedir};
    if (!directory) return;
    while (const dirent* const entry = ::readdir(directory.get())) {
        if (!to_pid(entry->d_name)) continue;
        if (const auto status = read_process_status(::dirfd(directory.get()), entry->d_name)) visit(*status);
    }
}

} // namespace

std::optional<ProcessStatus> parse_process_status(std::string_view line)
{
    const auto pid = to_pid(line.substr(0, line.find(' ')));
    const auto name_end = line.rfind(')');
    if (!pid || name_end == std::string_view::npos) return std::nullopt;
    line.remove_prefix(name_end + 1);
    take_field(line); // state
    take_field(line); // parent
    const auto group = to_pid(take_field(line));
    const auto session = to_pid(take_field(line));
    if (!group || !session) return std::nullopt;
    return ProcessStatus{.pid = *pid, .group = *group, .session = *session};
}

std::vector<pid_t> groups_of_session(pid_t session)
{
    std::vector<pid_t> groups;
    for_each_process([&](const ProcessStatus& process) {
        if (process.session == session) groups.push_back(process.group);
    });
    std::ranges::sort(groups);
    groups.erase(std::unique(groups.begin(), groups.end()), groups.end());
    return groups;
}

bool is_group_of(pid_t group, pid_t session)
{
    if (group <= 1 || session <= 1) return false;
    if (::getsid(group) == session) return ::getpgid(group) == group;
    const auto groups = groups_of_session(session); // a group outlives its leader
    return std::ranges::binary_search(groups, group);
}

} // namespace cleat
