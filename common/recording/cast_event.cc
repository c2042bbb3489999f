#include "common/recording/cast_event.h"

#include "common/base/numbers.h"

namespace cleat {

std::optional<Size> size_of(std::string_view data)
{
    const auto dimensions = parse_dimensions(data, MAX_SIDE);
    if (!dimensions) return std::nullopt;
    const Size size{.rows = dimensions->rows, .columns = dimensions->columns};
    return is_valid(size) ? std::optional(size) : std::nullopt;
}

std::string resize_data(Size size)
{
    return std::to_string(size.columns) + 'x' + std::to_string(size.rows);
}

} // namespace cleat
