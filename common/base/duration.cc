#include "common/base/duration.h"

#include "common/base/quote.h"

#include <array>
#include <cstdint>
#include <optional>

namespace cleat {
namespace {

struct Unit {
    std::string_view name;
    std::int64_t milliseconds;
};

constexpr std::array UNITS{Unit{"d", 86'400'000}, Unit{"h", 3'600'000}, Unit{"m", 60'000}, Unit{"s", 1'000},
                           Unit{"ms", 1}};

bool is_digit(char byte)
{
    return byte >= '0' && byte <= '9';
}

std::string_view take_while(std::string_view& text, bool (*wanted)(char))
{
    std::size_t length = 0;
    while (length < text.size() && wanted(text[length])) ++length;
    const auto taken = text.substr(0, length);
    text.remove_prefix(length);
    return taken;
}

/// The unit called `name`, if it is smaller than `before`.
const Unit* find_unit(std::string_view name, std::int64_t before)
{
    for (const auto& unit : UNITS) {
        if (unit.name == name && unit.milliseconds < before) return &unit;
    }
    return nullptr;
}

/// `digits` as a number, or a number above every limit if there are too many digits.
std::int64_t to_number(std::string_view digits)
{
    std::int64_t number = 0;
    for (const char digit : digits) {
        number = number * 10 + (digit - '0');
        if (number > MAX_DURATION.count()) return MAX_DURATION.count() + 1;
    }
    return number;
}

/// `0.fraction` of a unit in milliseconds, truncated. Nine digits are enough for millisecond precision in any unit.
std::int64_t part_of(std::string_view fraction, std::int64_t unit)
{
    std::int64_t number = 0;
    std::int64_t scale = 1;
    for (const char digit : fraction.substr(0, 9)) {
        number = number * 10 + (digit - '0');
        scale *= 10;
    }
    return number * unit / scale; // below 10^9 * 86,400,000, which fits
}

/// One number with its unit, as written.
struct Part {
    std::string_view digits;
    std::string_view fraction;
    std::string_view unit;
};

std::optional<Part> take_part(std::string_view& text)
{
    Part part{.digits = take_while(text, is_digit), .fraction = {}, .unit = {}};
    if (part.digits.empty()) return std::nullopt;
    if (text.starts_with('.')) {
        text.remove_prefix(1);
        part.fraction = take_while(text, is_digit);
        if (part.fraction.empty()) return std::nullopt;
    }
    part.unit = take_while(text, [](char byte) { return byte >= 'a' && byte <= 'z'; });
    return part;
}

} // namespace

Result<std::chrono::milliseconds> parse_duration(std::string_view text)
{
    const Error problem(in_quotes(text) + " is not a duration, such as 250ms, 10s or 1h30m", ErrorCode::invalid);
    const Error too_long("the duration " + in_quotes(text) + " is too long", ErrorCode::invalid);
    if (text.empty()) return problem;
    std::int64_t total = 0;
    std::int64_t before = INT64_MAX;
    while (!text.empty()) {
        auto part = take_part(text);
        if (!part) return problem;
        if (part->unit.empty() && before == INT64_MAX) part->unit = "s";
        const Unit* const unit = find_unit(part->unit, before);
        if (unit == nullptr || (!part->fraction.empty() && !text.empty())) return problem;
        before = unit->milliseconds;
        const auto number = to_number(part->digits);
        if (number > MAX_DURATION.count() / unit->milliseconds) return too_long;
        total += number * unit->milliseconds + part_of(part->fraction, unit->milliseconds);
    }
    if (total > MAX_DURATION.count()) return too_long;
    return std::chrono::milliseconds(total);
}

std::string format_duration(std::chrono::milliseconds duration)
{
    std::string text;
    auto rest = static_cast<std::int64_t>(duration.count());
    for (const auto& unit : UNITS) {
        if (rest < unit.milliseconds) continue;
        text += std::to_string(rest / unit.milliseconds);
        text += unit.name;
        rest %= unit.milliseconds;
    }
    return text.empty() ? "0s" : text;
}

} // namespace cleat
