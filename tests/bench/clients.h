#pragma once

#include "common/model/size.h"
#include "tests/bench/offshoot.h"
#include "tests/support/server.h"

#include <string>
#include <vector>

namespace cleat::bench {

/// Clients that watch a session, as users start them: `cleat attach -r`, each on a terminal of its own which draws what
/// it is given. The terminals are in one process of their own. Ends with this object.
class Clients {
 public:
    /// One for each size. Returns when all show something of the session.
    Clients(const test::Server& server, const std::string& session, const std::vector<Size>& sizes);

    /// Waits, not for long, until all show the session's screen, which is `size` and which VT bytes draw, or the part
    /// of it that they have room for. How many do not.
    [[nodiscard]] int count_wrong(Size size, const std::string& bytes) const;

 private:
    Offshoot process_;
};

} // namespace cleat::bench
