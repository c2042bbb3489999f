#include "client/verbs/all_verbs.h"

#include "client/link/trust.h"
#include "client/link/user_id.h"
#include "client/verbs/complete_words.h"
#include "common/command_line/help.h"
#include "common/command_line/option_tree.h"
#include "common/command_line/usage_error.h"
#include "common/config/config_file.h"

#include <CLI/CLI.hpp>

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <string_view>
#include <vector>

namespace cleat {

namespace {

constexpr std::array VERBS{
    Verb{"new", "create a session and attach to it", define_new},
    Verb{"attach", "attach to a session", define_attach, true},
    Verb{"detach", "detach clients from a session", define_detach},
    Verb{"ls", "list sessions", define_ls, true},
    Verb{"clients", "list the clients attached to a session", define_clients},
    Verb{"watch", "show several sessions side by side, live and read-only", define_watch, true},
    Verb{"exec", "run a program without a terminal, with separate stdin, stdout and stderr", define_exec},
    Verb{"tail", "print a session's output", define_tail},
    Verb{"send", "type text and keys into a session", define_send},
    Verb{"wait", "wait for output, idleness, exit, or clients to catch up", define_wait, true},
    Verb{"snapshot", "print the screen of a session", define_snapshot, true},
    Verb{"env", "print variables of the attached user's environment, for eval in a shell", define_env,
         true}, // refuses --owner itself
    Verb{"rename", "rename a session", define_rename},
    Verb{"resize", "set the size of a session", define_resize},
    Verb{"signal", "send a signal to the foreground process group", define_signal},
    Verb{"kill", "kill a session, or send its programs a signal", define_kill},
    Verb{"share", "share a session with other users of this host, read-only", define_share},
    Verb{"unshare", "stop sharing a session", define_unshare},
    Verb{"shares", "list shares", define_shares},
    Verb{"record", "record a session to an asciicast file", define_record},
    Verb{"play", "play a recording or a session's recent history", define_play},
    Verb{"grep", "search the screens of recordings or of a session's recent history", define_grep},
    Verb{"export", "convert a recording to asciicast, text, raw bytes, SVG, HTML, PNG or GIF", define_export},
    Verb{"server", "start, stop or query the server", define_server},
    Verb{"config", "check or show the configuration", define_config},
    Verb{"relay", "connect stdin and stdout to the server, for --via", define_relay},
};

/// Sets the configuration file for this process and for a server that it starts.
Result<void> choose_config(const std::string& path)
{
    std::error_code failure;
    const auto absolute = std::filesystem::absolute(path, failure);
    if (failure) return Error("cannot determine the current directory: " + failure.message());
    ::setenv("CLEAT_CONFIG", absolute.c_str(), 1);
    return {};
}

/// A configuration file named by an option or a variable is read by every verb, so that its errors are noticed.
Result<void> check_named_config()
{
    if (config_path().origin != ConfigOrigin::environment) return {};
    const auto read = settings();
    return read ? Result<void>() : read.error();
}

/// Whether the value can be empty: text that is typed, searched for or passed on, and a number that can be omitted.
bool may_be_empty(const CLI::Option& option)
{
    constexpr std::string_view NAMES[] = {"COMMAND", "LABEL", "REGEX", "--text", "--keys", "--history"};
    return std::ranges::find(NAMES, option.get_name()) != std::end(NAMES);
}

/// Refuses empty values: an empty string is neither a name nor a number, and a script's variable may have been unset.
Result<void> check_none_empty(const CLI::App& app)
{
    for (const CLI::Option* const option : app.get_options()) {
        const auto& given = option->results();
        if (is_flag(*option) || may_be_empty(*option)) continue;
        if (std::ranges::find(given, std::string()) != given.end())
            return Error(option->get_name() + " is empty", ErrorCode::invalid);
    }
    std::vector<const CLI::App*> parts = option_groups_of(app);
    for (const CLI::App* const verb : app.get_subcommands()) parts.push_back(verb);
    for (const CLI::App* const part : parts)
        if (auto good = check_none_empty(*part); !good) return good;
    return {};
}

/// The command line of `cleat`: options before the verb, and every verb.
class CommandLine {
 public:
    CommandLine() : app_("terminal sessions that survive disconnects", "cleat")
    {
        set_up_command_line(app_);
        app_.description("Create, attach to and control terminal sessions that survive disconnects. Without a command, "
                         "attach to the session used last, or create \"main\"");
        app_.set_version_flag("--version", CLEAT_VERSION, "print the version and exit");
        auto* const via =
            app_.add_option("--via", context_.link.via, "reach the server through this command's stdin and stdout")
                ->type_name("COMMAND");
        app_.add_option("--owner", context_.link.owner, "use the sessions that this user shares")
            ->type_name("USER")
            ->excludes(via);
        app_.add_option("--config", config_, "configuration file (default: $CLEAT_CONFIG, or the usual file)")
            ->type_name("FILE");
        app_.require_subcommand(0, 1);
        for (const Verb& verb : all_verbs()) add(verb);
        app_.footer("See cleat COMMAND --help for a command, and cleat(1) for the manual.");
    }
    CommandLine(const CommandLine&) = delete;
    CommandLine& operator=(const CommandLine&) = delete;

    [[nodiscard]] const CLI::App& app() const { return app_; }

    /// Parses the arguments and does what they say. Gives the exit status.
    int run(int argc, char** argv)
    {
        try {
            app_.parse(argc, argv);
        } catch (const CLI::ParseError& problem) {
            if (problem.get_exit_code() == 0) return app_.exit(problem); // --help, --version
            return report(Error(usage_error(problem, app_), ErrorCode::invalid));
        }
        if (const auto good = check(); !good) return report(good.error());
        return action_(context_);
    }

 private:
    void add(const Verb& verb)
    {
        CLI::App* const sub = app_.add_subcommand(verb.name, verb.summary);
        sub->callback([this, &verb, action = verb.define(*sub)] {
            verb_ = &verb;
            action_ = action;
        });
    }

    Result<void> check()
    {
        if (auto good = check_none_empty(app_); !good) return good;
        if (!context_.link.owner.empty()) {
            if (const auto owner = user_id(context_.link.owner); !owner) return owner.error();
            if (verb_ != nullptr && !verb_->is_for_guests) return observers_only_error();
        }
        if (!config_.empty())
            if (auto good = choose_config(config_); !good) return good;
        const bool reports_problems = verb_ != nullptr && std::string_view(verb_->name) == "config";
        return reports_problems ? Result<void>() : check_named_config();
    }

    CLI::App app_;
    VerbContext context_;
    std::string config_;
    const Verb* verb_ = nullptr; ///< null without a verb
    VerbAction action_ = attach_to_any;
};

} // namespace

std::span<const Verb> all_verbs()
{
    return VERBS;
}

int run_command_line(int argc, char** argv)
{
    CommandLine line;
    if (argc > 1 && std::string_view(argv[1]) == "__complete")
        return complete_words(line.app(), std::vector<std::string>(argv + 2, argv + argc));
    return line.run(argc, argv);
}

} // namespace cleat
