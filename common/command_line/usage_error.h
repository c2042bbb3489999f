#pragma once

#include <string>

namespace CLI {
class App;
class ParseError;
} // namespace CLI

namespace cleat {

/// What is wrong with the command line that `app` could not parse, in our words: `unknown option "--foo"; see cleat new
/// --help`. Without the program's name before it.
[[nodiscard]] std::string usage_error(const CLI::ParseError& problem, const CLI::App& app);

} // namespace cleat
