#include "client/verbs/complete_words.h"

#include "client/dashboard/session_words.h"
#include "client/link/caller.h"
#include "client/verbs/signal_name.h"
#include "client/verbs/standard_output.h"
#include "common/base/hidden_character.h"
#include "common/base/quote.h"
#include "common/base/utf8.h"

#include <CLI/CLI.hpp>

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <cstdlib>
#include <string_view>

namespace cleat {

namespace {

constexpr unsigned MAX_SECONDS = 1;
constexpr std::size_t MAX_DESCRIPTION = 200;

bool has_hidden_characters(std::string_view text)
{
    while (!text.empty()) {
        const Utf8Character character = decode_utf8(text);
        if (is_hidden(character.code_point)) return true;
        text.remove_prefix(character.length);
    }
    return false;
}

/// The marker for values that the shell lists, if any.
std::string marker_of(const Completion& completion)
{
    if (completion.command > 0) return ":arguments\t" + std::to_string(completion.command) + '\n';
    const auto with_prefix = [&completion](const char* name) { return name + completion.prefix + '\n'; };
    switch (completion.kind) {
    case ValueKind::file:
    case ValueKind::recording: return with_prefix(":files\t");
    case ValueKind::directory: return with_prefix(":directories\t");
    case ValueKind::user: return with_prefix(":users\t");
    case ValueKind::group: return with_prefix(":groups\t");
    case ValueKind::command: return with_prefix(":commands\t");
    case ValueKind::other:
    case ValueKind::session:
    case ValueKind::signal: break;
    }
    return {};
}

/// Prints nothing more, whatever happens.
void give_up_after(unsigned seconds)
{
    const int nothing = ::open("/dev/null", O_WRONLY | O_CLOEXEC);
    if (nothing >= 0) ::dup2(nothing, STDERR_FILENO);
    std::signal(SIGPIPE, SIG_DFL);
    std::signal(SIGALRM, [](int) { ::_exit(0); });
    ::alarm(seconds);
}

/// A key press must not open a connection elsewhere.
bool names_another_server(std::span<const std::string> words)
{
    return std::ranges::any_of(
        words, [](const std::string& word) { return word.starts_with("--via") || word.starts_with("--owner"); });
}

} // namespace

std::string completion_lines(const Completion& completion)
{
    std::string out;
    for (const Completable& candidate : completion.candidates)
        if (!candidate.word.starts_with(':') && !has_hidden_characters(candidate.word)) // a marker starts with a colon
            out += candidate.word + '\t' + visible(candidate.description, MAX_DESCRIPTION) + '\n';
    return out + marker_of(completion);
}

Completion session_candidates(const std::vector<SessionInfo>& sessions)
{
    Completion out;
    for (const SessionInfo& session : sessions) {
        std::string description = state_of(session);
        for (const std::string& word : session.command) {
            if (description.size() > MAX_DESCRIPTION) break;
            description += (&word == session.command.data() ? ": " : " ") + word.substr(0, MAX_DESCRIPTION);
        }
        out.candidates.push_back({session.name, description});
    }
    return out;
}

int complete_words(const CLI::App& app, std::span<const std::string> words)
{
    give_up_after(MAX_SECONDS);
    if (!words.empty() && words.front() == "--") words = words.subspan(1);
    Completion completion = complete(app, words);
    if (completion.kind == ValueKind::signal && completion.candidates.empty())
        for (const std::string& name : signal_names())
            completion.candidates.push_back({words.back().starts_with("SIG") ? "SIG" + name : name, {}});
    write_out(completion_lines(completion));
    std::fflush(stdout);
    const bool wants_sessions = completion.kind == ValueKind::session || completion.kind == ValueKind::recording;
    if (!wants_sessions || names_another_server(words)) return 0;
    const auto answer = ask_once<Sessions>(LinkOptions(), Role::observer, List());
    if (answer) write_out(completion_lines(session_candidates(answer->sessions)));
    std::fflush(stdout);
    return 0;
}

} // namespace cleat
