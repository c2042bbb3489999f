#pragma once

#include "common/base/result.h"

#include <string>

namespace cleat {

/// What a server leaves in the home directory that serves where only XDG_RUNTIME_DIR leads: a symbolic link to its
/// runtime directory. Whoever comes in without that variable, as from cron(8), finds the server by it.
class PlaceNote {
 public:
    /// In that home directory, for the machine and container that `instance` stands for. Without either there is none.
    PlaceNote(const std::string& home, const std::string& instance);

    /// The directory that it leads to; empty where there is none, or where another user has made it.
    [[nodiscard]] std::string read() const;
    /// Makes it, or makes it anew, with the directories above it.
    [[nodiscard]] Result<void> leave(const std::string& directory) const;
    /// Removes it, if it leads there.
    void take_back(const std::string& directory) const;

 private:
    std::string path_; ///< empty where there is none
};

} // namespace cleat
