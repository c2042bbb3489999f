#pragma once

#include <chrono>
#include <cstdlib>
#include <optional>

namespace cleat::test {

/// The rounds of a test: `count`, or as many as fit in the seconds of the environment variable CLEAT_SOAK_SECONDS.
class Rounds {
 public:
    explicit Rounds(int count) : left_(count)
    {
        if (const char* const seconds = std::getenv("CLEAT_SOAK_SECONDS"))
            until_ = std::chrono::steady_clock::now() + std::chrono::seconds(std::atoi(seconds));
    }

    /// Starts the next round; false if there are no more.
    bool next()
    {
        ++begun_;
        return until_ ? std::chrono::steady_clock::now() < *until_ : left_-- > 0;
    }
    [[nodiscard]] int begun() const { return begun_; }

 private:
    int left_;
    int begun_ = 0;
    std::optional<std::chrono::steady_clock::time_point> until_;
};

} // namespace cleat::test
