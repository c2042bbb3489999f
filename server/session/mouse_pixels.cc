#include "server/session/mouse_pixels.h"

#include <array>
#include <charconv>

namespace cleat {

namespace {

/// Beyond any terminal; what is larger is no report.
constexpr int LARGEST = 100'000;

/// Pixel in the middle of the cell of that number, both from 1 on.
int middle(int cell, int pixels)
{
    return pixels > 0 ? (cell - 1) * pixels + pixels / 2 + 1 : cell;
}

} // namespace

std::string in_pixels(std::string_view report, CellPixels cell)
{
    constexpr std::string_view BEGIN = "\x1b[<";
    const std::string as_it_is(report);
    if (!report.starts_with(BEGIN) || (report.back() != 'M' && report.back() != 'm')) return as_it_is;
    const char final = report.back();
    report = report.substr(BEGIN.size(), report.size() - BEGIN.size() - 1);
    std::array<int, 3> numbers{};
    for (std::size_t i = 0; i < numbers.size(); ++i) {
        const auto [end, error] = std::from_chars(report.data(), report.data() + report.size(), numbers.at(i));
        if (error != std::errc() || numbers.at(i) < 0 || numbers.at(i) > LARGEST) return as_it_is;
        report.remove_prefix(static_cast<std::size_t>(end - report.data()));
        const bool is_last = i + 1 == numbers.size();
        if (is_last != report.empty() || (!is_last && report.front() != ';')) return as_it_is;
        if (!is_last) report.remove_prefix(1);
    }
    const auto [button, column, row] = numbers;
    if (column < 1 || row < 1) return as_it_is;
    return std::string(BEGIN) + std::to_string(button) + ';' + std::to_string(middle(column, cell.width)) + ';' +
           std::to_string(middle(row, cell.height)) + final;
}

} // namespace cleat
