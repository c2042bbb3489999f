#include "common/recording/index_cache.h"

#include "common/base/directory.h"
#include "common/base/paths.h"
#include "common/base/quote.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <vector>

namespace cleat {

namespace {

constexpr std::string_view UNFINISHED = ".tmp";

std::string index_cache_directory()
{
    const auto cache = cache_directory();
    return cache.empty() ? "" : cache + "/index";
}

struct CachedFile {
    std::string name;
    std::uint64_t bytes = 0;
    std::int64_t used = 0; ///< Unix time in ns
};

std::vector<std::string> names_in(int directory)
{
    struct Close {
        void operator()(DIR* entries) const { ::closedir(entries); }
    };
    std::vector<std::string> out;
    const int again = ::openat(directory, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    const std::unique_ptr<DIR, Close> entries(again < 0 ? nullptr : ::fdopendir(again));
    if (!entries) return out;
    while (const dirent* const entry = ::readdir(entries.get())) // NOLINT: only this function uses this stream
        if (entry->d_name[0] != '.') out.emplace_back(entry->d_name);
    return out;
}

/// Whether the process that was writing a file has ended: the file is unlocked.
bool is_left_over(int directory, const std::string& name)
{
    const UniqueFd file(::openat(directory, name.c_str(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC));
    return file && ::flock(file.get(), LOCK_EX | LOCK_NB) == 0;
}

} // namespace

Result<IndexCache> IndexCache::open()
{
    auto path = index_cache_directory();
    if (path.empty()) return Error("no home directory to keep an index in", ErrorCode::not_found);
    auto directory = open_directory(path, Missing::make);
    if (!directory) return directory.error();
    if (const auto own = check_own_directory(directory->get(), path); !own) return own.error();
    return IndexCache(std::move(*directory), std::move(path));
}

Result<UniqueFd> IndexCache::find(const std::string& name) const
{
    UniqueFd file(::openat(directory_.get(), name.c_str(), O_RDWR | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC));
    struct stat status {};
    if (!file || ::fstat(file.get(), &status) < 0) return Error::from_errno("opening " + in_quotes(name));
    if (!S_ISREG(status.st_mode) || status.st_uid != ::geteuid() || (status.st_mode & 077U) != 0)
        return Error(in_quotes(name) + " is not a private file of this user", ErrorCode::refused);
    ::futimens(file.get(), nullptr);
    return file;
}

Result<UniqueFd> IndexCache::make(std::string& name) const
{
    std::uint64_t number = 0;
    if (::getrandom(&number, sizeof number, 0) != sizeof number) return Error::from_errno("choosing a file name");
    std::array<char, 32> text{};
    std::snprintf(text.data(), text.size(), "%016llx", static_cast<unsigned long long>(number));
    name = std::string(text.data()) + std::string(UNFINISHED);
    UniqueFd file(::openat(directory_.get(), name.c_str(), O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600));
    if (!file) return Error::from_errno("creating an index in " + in_quotes(path_));
    ::flock(file.get(), LOCK_EX | LOCK_NB);
    return file;
}

bool IndexCache::keep(const std::string& made, const std::string& name) const
{
    const bool kept = ::renameat(directory_.get(), made.c_str(), directory_.get(), name.c_str()) == 0;
    if (!kept) remove(made);
    trim(MAX_BYTES);
    return kept;
}

void IndexCache::remove(const std::string& name) const
{
    ::unlinkat(directory_.get(), name.c_str(), 0);
}

void IndexCache::trim(std::uint64_t most) const
{
    std::vector<CachedFile> files;
    std::uint64_t bytes = 0;
    for (const auto& name : names_in(directory_.get())) {
        struct stat status {};
        if (::fstatat(directory_.get(), name.c_str(), &status, AT_SYMLINK_NOFOLLOW) < 0 || !S_ISREG(status.st_mode))
            continue;
        if (name.ends_with(UNFINISHED)) {
            if (is_left_over(directory_.get(), name)) remove(name);
            else bytes += static_cast<std::uint64_t>(status.st_size);
            continue;
        }
        files.push_back({name, static_cast<std::uint64_t>(status.st_size),
                         std::int64_t{status.st_mtim.tv_sec} * 1'000'000'000 + status.st_mtim.tv_nsec});
        bytes += files.back().bytes;
    }
    std::sort(files.begin(), files.end(), [](const auto& a, const auto& b) { return a.used < b.used; });
    for (const auto& file : files) {
        if (bytes <= most) return;
        remove(file.name);
        bytes -= file.bytes;
    }
}

} // namespace cleat
