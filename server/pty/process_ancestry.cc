#include "server/pty/process_ancestry.h"

#include "common/base/numbers.h"

#include <sys/stat.h>

#include <algorithm>
#include <fstream>
#include <limits>
#include <sstream>
#include <string>

namespace cleat {

namespace {

constexpr int MAX_GENERATIONS = 64;

std::optional<ProcessOrigin> origin_of(pid_t pid)
{
    std::ifstream file("/proc/" + std::to_string(pid) + "/stat");
    std::string line;
    if (!std::getline(file, line)) return std::nullopt;
    return parse_process_origin(line);
}

bool look_at(pid_t pid, int descriptor, struct stat& status)
{
    const auto path = "/proc/" + std::to_string(pid) + "/fd/" + std::to_string(descriptor);
    return ::stat(path.c_str(), &status) == 0;
}

} // namespace

std::optional<ProcessOrigin> parse_process_origin(std::string_view line)
{
    const auto name_end = line.rfind(')');
    if (name_end == std::string_view::npos) return std::nullopt;
    std::istringstream fields{std::string(line.substr(name_end + 1))};
    std::string state;
    std::string parent;
    std::string group;
    std::string session;
    if (!(fields >> state >> parent >> group >> session)) return std::nullopt;
    const auto as_pid = [](const std::string& text) {
        return parse_integer(text, 0, std::numeric_limits<pid_t>::max());
    };
    const auto its_parent = as_pid(parent);
    const auto its_session = as_pid(session);
    if (!its_parent || !its_session) return std::nullopt;
    return ProcessOrigin{static_cast<pid_t>(*its_parent), static_cast<pid_t>(*its_session)};
}

std::vector<pid_t> session_leaders_above(pid_t pid)
{
    std::vector<pid_t> out;
    for (int generation = 0; pid > 1 && generation < MAX_GENERATIONS; ++generation) {
        const auto origin = origin_of(pid);
        if (!origin) break;
        if (std::ranges::find(out, origin->session) == out.end()) out.push_back(origin->session);
        pid = origin->parent;
    }
    return out;
}

bool shares_output(pid_t one, pid_t other)
{
    struct stat from {};
    if (!look_at(one, 1, from)) return false;
    return std::ranges::any_of(std::vector{1, 2}, [&](int descriptor) {
        struct stat to {};
        return look_at(other, descriptor, to) && from.st_dev == to.st_dev && from.st_ino == to.st_ino;
    });
}

} // namespace cleat
