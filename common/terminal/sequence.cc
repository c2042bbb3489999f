#include "common/terminal/sequence.h"

#include <algorithm>

namespace cleat {

Parameters::Parameters(std::string_view text)
{
    for (const char c : text) {
        auto& value = values_[static_cast<std::size_t>(count_ - 1)];
        if (c >= '0' && c <= '9') {
            value = std::min(LARGEST, std::max(value, 0) * 10 + (c - '0'));
            continue;
        }
        if (count_ == LIMIT) return;
        if (c == ':') subs_ |= 1U << count_;
        values_[static_cast<std::size_t>(count_++)] = -1;
    }
}

} // namespace cleat
