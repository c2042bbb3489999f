#pragma once

#include <chrono>
#include <filesystem>
#include <string>

namespace cleat::bench {

/// Where a script waits until it is let through: a FIFO.
class Gate {
 public:
    explicit Gate(std::filesystem::path path);

    /// The line of the script that waits.
    [[nodiscard]] std::string line() const { return "read go <'" + path_.string() + "'\n"; }
    /// Waits for a script to come, and lets it through. The moment it did.
    [[nodiscard]] std::chrono::steady_clock::time_point open() const;

 private:
    std::filesystem::path path_;
};

} // namespace cleat::bench
