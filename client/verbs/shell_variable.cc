#include "client/verbs/shell_variable.h"

#include "common/base/name_pattern.h"
#include "common/base/quote.h"

#include <algorithm>
#include <array>

namespace cleat {

namespace {

/// Names; one that ends in `*` is a prefix.
constexpr std::string_view HARMFUL[] = {
    // determine what is run, loaded or sourced
    "PATH", "CDPATH", "FPATH", "LD_*", "DYLD_*", "GCONV_PATH", "LOCPATH", "NLSPATH", "MALLOC_*", "GLIBC_*", "ENV",
    "BASH_*", "SHELL*", "BASHOPTS", "ZDOTDIR", "POSIXLY_CORRECT", "GLOBIGNORE", "IFS", "PS0", "PS1", "PS2", "PS3",
    "PS4", "PROMPT*", "RPROMPT*", "RPS*", "fish_*", "HOME", "TMPDIR", "TERMINFO*", "TERMCAP", "XDG_CONFIG_*",
    "XDG_DATA_*",
    // name programs that other programs start
    "EDITOR", "VISUAL", "FCEDIT", "PAGER", "MANPAGER", "BROWSER", "LESS*", "SSH_ASKPASS*", "SUDO_*", "GIT_*", "RSYNC_*",
    "CVS_*", "SVN_*",
    // interpreters
    "PERL*", "PYTHON*", "RUBY*", "GEM_*", "BUNDLE_*", "NODE_*", "NPM_*", "npm_*", "LUA_*", "PHP*", "JAVA_*", "_JAVA_*",
    "JDK_*", "CLASSPATH", "R_*", "TCL*", "AWK*", "OPENSSL_*", "CLEAT_*", "DOCKER_*", "KUBECONFIG"};

bool is_letter_or_digit(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

bool is_name(std::string_view text)
{
    return !text.empty() && !(text.front() >= '0' && text.front() <= '9') &&
           std::ranges::all_of(text, is_letter_or_digit);
}

bool has_controls(std::string_view value)
{
    return std::ranges::any_of(value, [](char c) {
        const auto byte = static_cast<unsigned char>(c);
        return (byte < 0x20 && c != '\n' && c != '\t') || byte == 0x7f;
    });
}

/// In single quotes, where fish lets a backslash escape a backslash or a quote.
std::string fish_word(std::string_view text)
{
    std::string word = "'";
    for (const char c : text) {
        if (c == '\\' || c == '\'') word += '\\';
        word += c;
    }
    return word + '\'';
}

} // namespace

bool is_harmless_name(std::string_view name)
{
    return is_name(name) &&
           std::ranges::none_of(HARMFUL, [name](std::string_view harmful) { return matches(name, harmful); });
}

std::optional<std::string> assignment(std::string_view variable, std::span<const std::string> followed, Shell shell)
{
    const auto equals = variable.find('=');
    if (equals == std::string_view::npos) return std::nullopt;
    const auto name = variable.substr(0, equals);
    const auto value = variable.substr(equals + 1);
    if (!is_harmless_name(name) || std::ranges::find(followed, name) == followed.end() || has_controls(value))
        return std::nullopt;
    if (shell == Shell::fish) return "set -gx " + std::string(name) + ' ' + fish_word(value) + '\n';
    return "export " + std::string(name) + '=' + shell_word(value) + '\n';
}

} // namespace cleat
