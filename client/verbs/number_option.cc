#include "client/verbs/number_option.h"

#include "common/base/numbers.h"

#include <CLI/CLI.hpp>

#include <limits>

namespace cleat {

CLI::Option* add_number_option(CLI::App& app, const std::string& names, std::optional<std::uint64_t>& value,
                               const std::string& description)
{
    const std::string name = names.substr(names.rfind(',') + 1);
    const auto read = [&value, name](const std::string& text) {
        const auto number = parse_integer(text, 0, std::numeric_limits<std::int64_t>::max());
        if (!number) throw CLI::ValidationError(name, number.error().message());
        value = static_cast<std::uint64_t>(*number);
    };
    return app.add_option_function<std::string>(names, read, description);
}

} // namespace cleat
