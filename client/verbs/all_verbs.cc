#include "client/verbs/all_verbs.h"

#include "client/link/trust.h"
#include "client/link/user_id.h"
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
    Verb{"new", "make a session, and attach to it", define_new},
    Verb{"attach", "attach to a session", define_attach, true},
    Verb{"exec", "run a program without a terminal, and pass on what it reads and writes", define_exec},
    Verb{"tail", "print what a session's program wrote", define_tail},
    Verb{"detach", "detach clients from a session", define_detach},
    Verb{"watch", "show several sessions at once, live", define_watch, true},
    Verb{"ls", "list the sessions", define_ls, true},
    Verb{"clients", "list the clients of a session", define_clients},
    Verb{"share", "let other users look on", define_share},
    Verb{"unshare", "let other users look on no more", define_unshare},
    Verb{"shares", "list with whom sessions are shared", define_shares},
    Verb{"rename", "give a session another name", define_rename},
    Verb{"kill", "end a session, or send its programs a signal", define_kill},
    Verb{"signal", "send a signal to what is in the foreground of a session", define_signal},
    Verb{"resize", "give a session a size", define_resize},
    Verb{"snapshot", "print a session's screen", define_snapshot, true},
    Verb{"send", "type into a session", define_send},
    Verb{"wait", "wait until something holds of a session", define_wait, true},
    Verb{"record", "record a session", define_record},
    Verb{"play", "play a recording, or what a session has shown", define_play},
    Verb{"grep", "find text that was on the screen in recordings and sessions", define_grep},
    Verb{"export", "write a recording in another form, or pictures of it", define_export},
    Verb{"env", "print where the user of a session is, for a shell", define_env, true}, // it says itself why not
    Verb{"server", "start, stop or ask the server", define_server},
    Verb{"config", "check or show the settings", define_config},
    Verb{"relay", "connect standard input and output to the server, for --via", define_relay},
};

/// For this process, and for the server that it may start.
Result<void> choose_config(const std::string& path)
{
    std::error_code failure;
    const auto absolute = std::filesystem::absolute(path, failure);
    if (failure) return Error("cannot tell the current directory: " + failure.message());
    ::setenv("CLEAT_CONFIG", absolute.c_str(), 1);
    return {};
}

/// A configuration file that somebody named, by an option or a variable, is read whatever the verb, so that a wrong one
/// is noticed.
Result<void> check_named_config()
{
    if (config_path().origin != ConfigOrigin::environment) return {};
    const auto read = settings();
    return read ? Result<void>() : read.error();
}

/// What may be empty: text that is typed, looked for or passed on; and a number that may be left out.
bool may_be_empty(const CLI::Option& option)
{
    constexpr std::string_view NAMES[] = {"COMMAND", "LABEL", "REGEX", "--text", "--keys", "--history"};
    return std::ranges::find(NAMES, option.get_name()) != std::end(NAMES);
}

/// Nothing is no name and no number: a script's variable may have been empty.
Result<void> check_none_empty(const CLI::App& app)
{
    for (const CLI::Option* const option : app.get_options()) {
        const auto& given = option->results();
        if (option->get_items_expected_max() == 0 || may_be_empty(*option)) continue;
        if (std::ranges::find(given, std::string()) != given.end())
            return Error(option->get_name() + " is empty", ErrorCode::invalid);
    }
    std::vector<const CLI::App*> parts =
        app.get_subcommands([](const CLI::App* sub) { return sub->get_name().empty(); });
    for (const CLI::App* const verb : app.get_subcommands()) parts.push_back(verb);
    for (const CLI::App* const part : parts) // groups of options, and the verb that was given
        if (auto good = check_none_empty(*part); !good) return good;
    return {};
}

} // namespace

std::span<const Verb> all_verbs()
{
    return VERBS;
}

int run_command_line(int argc, char** argv)
{
    CLI::App app("keep terminal sessions alive, and show their screens to whoever comes back", "cleat");
    app.footer("Without a verb: attach to the session that was used last, or make \"main\". See cleat(1).");
    app.set_version_flag("--version", CLEAT_VERSION);
    VerbContext context;
    auto* const via =
        app.add_option("--via", context.link.via, "a command whose standard input and output lead to the server")
            ->type_name("COMMAND");
    app.add_option("--owner", context.link.owner, "look at what this other user shares")
        ->type_name("USER")
        ->excludes(via);
    std::string config;
    app.add_option("--config", config, "the configuration file; else $CLEAT_CONFIG, or the usual one")
        ->type_name("FILE");
    app.require_subcommand(0, 1);

    VerbAction chosen = attach_to_any;
    bool checked = true;
    bool is_for_guest = true;
    for (const Verb& verb : all_verbs()) {
        CLI::App* const sub = app.add_subcommand(verb.name, verb.summary);
        const VerbAction action = verb.define(*sub);
        const bool reads_config = std::string_view(verb.name) == "config"; // and says what is wrong with it
        const bool is_for_guests = verb.is_for_guests;
        sub->callback([&chosen, &checked, &is_for_guest, action, reads_config, is_for_guests] {
            chosen = action;
            checked = !reads_config;
            is_for_guest = is_for_guests;
        });
    }
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& problem) {
        if (problem.get_exit_code() == 0) return app.exit(problem); // --help, --version
        std::fprintf(stderr, "cleat: %s\n", problem.what());
        return STATUS_USAGE;
    }
    if (const auto good = check_none_empty(app); !good) return report(good.error());
    if (!context.link.owner.empty())
        if (const auto owner = user_id(context.link.owner); !owner) return report(owner.error());
    if (!context.link.owner.empty() && !is_for_guest) return report(only_looks_on());
    if (!config.empty())
        if (const auto good = choose_config(config); !good) return report(good.error());
    if (checked)
        if (const auto good = check_named_config(); !good) return report(good.error());
    return chosen(context);
}

} // namespace cleat
