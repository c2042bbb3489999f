#pragma once

#include "common/model/size.h"
#include "tests/bench/offshoot.h"
#include "tests/support/server.h"

#include <string>
#include <vector>

namespace cleat::bench {

/// Clients that observe a session, as started by users: `cleat attach -r`, each on its own terminal, which draws its
/// output. All terminals are in one separate process, which ends with this object.
class Clients {
 public:
    /// Starts a client for each size. Returns when all show something of the session.
    Clients(const test::Server& server, const std::string& session, const std::vector<Size>& sizes);

    /// Waits a limited time until all show the session's screen, which has size `size` and is drawn by `bytes`, or the
    /// part of it that they have room for. Returns how many do not.
    [[nodiscard]] int count_wrong(Size size, const std::string& bytes) const;

 private:
    Offshoot process_;
};

} // namespace cleat::bench
