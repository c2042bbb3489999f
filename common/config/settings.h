#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace cleat {

/// All settings of the configuration file, with their defaults. The table in setting.cc has each setting's name and
/// allowed values.
struct Settings {
    // [session]: what a client requests when it creates a session.
    std::chrono::milliseconds linger{300'000};
    std::string size_policy = "latest";
    std::int64_t history_lines = 10'000;
    std::string term = "xterm-256color";
    std::vector<std::string> rlimits;
    std::optional<std::chrono::milliseconds> timeout;
    std::optional<std::chrono::milliseconds> max_age;
    std::optional<std::chrono::milliseconds> idle_after;
    std::chrono::milliseconds grace{30'000};
    std::vector<std::string> follow{"SSH_AUTH_SOCK",   "SSH_AGENT_PID", "SSH_CONNECTION", "DISPLAY",
                                    "WAYLAND_DISPLAY", "XAUTHORITY",    "KRB5CCNAME"};
    std::vector<std::string> environment{"*"};
    std::vector<std::string> environment_exclude;
    std::vector<std::string> environment_via{"LANG", "LC_*", "COLORTERM"};

    // [client]: how a client shows a session.
    std::string escape = "C-\\";
    std::int64_t history = 1'000;
    std::int64_t catch_up = 10'000;
    bool alt_screen = false;
    bool clipboard_read = false;

    // [server]: read by the server when it starts.
    std::chrono::milliseconds stop_grace{5'000};
    std::int64_t oom_score_raise = 100;
    std::string record_all; ///< where every session is recorded; empty for no recording

    bool operator==(const Settings&) const = default;
};

} // namespace cleat
