#include "common/render/row_shift.h"

#include <algorithm>
#include <unordered_map>

namespace cleat {

namespace {

constexpr int WORTHWHILE = 3; // rows; a shift costs about as many bytes as a short row

struct Block {
    int from = 0; ///< in `shown`
    int to = 0;   ///< in `wanted`
    int count = 0;
};

const RowRef& at(std::span<const RowRef> rows, int row)
{
    return rows[static_cast<std::size_t>(row)];
}

int length_of_block(std::span<const RowRef> shown, int from, std::span<const RowRef> wanted, int to)
{
    const int rows = static_cast<int>(shown.size());
    int count = 0;
    while (std::max(from, to) + count < rows && at(shown, from + count) == at(wanted, to + count)) ++count;
    return count;
}

Block longest_block(std::span<const RowRef> shown, std::span<const RowRef> wanted)
{
    const int rows = static_cast<int>(shown.size());
    std::unordered_map<const Row*, int> places;
    for (int row = 0; row < rows; ++row)
        if (at(shown, row)) places.emplace(at(shown, row).get(), row);

    Block best;
    for (int to = 0; to < rows; ++to) {
        const auto place = places.find(at(wanted, to).get());
        if (place == places.end() || place->second == to) continue;
        const Block block{place->second, to, length_of_block(shown, place->second, wanted, to)};
        if (block.count > best.count) best = block;
        to += std::max(0, block.count - 1);
    }
    return best;
}

int rows_in_place(std::span<const RowRef> shown, std::span<const RowRef> wanted, RowShift shift)
{
    int count = 0;
    for (int row = shift.top; row <= shift.bottom; ++row) count += at(shown, row) == at(wanted, row) ? 1 : 0;
    return count;
}

} // namespace

std::optional<RowShift> find_shift(std::span<const RowRef> shown, std::span<const RowRef> wanted)
{
    const Block block = longest_block(shown, wanted);
    const RowShift shift{.top = std::min(block.from, block.to),
                         .bottom = std::max(block.from, block.to) + block.count - 1,
                         .by = block.from - block.to};
    if (block.count < WORTHWHILE || block.count <= rows_in_place(shown, wanted, shift)) return std::nullopt;
    return shift;
}

} // namespace cleat
