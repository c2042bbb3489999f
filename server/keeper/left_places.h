#pragma once

#include <string>

namespace cleat {

/// Removes the runtime directories beside `own` that servers have left which are gone, of other containers with the
/// same home and from before the machine started again: those that are this user's alone, whose lock nobody has, and
/// that hold nothing but what a server makes.
void remove_left_places(const std::string& own);

} // namespace cleat
