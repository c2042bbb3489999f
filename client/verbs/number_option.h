#pragma once

#include <cstdint>
#include <optional>
#include <string>

namespace CLI {
class App;
class Option;
} // namespace CLI

namespace cleat {

/// An option whose value is a whole number, 0 or more. Anything else is an error: a sign, a fraction, one that is too
/// large.
CLI::Option* add_number_option(CLI::App& app, const std::string& names, std::optional<std::uint64_t>& value,
                               const std::string& description);

} // namespace cleat
