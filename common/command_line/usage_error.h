#pragma once

#include <string>

namespace CLI {
class App;
class ParseError;
} // namespace CLI

namespace cleat {

/// The message for a command line that `app` could not parse, instead of CLI11's: `unknown option "--foo"; see cleat
/// new --help`. Does not start with the program's name.
[[nodiscard]] std::string usage_error(const CLI::ParseError& problem, const CLI::App& app);

} // namespace cleat
