#include "common/command_line/option_value.h"

#include "common/base/numbers.h"
#include "common/base/quote.h"
#include "common/command_line/option_tree.h"

#include <CLI/CLI.hpp>

#include <algorithm>
#include <array>
#include <limits>

namespace cleat {

namespace {

struct ValueNames {
    std::string_view name;
    std::string_view noun;
    ValueKind kind = ValueKind::other;
};

constexpr std::array VALUES{
    ValueNames{"COMMAND", "a command", ValueKind::command},
    ValueNames{"DIR", "a directory", ValueKind::directory},
    ValueNames{"DURATION", "a duration"},
    ValueNames{"FD", "a number"},
    ValueNames{"FILE", "a file", ValueKind::file},
    ValueNames{"FILE|NAME", "a file or a session", ValueKind::recording},
    ValueNames{"FORMAT", "a format"},
    ValueNames{"GROUP", "a group", ValueKind::group},
    ValueNames{"ID", "a number"},
    ValueNames{"KEY", "a key"},
    ValueNames{"KEYS", "keys"},
    ValueNames{"LIMIT", "a limit"},
    ValueNames{"LINES", "a number"},
    ValueNames{"MOMENT", "a time"},
    ValueNames{"N", "a number"},
    ValueNames{"NAME", "a name"},
    ValueNames{"NAME=VALUE", "NAME=VALUE"},
    ValueNames{"OFFSET", "a number"},
    ValueNames{"POLICY", "a policy"},
    ValueNames{"REGEX", "a regular expression"},
    ValueNames{"ROWS", "a number"},
    ValueNames{"SHELL", "a shell"},
    ValueNames{"SIGNAL", "a signal", ValueKind::signal},
    ValueNames{"SIZE", "a size"},
    ValueNames{"SPEED", "a number"},
    ValueNames{"STREAM", "a stream"},
    ValueNames{"TEXT", "text"},
    ValueNames{"USER", "a user", ValueKind::user},
};

const ValueNames* find_words(std::string_view name)
{
    const auto* const found = std::ranges::find(VALUES, name, &ValueNames::name);
    return found != VALUES.end() ? found : nullptr;
}

std::string joined(std::initializer_list<const char*> words, const char* separator, const char* last)
{
    std::string out;
    for (const char* const* word = words.begin(); word != words.end(); ++word) {
        if (word != words.begin()) out += word + 1 == words.end() ? last : separator;
        out += *word;
    }
    return out;
}

/// CLI11 appends a validator's description to the option's type name, after a colon.
CLI::Validator with_choices(std::initializer_list<const char*> choices, std::function<std::string(std::string&)> check)
{
    return CLI::Validator(std::move(check), joined(choices, "|", "|"));
}

} // namespace

ValueKind value_kind(std::string_view name, bool is_argument)
{
    if (name == "NAME") return is_argument ? ValueKind::session : ValueKind::other;
    const auto* const words = find_words(name);
    return words != nullptr ? words->kind : ValueKind::other;
}

std::string value_noun(std::string_view name)
{
    const auto* const words = find_words(name);
    return std::string(words != nullptr ? words->noun : "a value");
}

std::string value_name(const CLI::Option& option)
{
    if (option.get_positional()) return option.get_name(true);
    if (is_flag(option)) return {};
    const auto type = option.get_type_name();
    return type.substr(0, type.find(':'));
}

std::vector<std::string> value_choices(const CLI::Option& option)
{
    const auto type = option.get_type_name();
    const auto colon = type.find(':');
    return colon == std::string::npos ? std::vector<std::string>() : CLI::detail::split(type.substr(colon + 1), '|');
}

CLI::Validator one_of(std::initializer_list<const char*> choices)
{
    const std::vector<std::string> allowed(choices.begin(), choices.end());
    const auto list = joined(choices, ", ", " or ");
    return with_choices(choices, [allowed, list](std::string& value) {
        if (std::ranges::find(allowed, value) != allowed.end()) return std::string();
        return "must be " + list + ", not " + in_quotes(value);
    });
}

CLI::Validator suggested(std::initializer_list<const char*> choices)
{
    return with_choices(choices, [](std::string&) { return std::string(); });
}

CLI::Validator whole_number(std::int64_t least, std::int64_t most)
{
    return CLI::Validator([least, most](std::string& value) { return check_whole_number(value, least, most); }, "");
}

std::string check_whole_number(const std::string& text, std::int64_t least, std::int64_t most)
{
    if (parse_integer(text, least, most)) return {};
    const bool is_too_large = !text.empty() && text.find_first_not_of("0123456789") == std::string::npos;
    const std::string not_this = ", not " + in_quotes(text);
    if (most < std::numeric_limits<std::int64_t>::max() || (is_too_large && least == 0))
        return "must be between " + std::to_string(least) + " and " + std::to_string(most) + not_this;
    return "must be a whole number" + (least > 0 ? ", at least " + std::to_string(least) : std::string()) + not_this;
}

} // namespace cleat
