#include "common/terminal/state.h"

namespace cleat {

void KeyboardStack::push(std::uint8_t flags)
{
    if (pushed.size() == LIMIT) pushed.erase(pushed.begin());
    pushed.push_back(current);
    current = flags;
}

void KeyboardStack::pop(int count)
{
    for (; count > 0 && !pushed.empty(); --count) {
        current = pushed.back();
        pushed.pop_back();
    }
    if (count > 0) current = 0;
}

} // namespace cleat
