#pragma once

#include "server/session/followed.h"

#include <string>

namespace cleat {

/// Symbolic links, in a directory of a session's own, to what followed variables name: where a program has the path of
/// the link, it finds what the latest controller has (the socket of an agent) without being told. The links go with
/// this object.
class Pointers {
 public:
    /// `directory` is made when the first link is, in one that is made too, with mode 0700.
    explicit Pointers(std::string directory) : directory_(std::move(directory)) {}
    ~Pointers();
    Pointers(const Pointers&) = delete;
    Pointers& operator=(const Pointers&) = delete;

    /// Makes the links lead there. What cannot be done is logged, and the links stay as they are.
    void point(const FollowedValues& values);

    /// What the program is told: the path of a link for what is one, else the value; variables without a value are left
    /// out.
    [[nodiscard]] FollowedValues told(const FollowedValues& values) const;

    /// Whether a variable gets a link: its value is an absolute path, or it has none yet and is to be a socket's (its
    /// name ends in _SOCK), which may come later.
    [[nodiscard]] static bool is_pointer(std::string_view name, std::string_view value);

 private:
    std::string directory_;
    FollowedValues targets_; ///< of the links that there are
};

} // namespace cleat
