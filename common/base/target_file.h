#pragma once

#include "common/base/result.h"

#include <sys/stat.h>

#include <cstdint>
#include <string>

namespace cleat {

/// What is at a path that somebody named to be written to, as fstat(2) has it of a descriptor that holds it.
struct TargetFile {
    enum class Kind : std::uint8_t { regular, fifo, device, link, other };

    Kind kind = Kind::other;
    uid_t owner = 0;
    std::uint64_t names = 1; ///< hard links
    bool is_empty = true;

    static TargetFile of(const struct stat& status);
    bool operator==(const TargetFile&) const = default;
};

/// Who writes, what was asked for, and what the directory is like.
struct TargetRule {
    uid_t user = 0;                   ///< the writer's effective one
    bool overwrite = false;           ///< a regular file with something in it
    bool to_others_pipe = false;      ///< a FIFO of another user's may be written to
    bool has_pipe_option = false;     ///< the user can ask for that; said where it is refused
    bool has_overwrite_option = true; ///< the same of `overwrite`
    bool directory_closed = false;    ///< nobody else can make or replace names there
};

/// What to do with what is there.
enum class TargetChoice : std::uint8_t {
    write,   ///< open it, and write to it as it is
    replace, ///< make another file, and rename it over this one
    follow   ///< the link: look at what it names
};

/// Decides whether it may be written there. A regular file must be this user's, a device this user's or root's, a FIFO
/// this user's unless another one's was asked for; a link must be this user's, in a directory that nobody else can
/// write to. `exists` for a file that has something in it and is not to be replaced, otherwise `refused`.
Result<TargetChoice> choose_target(const TargetFile& file, const TargetRule& rule, const std::string& path);

} // namespace cleat
