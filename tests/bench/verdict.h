#pragma once

#include <string>

namespace cleat::bench {

/// A line that says what is wanted of a figure, what was seen, and whether that will do.
void print_verdict(const std::string& what, const std::string& wanted, double seen, bool will_do);
void print_at_least(const std::string& what, double least, double seen);
void print_at_most(const std::string& what, double most, double seen);

} // namespace cleat::bench
