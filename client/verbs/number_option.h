#pragma once

#include <cstdint>
#include <optional>
#include <string>

namespace CLI {
class App;
class Option;
} // namespace CLI

namespace cleat {

/// Declares an option whose value is a whole number from 0 to 2^63 - 1, without a sign.
CLI::Option* add_number_option(CLI::App& app, const std::string& names, std::optional<std::uint64_t>& value,
                               const std::string& description);

} // namespace cleat
