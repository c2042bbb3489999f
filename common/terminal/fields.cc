#include "common/terminal/fields.h"

#include <algorithm>
#include <charconv>

namespace cleat {

std::string_view take_field(std::string_view& text)
{
    const auto field = text.substr(0, text.find(';'));
    text.remove_prefix(std::min(text.size(), field.size() + 1));
    return field;
}

std::optional<int> number_of(std::string_view field)
{
    int value = 0;
    const auto [end, error] = std::from_chars(field.data(), field.data() + field.size(), value);
    if (field.empty() || error != std::errc() || end != field.data() + field.size() || value < 0) return std::nullopt;
    return value;
}

} // namespace cleat
