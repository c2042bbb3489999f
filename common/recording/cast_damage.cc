#include "common/recording/cast_damage.h"

namespace cleat {

namespace {

std::string counted(std::uint64_t count, const char* one, const char* several)
{
    return std::to_string(count) + ' ' + (count == 1 ? one : several);
}

} // namespace

std::string CastDamage::describe() const
{
    std::string out;
    const auto add = [&out](const std::string& text) { out += (out.empty() ? "" : ", ") + text; };
    if (lines == 1) add("line " + std::to_string(first_line) + " is not an event");
    if (lines > 1)
        add(std::to_string(lines) + " lines are not events, the first is line " + std::to_string(first_line));
    if (mended > 0) add(counted(mended, "event is not UTF-8", "events are not UTF-8"));
    if (backwards > 0) add(counted(backwards, "event goes back in time", "events go back in time"));
    if (cut_short) add("the last line is cut short");
    if (!failure.empty()) add(failure);
    return out;
}

} // namespace cleat
