#pragma once

#include "tests/bench/offshoot.h"

#include <cstdint>
#include <filesystem>
#include <string>

namespace cleat::bench {

/// Guests that keep to no rule, of several users, in a process of their own: they send the requests that cost the most,
/// as fast as they are taken, read what they feel like, and come again when they are let go. Only root can start them.
class Attackers {
 public:
    static constexpr int USERS = 4;
    static constexpr int CONNECTIONS = 32;

    /// `socket` is the one for guests. They wait for `begin`. Throws where they cannot get in.
    Attackers(const std::filesystem::path& socket, const std::string& session);

    void begin() const { process_.tell("begin"); }
    /// What they got rid of.
    struct Sent {
        std::uint64_t bytes = 0;
        std::uint64_t connections = 0; ///< that they made
    };
    /// They send no more.
    [[nodiscard]] Sent finish() const;

 private:
    Offshoot process_;
};

} // namespace cleat::bench
