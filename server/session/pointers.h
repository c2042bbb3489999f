#pragma once

#include "common/base/result.h"
#include "server/audience/followed_values.h"

#include <string>

namespace cleat {

/// Symbolic links, in a directory of a session's own, to what followed variables name: where a program has the path of
/// the link, it finds what the latest controller has (the socket of an agent) without being told. The links
/// stay until `remove`.
class Pointers {
 public:
    /// `directory` is made when the first link is, in one that is made too, with mode 0700.
    /// `runtime_directory` is where both are: nothing is made there while it is not this user's alone.
    Pointers(std::string runtime_directory, std::string directory)
        : runtime_directory_(std::move(runtime_directory)), directory_(std::move(directory))
    {}
    Pointers(const Pointers&) = delete;
    Pointers& operator=(const Pointers&) = delete;

    /// The links, and their directory, are not needed any more.
    void remove();
    /// Makes the links lead there. What cannot be done is logged, and the links stay as they are.
    void update(const FollowedValues& values);

    [[nodiscard]] const std::string& directory() const { return directory_; }
    /// Whether all links are there and lead where they should.
    [[nodiscard]] bool is_whole() const;
    /// Makes those again that are not. What cannot be made is the error.
    Result<void> restore();

    /// What the program is told: the path of a link for what is one, else the value; variables without a value are left
    /// out.
    [[nodiscard]] FollowedValues told(const FollowedValues& values) const;

    /// Whether a variable gets a link: its value is an absolute path, or it has none yet and is to be a socket's (its
    /// name ends in _SOCK), which may come later.
    [[nodiscard]] static bool is_pointer(std::string_view name, std::string_view value);

 private:
    Result<void> make_directory() const;

    std::string runtime_directory_;
    std::string directory_;
    FollowedValues targets_; ///< of the links that there are
};

} // namespace cleat
