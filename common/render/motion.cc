#include "common/render/motion.h"

#include "common/render/sequences.h"

#include <cstdlib>

namespace cleat {

namespace {

std::string absolute(CursorPosition to)
{
    std::string out;
    if (to.row == 0 && to.column == 0) {
        append_csi(out, "", {}, "H");
    } else if (to.column == 0) {
        append_csi(out, "", {to.row + 1}, "H");
    } else {
        append_csi(out, "", {to.row + 1, to.column + 1}, "H");
    }
    return out;
}

std::string step(int count, std::string_view final)
{
    std::string out;
    if (count == 1) {
        append_csi(out, "", {}, final);
    } else {
        append_csi(out, "", {count}, final);
    }
    return out;
}

std::string along(int from, int to)
{
    if (to == from) return "";
    if (to == 0) return "\r";
    if (to > from) return step(to - from, "C");
    if (from - to <= 3) return std::string(static_cast<std::size_t>(from - to), '\b');
    return step(from - to, "D");
}

std::string across(int from, int to)
{
    if (to == from) return "";
    if (to < from) return step(from - to, "A");
    // The cursor is above `to`, so no line feed here can scroll.
    if (to - from <= 3) return std::string(static_cast<std::size_t>(to - from), '\n');
    return step(to - from, "B");
}

std::string relative(CursorPosition from, CursorPosition to)
{
    if (!from.pending_wrap) return along(from.column, to.column) + across(from.row, to.row);
    return "\r" + across(from.row, to.row) + along(0, to.column);
}

} // namespace

void append_motion(std::string& out, const std::optional<CursorPosition>& from, CursorPosition to)
{
    if (from && *from == to) return;
    const std::string shortest = absolute(to);
    if (from) {
        const std::string other = relative(*from, to);
        if (other.size() < shortest.size()) {
            out += other;
            return;
        }
    }
    out += shortest;
}

} // namespace cleat
