#pragma once

#include "common/base/result.h"
#include "server/audience/followed_values.h"

#include <string>

namespace cleat {

/// Symbolic links, in a session's own directory, to the paths in followed variables. A program that has the path of a
/// link finds the latest controller's file there, such as the socket of its agent. The links exist until `remove`.
class Pointers {
 public:
    /// `directory`, and its parent, are created with mode 0700 together with the first link. `runtime_directory`
    /// contains both: nothing is created there while other users can access it.
    Pointers(std::string runtime_directory, std::string directory)
        : runtime_directory_(std::move(runtime_directory)), directory_(std::move(directory))
    {}
    Pointers(const Pointers&) = delete;
    Pointers& operator=(const Pointers&) = delete;

    /// Removes the links and their directory.
    void remove();
    /// Points the links at these values. A link that cannot be updated stays unchanged, which is logged.
    void update(const FollowedValues& values);

    [[nodiscard]] const std::string& directory() const { return directory_; }
    /// Whether all links exist and have the right target.
    [[nodiscard]] bool is_whole() const;
    /// Creates missing links again, and corrects others. An error if that fails.
    Result<void> restore();

    /// The values for the program: the path of the link for a variable that has one, otherwise the value; variables
    /// without a value are omitted.
    [[nodiscard]] FollowedValues values_for_program(const FollowedValues& values) const;

    /// Whether a variable gets a link: if its value is an absolute path. A variable whose name ends in _SOCK also gets
    /// one if its value is empty, because a client that attaches later can have a socket.
    [[nodiscard]] static bool is_pointer(std::string_view name, std::string_view value);

 private:
    Result<void> make_directory() const;

    std::string runtime_directory_;
    std::string directory_;
    FollowedValues targets_; ///< of the existing links
};

} // namespace cleat
