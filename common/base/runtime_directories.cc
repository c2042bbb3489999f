#include "common/base/runtime_directories.h"

#include "common/base/paths.h"
#include "common/base/runtime_link.h"
#include "common/base/short_hash.h"

#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>

namespace cleat {

namespace {

constexpr const char* BY_VARIABLE = "XDG_RUNTIME_DIR";

std::string login_directory(uid_t user)
{
    return "/run/user/" + std::to_string(user) + "/cleat";
}

std::string variable_named(const char* name)
{
    const char* const value = std::getenv(name);
    return value == nullptr ? "" : value;
}

/// proc(5): /proc/sys/kernel/random/boot_id, /proc/PID/ns/pid.
std::string this_instance()
{
    std::string boot;
    std::ifstream file("/proc/sys/kernel/random/boot_id");
    std::error_code failure;
    const auto processes = std::filesystem::read_symlink("/proc/self/ns/pid", failure);
    if (!std::getline(file, boot) || failure) return {};
    return boot + ' ' + processes.string();
}

} // namespace

RuntimeInputs runtime_inputs()
{
    RuntimeInputs out;
    out.user = ::geteuid();
    if (const auto chosen = variable_named("CLEAT_RUNTIME_DIR"); !chosen.empty()) {
        std::error_code ignored;
        out.chosen = std::filesystem::absolute(chosen, ignored).string();
        return out;
    }
    if (auto xdg = variable_named("XDG_RUNTIME_DIR"); is_directory_of(out.user, xdg)) out.xdg = std::move(xdg);
    out.has_run_user = is_directory_of(out.user, "/run/user/" + std::to_string(out.user));
    out.home = home_directory();
    out.instance = this_instance();
    out.noted = RuntimeLink(out.home, out.instance).read();
    return out;
}

bool needs_link(const RuntimeDirectory& place, uid_t user)
{
    return place.reason == BY_VARIABLE && place.directory != login_directory(user);
}

std::vector<RuntimeDirectory> runtime_directories(const RuntimeInputs& facts)
{
    if (!facts.chosen.empty()) return {{facts.chosen, RuntimeDirectory::CHOSEN}};
    std::vector<RuntimeDirectory> out;
    const auto add = [&out](RuntimeDirectory place) {
        const bool is_known = std::any_of(
            out.begin(), out.end(), [&](const RuntimeDirectory& other) { return other.directory == place.directory; });
        if (!is_known && socket_path(place.directory)) out.push_back(std::move(place));
    };
    const auto number = std::to_string(facts.user);
    if (!facts.xdg.empty()) add({facts.xdg + "/cleat", BY_VARIABLE});
    if (facts.has_run_user) add({login_directory(facts.user), "/run/user"});
    if (facts.user == 0) add({"/run/cleat", "/run"});
    if (facts.home.starts_with('/') && !facts.instance.empty())
        add({facts.home + "/.local/state/cleat/run/" + short_hash(facts.instance), "HOME", true});
    add({"/tmp/cleat-" + number, "/tmp"});
    if (!facts.noted.empty()) add({facts.noted, "a note in HOME"});
    return out;
}

std::vector<std::string> directories_of_servers(const std::vector<RuntimeDirectory>& places, uid_t user,
                                                const std::string& xdg)
{
    std::vector<std::string> out;
    out.reserve(places.size() + 2);
    for (const RuntimeDirectory& place : places) out.push_back(place.directory);
    if (places.size() == 1 && places.front().reason == RuntimeDirectory::CHOSEN) return out;
    const auto add = [&out](const std::string& directory) {
        if (std::ranges::find(out, directory) == out.end()) out.push_back(directory);
    };
    if (xdg.starts_with('/')) add(xdg + "/cleat");
    add(login_directory(user));
    return out;
}

} // namespace cleat
