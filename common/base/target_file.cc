#include "common/base/target_file.h"

#include "common/base/quote.h"

namespace cleat {

namespace {

Error refused_error(const std::string& path, const char* why)
{
    return Error(in_quotes(path) + " " + why, ErrorCode::refused);
}

Result<TargetChoice> choose_file(const TargetFile& file, const TargetRule& rule, const std::string& path)
{
    if (file.owner != rule.user) return refused_error(path, "is a file of another user");
    if (!file.is_empty && !rule.overwrite)
        return Error(in_quotes(path) + (rule.has_overwrite_option ? " exists; --overwrite replaces it" : " exists"),
                     ErrorCode::exists);
    if (!file.is_empty) return TargetChoice::replace;
    // Another user may have hard-linked an empty file of ours to a name that others can read.
    if (file.names > 1 && !rule.directory_closed)
        return refused_error(path, "has another hard link, and is in a directory that others can write to");
    return TargetChoice::write;
}

} // namespace

TargetFile TargetFile::of(const struct stat& status)
{
    TargetFile out{.owner = status.st_uid, .names = status.st_nlink, .is_empty = status.st_size == 0};
    if (S_ISREG(status.st_mode)) out.kind = Kind::regular;
    else if (S_ISFIFO(status.st_mode)) out.kind = Kind::fifo;
    else if (S_ISCHR(status.st_mode) || S_ISBLK(status.st_mode)) out.kind = Kind::device;
    else if (S_ISLNK(status.st_mode)) out.kind = Kind::link;
    return out;
}

Result<TargetChoice> choose_target(const TargetFile& file, const TargetRule& rule, const std::string& path)
{
    const bool is_ours = file.owner == rule.user;
    switch (file.kind) {
    case TargetFile::Kind::regular: return choose_file(file, rule, path);
    case TargetFile::Kind::fifo:
        if (is_ours || rule.to_others_pipe) return TargetChoice::write;
        return refused_error(path, rule.has_pipe_option ? "is a pipe of another user; --others-pipe writes to it"
                                                        : "is a pipe of another user");
    case TargetFile::Kind::device:
        if (is_ours || file.owner == 0) return TargetChoice::write;
        return refused_error(path, "is a device of another user");
    case TargetFile::Kind::link:
        if (!is_ours) return refused_error(path, "is a symbolic link of another user");
        if (!rule.directory_closed)
            return refused_error(path, "is a symbolic link in a directory that others can write to");
        return TargetChoice::follow;
    case TargetFile::Kind::other: break;
    }
    return refused_error(path, "is not a file, pipe or device");
}

} // namespace cleat
