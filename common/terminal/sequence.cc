#include "common/terminal/sequence.h"

#include <algorithm>

namespace cleat {

void Parameters::read(std::string_view text)
{
    std::int32_t value = -1;
    for (const char c : text) {
        if (c >= '0' && c <= '9') {
            value = std::min(LARGEST, std::max(value, 0) * 10 + (c - '0'));
            continue;
        }
        values_[static_cast<std::size_t>(count_ - 1)] = value;
        if (count_ == LIMIT) return;
        if (c == ':') subs_ |= 1U << count_;
        value = -1;
        ++count_;
    }
    values_[static_cast<std::size_t>(count_ - 1)] = value;
}

} // namespace cleat
