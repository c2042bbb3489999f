#pragma once

#include <string>

namespace cleat::bench {

/// Prints a line with the target for a figure, the measured value, and whether it meets the target.
void print_verdict(const std::string& what, const std::string& wanted, double seen, bool will_do);
void print_at_least(const std::string& what, double least, double seen);
void print_at_most(const std::string& what, double most, double seen);

} // namespace cleat::bench
