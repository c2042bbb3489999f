#pragma once

#include "server/audience/size_policy.h"

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace cleat {

/// Variables that say where a session's user is (SSH_AUTH_SOCK, DISPLAY, ...), which are another one's when somebody
/// else comes: by name, with values that are not empty.
using FollowedValues = std::map<std::string, std::string, std::less<>>;

/// Of K=V, those that can be: names of variables (POSIX XBD 8.1), each of at most 4 KiB, at most 64. An empty value
/// stays, as that of a variable that its owner does not have.
[[nodiscard]] FollowedValues followed_values(const std::vector<std::string>& variables);

/// Whose variables a session's program should see: of each name, the value of the controller that came, or took
/// control, last and has one. What nobody who is there has stays as it was last. The names are those that the session
/// was made with; a controller's others do not count.
class Followed {
 public:
    /// With those of the client that makes the session.
    explicit Followed(FollowedValues first) : current_(std::move(first)) {}

    void came(ViewerId viewer, const FollowedValues& values);
    /// It is the latest one from now on.
    void took_control(ViewerId viewer);
    void left(ViewerId viewer);

    /// All names, with empty values for those that never had one.
    [[nodiscard]] const FollowedValues& current() const { return current_; }

 private:
    struct Controller {
        ViewerId viewer = 0;
        FollowedValues values;
    };
    void settle();

    FollowedValues current_;
    std::vector<Controller> controllers_; ///< the latest last
};

} // namespace cleat
