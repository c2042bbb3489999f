#include "common/terminal/sequence.h"

#include <algorithm>

namespace cleat {

namespace {

/// Parses the number at `at` and moves `at` behind it; -1 if there is none.
std::int32_t take_number(const char*& at, const char* end)
{
    const auto digit = [](char c) { return static_cast<unsigned>(static_cast<unsigned char>(c)) - '0'; };
    if (at == end || digit(*at) > 9) return -1;
    unsigned value = 0;
    for (; at < end && digit(*at) <= 9; ++at) value = std::min<unsigned>(Parameters::LARGEST, value * 10 + digit(*at));
    return static_cast<std::int32_t>(value);
}

} // namespace

std::size_t Parameters::read(std::string_view text)
{
    const char* at = text.data();
    const char* const end = at + text.size();
    values_[0] = take_number(at, end);
    for (bool is_kept = true; at < end && (*at == ';' || *at == ':');) {
        const bool is_sub = *at++ == ':';
        const auto value = take_number(at, end);
        is_kept = is_kept && count_ < LIMIT;
        if (!is_kept) continue;
        if (is_sub) subs_ |= 1U << count_;
        values_[static_cast<std::size_t>(count_++)] = value;
    }
    return static_cast<std::size_t>(at - text.data());
}

} // namespace cleat
