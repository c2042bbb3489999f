#pragma once

#include "common/base/result.h"

#include <sys/stat.h>

#include <cstdint>
#include <string>

namespace cleat {

/// The properties of an existing file to which output is to be written, from fstat(2) on an open descriptor.
struct TargetFile {
    enum class Kind : std::uint8_t { regular, fifo, device, link, other };

    Kind kind = Kind::other;
    uid_t owner = 0;
    std::uint64_t names = 1; ///< hard links
    bool is_empty = true;

    static TargetFile of(const struct stat& status);
    bool operator==(const TargetFile&) const = default;
};

/// The user who writes, the options given, and the state of the directory.
struct TargetRule {
    uid_t user = 0;                   ///< the writer's effective user id
    bool overwrite = false;           ///< may replace a regular file that is not empty
    bool to_others_pipe = false;      ///< may write to another user's FIFO
    bool has_pipe_option = false;     ///< the error mentions the option that sets `to_others_pipe`
    bool has_overwrite_option = true; ///< the error mentions the option that sets `overwrite`
    bool directory_closed = false;    ///< only this user and root can create or replace names in the file's directory
};

/// What to do with an existing file.
enum class TargetChoice : std::uint8_t {
    write,   ///< open it and write to it
    replace, ///< create another file and rename it over this one
    follow   ///< follow the symbolic link and examine its target
};

/// Decides whether the file may be written. A regular file must be this user's; a device this user's or root's; a FIFO
/// this user's unless `to_others_pipe` is set; a symbolic link this user's. A symbolic link, and an empty file with
/// more than one hard link, must also be in a directory to which only this user and root can write. `exists` for a file
/// that is not empty and must not be replaced, otherwise `refused`.
Result<TargetChoice> choose_target(const TargetFile& file, const TargetRule& rule, const std::string& path);

} // namespace cleat
