#include "client/keys/escape_key.h"

#include "common/model/key.h"

#include <string>

namespace cleat {

namespace {

constexpr std::string_view OTHER_KEYS = "[im";

/// Whether ASCII has a control character for Control and this character.
bool has_control_code(char32_t character)
{
    return (character >= U'a' && character <= U'z') || (character >= U'@' && character <= U'_') || character == U' ';
}

char32_t lower(char32_t character)
{
    return character >= U'A' && character <= U'Z' ? character + 32 : character;
}

} // namespace

char EscapeKey::legacy() const
{
    return static_cast<char>(character & 0x1fU);
}

Result<std::optional<EscapeKey>> parse_escape_key(std::string_view name)
{
    if (name == "none") return std::optional<EscapeKey>();
    const auto refused = [&](std::string_view why) {
        return Error("escape key \"" + std::string(name) + "\" " + std::string(why), ErrorCode::invalid);
    };
    const std::string spelled =
        name.size() == 2 && name[0] == '^' ? "C-" + std::string(name.substr(1)) : std::string(name);
    const auto key = parse_key(spelled);
    if (!key) return refused("is not a key");
    const char32_t character = lower(key->character);
    if (!key->control || key->alt || key->shift || !has_control_code(character))
        return refused("is not Control with a character that has a control code");
    if (OTHER_KEYS.find(static_cast<char>(character)) != std::string_view::npos)
        return refused("is the same as another key on many terminals");
    return std::optional(EscapeKey{character});
}

} // namespace cleat
