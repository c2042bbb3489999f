#pragma once

#include <chrono>
#include <cstdlib>
#include <optional>

namespace cleat::test {

/// How often something is tried: so many times, or for as many seconds as the environment's CLEAT_SOAK_SECONDS says.
class Rounds {
 public:
    explicit Rounds(int count) : left_(count)
    {
        if (const char* const seconds = std::getenv("CLEAT_SOAK_SECONDS"))
            until_ = std::chrono::steady_clock::now() + std::chrono::seconds(std::atoi(seconds));
    }

    /// Whether there is another one, which begins.
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
