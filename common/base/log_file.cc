#include "common/base/log_file.h"

#include "common/base/paths.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdio>
#include <utility>

namespace cleat {
namespace {

bool is_same_file(const struct stat& one, const struct stat& other)
{
    return one.st_dev == other.st_dev && one.st_ino == other.st_ino;
}

} // namespace

LogFile::LogFile(std::string path, off_t limit) : path_(std::move(path)), limit_(limit)
{
    if (const auto slash = path_.rfind('/'); slash != std::string::npos && slash > 0)
        static_cast<void>(make_directories(path_.substr(0, slash)));
    open();
}

void LogFile::open()
{
    // O_NONBLOCK: a FIFO without a reader would block.
    file_ = UniqueFd(
        ::open(path_.c_str(), O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NOCTTY | O_NONBLOCK | O_NOFOLLOW, 0600));
    struct stat found {};
    if (file_ && (::fstat(file_.get(), &found) < 0 || found.st_uid != ::geteuid())) file_.reset();
}

void LogFile::append(std::string_view line)
{
    if (!file_) open();
    if (!file_) return;
    rotate();
    if (::write(file_.get(), line.data(), line.size()) < 0 && errno != ENOSPC && errno != EDQUOT) file_.reset();
}

void LogFile::rotate()
{
    struct stat mine {};
    if (::fstat(file_.get(), &mine) < 0 || !S_ISREG(mine.st_mode) || mine.st_size < limit_) return;
    if (::flock(file_.get(), LOCK_EX | LOCK_NB) < 0) return; // another process is rotating it
    struct stat named {};
    if (::stat(path_.c_str(), &named) == 0 && is_same_file(mine, named))
        static_cast<void>(std::rename(path_.c_str(), (path_ + ".1").c_str()));
    auto old = std::move(file_); // keeps the lock until the new file is open
    open();
    if (!file_) file_ = std::move(old);
}

} // namespace cleat
