#include "common/config/config_file.h"

#include "common/base/directory.h"
#include "common/base/paths.h"
#include "common/base/quote.h"
#include "common/base/unique_fd.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdlib>
#include <filesystem>

namespace cleat {
namespace {

constexpr std::size_t LONGEST_FILE = 1U << 20U;

/// Checks the open file, because a user who can write to it decides what the user's sessions run. Symbolic links are
/// followed, since users keep such files elsewhere.
Result<void> check_trusted(int file, const std::string& path)
{
    struct stat status {};
    if (::fstat(file, &status) < 0) return Error::from_errno("reading " + in_quotes(path, 300));
    if (status.st_uid != ::geteuid() && status.st_uid != 0)
        return Error("the configuration file " + in_quotes(path, 300) + " belongs to " + user_name(status.st_uid),
                     ErrorCode::refused);
    if (S_ISREG(status.st_mode) && (status.st_mode & S_IWOTH) != 0)
        return Error("others can write to the configuration file " + in_quotes(path, 300) + " of " +
                         user_name(status.st_uid),
                     ErrorCode::refused);
    return {};
}

Result<std::string> contents_of(const std::string& path)
{
    // O_NONBLOCK: do not wait for a writer of another user's pipe.
    const UniqueFd file{::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK)};
    if (!file) return Error::from_errno("reading " + in_quotes(path, 300));
    if (const auto trusted = check_trusted(file.get(), path); !trusted) return trusted.error();
    ::fcntl(file.get(), F_SETFL, O_RDONLY);
    std::string text;
    std::array<char, 16'384> buffer{};
    for (;;) {
        const ssize_t count = ::read(file.get(), buffer.data(), buffer.size());
        if (count < 0 && errno == EINTR) continue;
        if (count < 0) return Error::from_errno("reading " + in_quotes(path, 300));
        if (count == 0) return text;
        text.append(buffer.data(), static_cast<std::size_t>(count));
        if (text.size() > LONGEST_FILE) return Error(in_quotes(path, 300) + " is too long for a configuration file");
    }
}

} // namespace

ConfigPath config_path()
{
    const char* const named = std::getenv("CLEAT_CONFIG");
    if (named != nullptr && *named != '\0') return {named, ConfigOrigin::environment};
    const std::string directory = config_directory();
    if (directory.empty()) return {};
    return {directory + "/config.toml", ConfigOrigin::usual};
}

std::string Configuration::describe(const SettingProblem& problem) const
{
    return path + ':' + std::to_string(problem.place.line) + ':' + std::to_string(problem.place.column) + ": " +
           problem.message;
}

std::optional<Error> Configuration::problem() const
{
    if (read.problems.empty()) return std::nullopt;
    return Error(describe(read.problems.front()), ErrorCode::invalid);
}

Result<Configuration> read_config_file(const std::string& path, std::span<const SettingCheck> checks)
{
    const auto text = contents_of(path);
    if (!text) return text.error();
    return Configuration{path, read_settings(*text, checks)};
}

Result<Configuration> load_config(std::span<const SettingCheck> checks)
{
    const ConfigPath where = config_path();
    if (where.path.empty()) return Configuration{};
    auto read = read_config_file(where.path, checks);
    const bool may_be_missing = where.origin == ConfigOrigin::usual;
    if (!read && may_be_missing && read.error().code() == ErrorCode::not_found) return Configuration{};
    if (!read && read.error().code() == ErrorCode::not_found) return Error(read.error().message(), ErrorCode::invalid);
    return read;
}

Result<Settings> load_settings(std::span<const SettingCheck> checks)
{
    const auto loaded = load_config(checks);
    if (!loaded) return loaded.error();
    if (const auto problem = loaded->problem()) return *problem;
    return loaded->read.settings;
}

} // namespace cleat
