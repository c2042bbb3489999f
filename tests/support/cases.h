#pragma once

#include <cstdint>

namespace cleat::test {

/// By how much tests are cut short: the environment's CLEAT_CASES_DIVISOR, at least 1.
[[nodiscard]] int cases_divisor();

/// `amount` divided by `cases_divisor()`, at least 1: so many bytes, lines or rounds that one case takes.
[[nodiscard]] int scaled(int amount);

/// The cases that a property is tried with, from 0: `for (const int seed : cases(300))` tries `scaled(300)` of them.
/// Each is counted when it begins (`cases_tried`).
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

/// Cases that were begun in this process.
[[nodiscard]] std::uint64_t cases_tried();

} // namespace cleat::test
