#include "tests/bench/sample.h"

#include <algorithm>
#include <cmath>

namespace cleat::bench {

double Sample::percentile(double percent) const
{
    if (values_.empty()) return 0;
    std::vector<double> sorted = values_;
    std::sort(sorted.begin(), sorted.end());
    const double rank = std::ceil(percent / 100 * static_cast<double>(sorted.size()));
    const auto place = static_cast<std::size_t>(std::max(1.0, rank)) - 1;
    return sorted[std::min(place, sorted.size() - 1)];
}

Sample Sample::over(const Sample& other) const
{
    Sample out;
    for (std::size_t i = 0; i < std::min(count(), other.count()); ++i)
        if (other.values_[i] > 0) out.add(values_[i] / other.values_[i]);
    return out;
}

Sample Sample::plus(const Sample& other) const
{
    Sample out;
    for (std::size_t i = 0; i < std::min(count(), other.count()); ++i) out.add(values_[i] + other.values_[i]);
    return out;
}

} // namespace cleat::bench
