#include "server/pty/process_table.h"

#include <unistd.h>

#include <algorithm>
#include <charconv>

namespace cleat {
namespace {

/// Returns the next field of a line, and removes it.
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

ProcessTable::ProcessTable(const std::vector<ProcessStatus>& processes)
{
    groups_.reserve(processes.size());
    for (const ProcessStatus& process : processes) groups_.emplace_back(process.session, process.group);
    std::ranges::sort(groups_);
    groups_.erase(std::unique(groups_.begin(), groups_.end()), groups_.end());
}

std::vector<pid_t> ProcessTable::groups_of(pid_t session) const
{
    std::vector<pid_t> groups;
    auto next = std::ranges::lower_bound(groups_, std::pair(session, pid_t{0}));
    for (; next != groups_.end() && next->first == session; ++next) groups.push_back(next->second);
    return groups;
}

bool ProcessTable::has_group(pid_t group, pid_t session) const
{
    return group > 1 && session > 1 && std::ranges::binary_search(groups_, std::pair(session, group));
}

bool leads_group_in(pid_t group, pid_t session)
{
    return group > 1 && session > 1 && ::getsid(group) == session && ::getpgid(group) == group;
}

} // namespace cleat
