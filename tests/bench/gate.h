#pragma once

#include <chrono>
#include <filesystem>
#include <string>

namespace cleat::bench {

/// A FIFO at which a script waits until it is opened.
class Gate {
 public:
    explicit Gate(std::filesystem::path path);

    /// The line for the script that waits.
    [[nodiscard]] std::string line() const { return "read go <'" + path_.string() + "'\n"; }
    /// Waits until a script waits at the gate, and lets it continue; returns the time.
    [[nodiscard]] std::chrono::steady_clock::time_point open() const;

 private:
    std::filesystem::path path_;
};

} // namespace cleat::bench
