#include "client/keys/held_bytes.h"

#include <cassert>

namespace cleat {

void HeldBytes::add(std::string_view bytes)
{
    bytes_.erase(0, taken_);
    taken_ = 0;
    bytes_ += bytes;
}

std::string HeldBytes::take(std::size_t count)
{
    assert(count <= size());
    std::string front = bytes_.substr(taken_, count);
    taken_ += count;
    return front;
}

} // namespace cleat
