#include "common/model/width.h"

#include <cstdint>
#include <string_view>

namespace cleat {

namespace {
#include "common/model/width_table.inc"
} // namespace

int width(char32_t code_point)
{
    if (code_point > 0x10ffff) return 1;
    const auto& block = WIDTHS[BLOCK_OF[code_point >> 8]];
    return (block[(code_point & 0xff) >> 2] >> ((code_point & 3) * 2)) & 3;
}

std::string_view unicode_version()
{
    return UNICODE_VERSION;
}

} // namespace cleat
