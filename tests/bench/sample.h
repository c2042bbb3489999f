#pragma once

#include <vector>

namespace cleat::bench {

/// Measurements of one quantity, in any unit.
class Sample {
 public:
    void add(double value) { values_.push_back(value); }

    [[nodiscard]] std::size_t count() const { return values_.size(); }
    /// The given percentile (nearest rank); 0 without values.
    [[nodiscard]] double percentile(double percent) const;
    [[nodiscard]] double median() const { return percentile(50); }

    /// Each value divided by the one of the same round in `other`, so that a temporary slowdown of the machine cancels
    /// out. Values of 0 in `other` are skipped.
    [[nodiscard]] Sample over(const Sample& other) const;
    /// Each value plus the one of the same round in `other`.
    [[nodiscard]] Sample plus(const Sample& other) const;

 private:
    std::vector<double> values_;
};

} // namespace cleat::bench
