#pragma once

#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

namespace CLI {
class Option;
class Validator;
} // namespace CLI

namespace cleat {

/// What a value on the command line names, for completion.
enum class ValueKind : unsigned char { other, session, recording, file, directory, user, group, command, signal };

/// The kind of value that help calls `name`. NAME as an argument is a session; as an option's value it is a new name.
[[nodiscard]] ValueKind value_kind(std::string_view name, bool is_argument);

/// The noun that messages use for the value that help calls `name`: `a number` for OFFSET.
[[nodiscard]] std::string value_noun(std::string_view name);

/// What help calls an argument or the value of an option: `FILE`. Empty for a flag.
[[nodiscard]] std::string value_name(const CLI::Option& option);

/// The values that completion offers for an option: those that `one_of` and `suggested` name.
[[nodiscard]] std::vector<std::string> value_choices(const CLI::Option& option);

/// Accepts only these values.
[[nodiscard]] CLI::Validator one_of(std::initializer_list<const char*> choices);

/// Accepts every value; completion offers these.
[[nodiscard]] CLI::Validator suggested(std::initializer_list<const char*> choices);

/// Accepts whole numbers in this range.
[[nodiscard]] CLI::Validator whole_number(std::int64_t least, std::int64_t most);

/// Empty for a whole number in this range, otherwise what is wrong with it: `must be between 0 and 9, not "a"`.
[[nodiscard]] std::string check_whole_number(const std::string& text, std::int64_t least, std::int64_t most);

} // namespace cleat
