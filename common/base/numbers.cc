#include "common/base/numbers.h"

#include "common/base/quote.h"

#include <charconv>
#include <string>

namespace cleat {

Result<std::int64_t> parse_integer(std::string_view text, std::int64_t least, std::int64_t most)
{
    std::int64_t value = 0;
    const char* const end = text.data() + text.size();
    const auto [stopped, problem] = std::from_chars(text.data(), end, value);
    if (problem == std::errc::invalid_argument || stopped != end)
        return Error(in_quotes(text) + " is not a number", ErrorCode::invalid);
    if (problem == std::errc::result_out_of_range || value < least || value > most) {
        return Error(in_quotes(text) + " is not between " + std::to_string(least) + " and " + std::to_string(most),
                     ErrorCode::invalid);
    }
    return value;
}

Result<Dimensions> parse_dimensions(std::string_view text, int most)
{
    const auto separator = text.find('x');
    if (separator == std::string_view::npos)
        return Error(in_quotes(text) + " is not a size, which looks like 80x24", ErrorCode::invalid);
    const auto columns = parse_integer(text.substr(0, separator), 1, most);
    if (!columns) return columns.error().with("columns");
    const auto rows = parse_integer(text.substr(separator + 1), 1, most);
    if (!rows) return rows.error().with("rows");
    return Dimensions{.columns = static_cast<int>(*columns), .rows = static_cast<int>(*rows)};
}

} // namespace cleat
