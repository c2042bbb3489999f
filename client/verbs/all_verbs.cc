#include "client/verbs/all_verbs.h"

#include <CLI/CLI.hpp>

#include <array>
#include <cstdio>
#include <cstdlib>
#include <filesystem>

namespace cleat {

namespace {

constexpr std::array VERBS{
    Verb{"new", "make a session, and attach to it", define_new},
    Verb{"attach", "attach to a session", define_attach},
    Verb{"exec", "run a program without a terminal, and pass on what it reads and writes", define_exec},
    Verb{"tail", "print what a session's program wrote", define_tail},
    Verb{"detach", "detach clients from a session", define_detach},
    Verb{"watch", "show several sessions at once, live", define_watch},
    Verb{"ls", "list the sessions", define_ls},
    Verb{"clients", "list the clients of a session", define_clients},
    Verb{"share", "let other users look on", define_share},
    Verb{"unshare", "let other users look on no more", define_unshare},
    Verb{"shares", "list with whom sessions are shared", define_shares},
    Verb{"rename", "give a session another name", define_rename},
    Verb{"kill", "end a session, or send its programs a signal", define_kill},
    Verb{"signal", "send a signal to what is in the foreground of a session", define_signal},
    Verb{"resize", "give a session a size", define_resize},
    Verb{"snapshot", "print a session's screen", define_snapshot},
    Verb{"send", "type into a session", define_send},
    Verb{"wait", "wait until something holds of a session", define_wait},
    Verb{"record", "record a session", define_record},
    Verb{"play", "play a recording, or what a session has shown", define_play},
    Verb{"grep", "find text that was on the screen in recordings and sessions", define_grep},
    Verb{"export", "write a recording in another form, or pictures of it", define_export},
    Verb{"env", "print where the user of a session is, for a shell", define_env},
    Verb{"server", "start, stop or ask the server", define_server},
    Verb{"config", "check or show the settings", define_config},
    Verb{"relay", "connect standard input and output to the server, for --via", define_relay},
};

/// For this process, and for the server that it may start.
void choose_config(const std::string& path)
{
    std::error_code ignored;
    ::setenv("CLEAT_CONFIG", std::filesystem::absolute(path, ignored).c_str(), 1);
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
    for (const Verb& verb : all_verbs()) {
        CLI::App* const sub = app.add_subcommand(verb.name, verb.summary);
        const VerbAction action = verb.define(*sub);
        sub->callback([&chosen, action] { chosen = action; });
    }
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& problem) {
        if (problem.get_exit_code() == 0) return app.exit(problem); // --help, --version
        std::fprintf(stderr, "cleat: %s\n", problem.what());
        return STATUS_USAGE;
    }
    if (!config.empty()) choose_config(config);
    return chosen(context);
}

} // namespace cleat
