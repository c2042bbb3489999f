#pragma once

#include "common/base/result.h"

#include <string>

namespace cleat {

/// A symbolic link in the home directory to a server's runtime directory. A server whose directory can be found only
/// through XDG_RUNTIME_DIR creates it, so that clients without that variable, such as those run by cron(8), find the
/// server.
class RuntimeLink {
 public:
    /// `instance` identifies the machine and container. If `home` is not absolute or `instance` is empty, there is no
    /// link.
    RuntimeLink(const std::string& home, const std::string& instance);

    /// The link's target; empty if there is no link or another user created it.
    [[nodiscard]] std::string read() const;
    /// Creates or replaces the link, and creates missing parent directories.
    [[nodiscard]] Result<void> leave(const std::string& directory) const;
    /// Removes the link if it points to `directory`.
    void take_back(const std::string& directory) const;

 private:
    std::string path_; ///< empty if there is no link
};

} // namespace cleat
