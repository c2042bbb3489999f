#pragma once

#include <cstdint>

namespace cleat::test {

/// The divisor for the amount of work in tests: the environment variable CLEAT_CASES_DIVISOR, at least 1.
[[nodiscard]] int cases_divisor();

/// `amount` divided by `cases_divisor()`, at least 1. For the bytes, lines or rounds of one case.
[[nodiscard]] int scaled(int amount);

/// The cases of a property test, counted from 0: `for (const int seed : cases(300))` runs `scaled(300)` cases. Each is
/// counted in `cases_tried` when it starts.
class Cases {
 public:
    class Iterator {
     public:
        explicit Iterator(int number) : number_(number) {}
        int operator*() const;
        Iterator& operator++()
        {
            ++number_;
            return *this;
        }
        bool operator==(const Iterator&) const = default;

     private:
        int number_;
    };

    explicit Cases(int count) : count_(count) {}
    [[nodiscard]] static Iterator begin() { return Iterator(0); }
    [[nodiscard]] Iterator end() const { return Iterator(count_); }

 private:
    int count_;
};

[[nodiscard]] inline Cases cases(int full)
{
    return Cases(scaled(full));
}

/// The number of cases started in this process.
[[nodiscard]] std::uint64_t cases_tried();

} // namespace cleat::test
