#include "common/base/shared_directories.h"

#include "common/base/directory.h"
#include "common/base/paths.h"
#include "common/base/quote.h"
#include "common/base/unique_fd.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <filesystem>

namespace cleat {

namespace {

/// Anything else in the directory would become accessible to other users who know its name.
Result<void> check_holds_only(const std::string& directory, const std::string& allowed)
{
    std::error_code error;
    for (const auto& entry : std::filesystem::directory_iterator(directory, error))
        if (entry.path().filename() != allowed)
            return Error(in_quotes(directory) +
                             " contains files other than the socket for guests, so it is not opened to other users",
                         ErrorCode::refused);
    if (error) return Error("reading the directory " + in_quotes(directory) + ": " + error.message());
    return {};
}

} // namespace

SharedDirectories SharedDirectories::of(uid_t user)
{
    const char* const chosen = std::getenv("CLEAT_SHARED_DIR");
    if (chosen != nullptr && *chosen != '\0') {
        std::error_code ignored;
        return {user, std::filesystem::absolute(chosen, ignored).string(), false};
    }
    if (user == 0) return {user, "/run/cleat-shared", false};
    return {user, "/tmp/cleat-shared-" + std::to_string(user), true};
}

SharedDirectories::SharedDirectories(uid_t user, std::string first, bool has_spares)
    : user_(user), first_(std::move(first)), has_spares_(has_spares)
{}

std::vector<std::string> SharedDirectories::found() const
{
    std::vector<std::string> out;
    if (has_spares_) {
        std::error_code error;
        const auto above = std::filesystem::path(first_).parent_path();
        for (auto it = std::filesystem::directory_iterator(above, error); !error && it != end(it); it.increment(error))
            if (it->path().native().starts_with(spare())) out.push_back(it->path());
        std::sort(out.begin(), out.end());
    }
    out.insert(out.begin(), first_);
    std::erase_if(out, [this](const std::string& path) { return !open_directory_of(path, user_, user_by_number); });
    return out;
}

Result<std::string> SharedDirectories::make() const
{
    const auto made = make_shared_directory(first_);
    if (made) return first_;
    if (made.error().code() != ErrorCode::refused || !has_spares_) return made.error();
    std::string name = spare() + "XXXXXX";
    if (::mkdtemp(name.data()) == nullptr) return Error::from_errno("creating the directory " + in_quotes(name));
    if (auto opened = make_shared_directory(name); !opened) return opened.error();
    return name;
}

Result<void> make_shared_directory(const std::string& directory)
{
    if (::mkdir(directory.c_str(), 0711) < 0 && errno != EEXIST)
        return Error::from_errno("creating the directory " + in_quotes(directory));
    // No name lookup: this runs in the keeper, which must not block.
    const auto opened = open_directory_of(directory, ::geteuid(), user_by_number);
    if (!opened) return opened.error();
    if (auto alone = check_holds_only(directory, SHARED_SOCKET); !alone) return alone;
    const UniqueFd readable(
        ::openat(opened->get(), ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC)); // O_PATH has no fchmod(2)
    if (!readable || ::fchmod(readable.get(), 0711) < 0)
        return Error::from_errno("opening " + in_quotes(directory) + " to other users");
    return {};
}

} // namespace cleat
