#include "common/base/numbers.h"

#include "common/base/quote.h"

#include <charconv>
#include <limits>
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

Result<std::uint64_t> parse_bytes(std::string_view text)
{
    const Error invalid("\"" + std::string(text) + "\" is not a number of bytes, such as 512 or 100M",
                        ErrorCode::invalid);
    std::uint64_t value = 0;
    const char* const end = text.data() + text.size();
    const auto [stopped, problem] = std::from_chars(text.data(), end, value);
    const std::string_view suffix(stopped, static_cast<std::size_t>(end - stopped));
    unsigned shift = 0;
    if (suffix == "K" || suffix == "k") shift = 10;
    else if (suffix == "M" || suffix == "m") shift = 20;
    else if (suffix == "G" || suffix == "g") shift = 30;
    else if (!suffix.empty()) return invalid;
    if (problem != std::errc() || value > (std::numeric_limits<std::uint64_t>::max() >> shift)) return invalid;
    return value << shift;
}

Result<Dimensions> parse_dimensions(std::string_view text, int most)
{
    const auto separator = text.find('x');
    if (separator == std::string_view::npos)
        return Error(in_quotes(text) + " is not a size, such as 80x24", ErrorCode::invalid);
    const auto columns = parse_integer(text.substr(0, separator), 1, most);
    if (!columns) return columns.error().with("columns");
    const auto rows = parse_integer(text.substr(separator + 1), 1, most);
    if (!rows) return rows.error().with("rows");
    return Dimensions{.columns = static_cast<int>(*columns), .rows = static_cast<int>(*rows)};
}

} // namespace cleat
