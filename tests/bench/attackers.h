#pragma once

#include "tests/bench/offshoot.h"

#include <cstdint>
#include <filesystem>
#include <string>

namespace cleat::bench {

/// Hostile guests, of several users, in a separate process: they send the most expensive requests as fast as they are
/// taken, read replies or not, and reconnect when they are disconnected. Only root can start them.
class Attackers {
 public:
    static constexpr int USERS = 4;
    static constexpr int CONNECTIONS = 32;

    /// `socket` is the one for guests. The attackers connect and wait for `begin`. Throws if they cannot connect.
    Attackers(const std::filesystem::path& socket, const std::string& session);

    void begin() const { process_.write_line("begin"); }
    /// What they sent.
    struct Sent {
        std::uint64_t bytes = 0;
        std::uint64_t connections = 0; ///< connections opened
    };
    /// Ends the attack.
    [[nodiscard]] Sent finish() const;

 private:
    Offshoot process_;
};

} // namespace cleat::bench
