#include "common/config/setting.h"

#include "common/base/duration.h"
#include "common/base/quote.h"
#include "common/base/resource_limit.h"

#include <algorithm>
#include <array>
#include <cstdio>

namespace cleat {
namespace {

using Text = std::string_view;

constexpr std::array<Text, 4> SIZE_POLICIES{"latest", "smallest", "largest", "fixed"};

bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/// A variable's name (POSIX XBD 8.1), or a prefix followed by `*`.
Result<void> check_variable_pattern(const std::string& text)
{
    Text name = text;
    if (name.ends_with('*')) name.remove_suffix(1);
    const bool good = std::ranges::all_of(name, [](char c) { return is_letter(c) || is_digit(c); });
    if (text.empty() || !good || (!name.empty() && is_digit(name.front())))
        return Error(in_quotes(text) + " is neither the name of a variable nor a prefix that ends in \"*\"",
                     ErrorCode::invalid);
    return {};
}

/// Likewise, without `*`.
Result<void> check_variable(const std::string& text)
{
    if (text.ends_with('*')) return Error(in_quotes(text) + " is not the name of a variable", ErrorCode::invalid);
    return check_variable_pattern(text);
}

/// The name of a terminal description (term(7)).
Result<void> check_terminal_type(const std::string& text)
{
    const bool good = std::ranges::all_of(
        text, [](char c) { return is_letter(c) || is_digit(c) || Text("+-.").find(c) != Text::npos; });
    if (text.empty() || !good)
        return Error(in_quotes(text) + " is not the name of a terminal type", ErrorCode::invalid);
    return {};
}

/// Absolute, with no `{` except in `{name}` and `{time}`.
Result<void> check_recording_path(const std::string& text)
{
    if (text.empty()) return {};
    if (text.front() != '/') return Error(in_quotes(text) + " is not an absolute path", ErrorCode::invalid);
    for (auto at = text.find('{'); at != std::string::npos; at = text.find('{', at + 1)) {
        const auto rest = Text(text).substr(at);
        if (!rest.starts_with("{name}") && !rest.starts_with("{time}"))
            return Error(in_quotes(text) + " can contain only {name} and {time} in braces", ErrorCode::invalid);
    }
    return {};
}

Result<void> check_resource_limit(const std::string& text)
{
    if (const auto limit = parse_resource_limit(text); !limit) return limit.error();
    return {};
}

using S = Settings;

const std::array SETTINGS{
    Setting{.section = "session", .name = "linger", .member = &S::linger},
    Setting{.section = "session", .name = "timeout", .member = &S::timeout},
    Setting{.section = "session", .name = "max-age", .member = &S::max_age},
    Setting{.section = "session", .name = "idle-after", .member = &S::idle_after},
    Setting{.section = "session", .name = "grace", .member = &S::grace},
    Setting{.section = "session", .name = "size-policy", .member = &S::size_policy, .choices = SIZE_POLICIES},
    Setting{.section = "session", .name = "history-lines", .member = &S::history_lines, .most = 10'000'000},
    Setting{.section = "session", .name = "term", .member = &S::term, .check = check_terminal_type},
    Setting{.section = "session", .name = "environment", .member = &S::environment, .check = check_variable_pattern},
    Setting{.section = "session",
            .name = "environment-exclude",
            .member = &S::environment_exclude,
            .check = check_variable_pattern},
    Setting{.section = "session",
            .name = "environment-via",
            .member = &S::environment_via,
            .check = check_variable_pattern},
    Setting{.section = "session", .name = "follow", .member = &S::follow, .check = check_variable},
    Setting{.section = "session", .name = "rlimits", .member = &S::rlimits, .check = check_resource_limit},
    Setting{.section = "client", .name = "escape", .member = &S::escape},
    Setting{.section = "client", .name = "history", .member = &S::history, .most = 10'000'000},
    Setting{.section = "client", .name = "catch-up", .member = &S::catch_up, .most = 10'000'000},
    Setting{.section = "client", .name = "alt-screen", .member = &S::alt_screen},
    Setting{.section = "client", .name = "clipboard-read", .member = &S::clipboard_read},
    Setting{.section = "server", .name = "stop-grace", .member = &S::stop_grace},
    Setting{.section = "server", .name = "oom-score-raise", .member = &S::oom_score_raise, .most = 2'000},
    Setting{.section = "server", .name = "record-all", .member = &S::record_all, .check = check_recording_path},
};

std::string text_of(bool value)
{
    return value ? "true" : "false";
}

std::string text_of(std::int64_t value)
{
    return std::to_string(value);
}

/// A basic string of TOML 1.0.
std::string text_of(const std::string& value)
{
    std::string out = "\"";
    for (const char c : value) {
        if (c == '"' || c == '\\') {
            out += '\\';
            out += c;
        } else if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) {
            std::array<char, 8> escaped{};
            std::snprintf(escaped.data(), escaped.size(), "\\u%04X", static_cast<unsigned>(c));
            out += escaped.data();
        } else {
            out += c;
        }
    }
    return out + '"';
}

std::string text_of(std::chrono::milliseconds value)
{
    return text_of(format_duration(value));
}

std::string text_of(const std::optional<std::chrono::milliseconds>& value)
{
    return value ? text_of(*value) : text_of(std::string("none"));
}

std::string text_of(const std::vector<std::string>& values)
{
    std::string out;
    for (const std::string& value : values) out += (out.empty() ? "" : ", ") + text_of(value);
    return '[' + out + ']';
}

} // namespace

std::string Setting::full_name() const
{
    return std::string(section) + '.' + std::string(name);
}

std::span<const Setting> all_settings()
{
    return SETTINGS;
}

const Setting* find_setting(std::string_view section, std::string_view name)
{
    const auto found = std::ranges::find_if(
        SETTINGS, [&](const Setting& setting) { return setting.section == section && setting.name == name; });
    return found == SETTINGS.end() ? nullptr : &*found;
}

std::string value_text(const Setting& setting, const Settings& settings)
{
    return std::visit([&settings](auto member) { return text_of(settings.*member); }, setting.member);
}

} // namespace cleat
