#include "tests/bench/verdict.h"

#include <cstdio>

namespace cleat::bench {

namespace {

std::string bound(const char* how, double value)
{
    char text[32];
    std::snprintf(text, sizeof text, "%s %.2f", how, value);
    return text;
}

} // namespace

void print_verdict(const std::string& what, const std::string& wanted, double seen, bool will_do)
{
    std::printf("  %-66s %12s  seen %8.2f  %s\n", what.c_str(), wanted.c_str(), seen, will_do ? "yes" : "NO");
}

void print_at_least(const std::string& what, double least, double seen)
{
    print_verdict(what, bound(">=", least), seen, seen >= least);
}

void print_at_most(const std::string& what, double most, double seen)
{
    print_verdict(what, bound("<=", most), seen, seen <= most);
}

} // namespace cleat::bench
