#include "common/terminal/mouse_report.h"

#include "common/terminal/sequence.h"

namespace cleat {

namespace {

constexpr std::string_view BEGINNING = "\x1b[<";

/// From 1, as is the cell.
int middle_of(int cell, int size)
{
    return (cell - 1) * size + size / 2 + 1;
}

} // namespace

std::string mouse_report_for(std::string_view report, const Modes& modes, const TerminalProfile& profile)
{
    std::string as_it_is(report);
    if (modes.mouse_encoding != MouseEncoding::sgr_pixels || !profile.knows_cells()) return as_it_is;
    if (!report.starts_with(BEGINNING)) return as_it_is;
    const Parameters numbers(report.substr(BEGINNING.size()));
    const bool is_press = report.ends_with('M');
    const bool is_whole = numbers.count() == 3 && (is_press || report.ends_with('m'));
    if (!is_whole || numbers.value(1) < 1 || numbers.value(2) < 1) return as_it_is;
    return std::string(BEGINNING) + std::to_string(numbers.value(0)) + ';' +
           std::to_string(middle_of(numbers.value(1), profile.cell_width)) + ';' +
           std::to_string(middle_of(numbers.value(2), profile.cell_height)) + (is_press ? 'M' : 'm');
}

} // namespace cleat
