#include "tests/support/cases.h"

#include <algorithm>
#include <cstdlib>

namespace cleat::test {

namespace {

std::uint64_t tried = 0;

} // namespace

int cases_divisor()
{
    const char* const divisor = std::getenv("CLEAT_CASES_DIVISOR");
    return divisor == nullptr ? 1 : std::max(1, std::atoi(divisor));
}

int scaled(int amount)
{
    return std::max(1, amount / cases_divisor());
}

int Cases::Iterator::operator*() const
{
    ++tried;
    return number_;
}

std::uint64_t cases_tried()
{
    return tried;
}

} // namespace cleat::test
