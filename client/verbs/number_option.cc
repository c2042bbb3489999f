#include "client/verbs/number_option.h"

#include "common/base/numbers.h"
#include "common/command_line/option_value.h"

#include <CLI/CLI.hpp>

#include <limits>

namespace cleat {

CLI::Option* add_number_option(CLI::App& app, const std::string& names, std::optional<std::uint64_t>& value,
                               const std::string& description)
{
    constexpr auto LARGEST = std::numeric_limits<std::int64_t>::max();
    const auto read = [&value](const std::string& text) {
        if (const auto number = parse_integer(text, 0, LARGEST)) value = static_cast<std::uint64_t>(*number);
    };
    return app.add_option_function<std::string>(names, read, description)->check(whole_number(0, LARGEST));
}

} // namespace cleat
