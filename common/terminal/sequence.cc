#include "common/terminal/sequence.h"

#include <algorithm>

namespace cleat {

std::size_t Parameters::read(std::string_view text)
{
    std::int32_t value = -1;
    std::size_t at = 0;
    bool is_kept = true;
    const auto keep = [&] {
        if (is_kept) values_[static_cast<std::size_t>(count_ - 1)] = value;
    };
    for (; at < text.size(); ++at) {
        const char c = text[at];
        if (c >= '0' && c <= '9') {
            value = std::min(LARGEST, std::max(value, 0) * 10 + (c - '0'));
            continue;
        }
        if (c != ';' && c != ':') break;
        keep();
        is_kept = is_kept && count_ < LIMIT;
        if (!is_kept) continue;
        if (c == ':') subs_ |= 1U << count_;
        value = -1;
        ++count_;
    }
    keep();
    return at;
}

} // namespace cleat
