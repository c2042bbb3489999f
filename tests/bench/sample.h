#pragma once

#include <vector>

namespace cleat::bench {

/// Measurements of one thing, in whatever unit they were taken.
class Sample {
 public:
    void add(double value) { values_.push_back(value); }

    [[nodiscard]] std::size_t count() const { return values_.size(); }
    /// The value that `percent` of a hundred values do not exceed (nearest rank). 0 where there is none.
    [[nodiscard]] double percentile(double percent) const;
    [[nodiscard]] double median() const { return percentile(50); }

    /// Each value over the one that was taken in the same round of `other`, so that what slows the whole machine down
    /// for a while cancels out. Values of 0 in `other` are passed over.
    [[nodiscard]] Sample over(const Sample& other) const;
    /// Each value and the one that was taken in the same round of `other`.
    [[nodiscard]] Sample plus(const Sample& other) const;

 private:
    std::vector<double> values_;
};

} // namespace cleat::bench
