#include "common/base/log.h"
#include "common/base/paths.h"
#include "common/command_line/help.h"
#include "common/command_line/usage_error.h"
#include "common/config/config_file.h"
#include "server/keeper/keeper.h"
#include "server/keeper/role_process.h"
#include "server/peer/worker.h"
#include "server/pty/private_memory.h"
#include "server/recorder/recorder.h"
#include "server/session/session_name.h"

#include <CLI/CLI.hpp>

#include <sys/prctl.h>
#include <unistd.h>

#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <filesystem>
#include <string>

namespace {

struct Arguments {
    bool foreground = false;
    bool verbose = false;
    bool conformance = false;
    std::string config; ///< empty for the usual file
    cleat::MainOptions main;
    int worker = -1;                 ///< descriptor of the link to the keeper; -1 unless this process is the worker
    cleat::RuntimeDirectory runtime; ///< for the worker
    bool recorder = false;           ///< whether this process is a recorder
};

void set_up_log(const Arguments& arguments)
{
    const auto least = arguments.verbose ? cleat::LogLevel::debug : cleat::LogLevel::info;
    if (arguments.foreground) return cleat::log_to_stderr(least);
    const std::string directory = cleat::state_directory();
    if (directory.empty() || !cleat::make_directories(directory)) return cleat::log_nowhere();
    cleat::log_to_file(directory + "/cleatd.log", least);
}

int run_worker(const Arguments& arguments)
{
    cleat::log_in_background();
    std::signal(SIGPIPE, SIG_IGN);
    std::signal(SIGXFSZ, SIG_IGN);         // memory files beyond RLIMIT_FSIZE fail with an error instead
    ::prctl(PR_SET_NAME, "cleatd-worker"); // exec named it "exe", after /proc/self/exe
    const auto readback = arguments.conformance ? cleat::Readback::allowed : cleat::Readback::refused;
    const auto settings = cleat::load_settings(); // checked by the keeper
    cleat::Loop loop;
    cleat::Worker worker{loop,
                         cleat::UniqueFd(arguments.worker),
                         arguments.runtime,
                         readback,
                         arguments.main,
                         settings ? settings->record_all : std::string()};
    loop.run();
    return 0;
}

int run_recorder()
{
    ::prctl(PR_SET_NAME, "cleatd-recorder");
    return cleat::run_recorder(cleat::UniqueFd(cleat::ROLE_SOCKET), cleat::UniqueFd(cleat::ROLE_SOCKET + 1));
}

int keep(const Arguments& arguments, const rlimit& core)
{
    // Absolute: programs inherit the variable and run in other directories.
    if (!arguments.config.empty()) ::setenv("CLEAT_CONFIG", std::filesystem::absolute(arguments.config).c_str(), 1);
    const auto settings = cleat::load_settings();
    if (!settings) {
        std::fprintf(stderr, "cleatd: %s\n", settings.error().message().c_str());
        return cleat::EXIT_BAD_COMMAND;
    }
    cleat::KeeperOptions options;
    options.core_limit = core;
    options.grace = settings->stop_grace;
    options.oom_score_raise = static_cast<int>(settings->oom_score_raise);
    options.mode = arguments.foreground ? cleat::KeeperOptions::Mode::foreground : cleat::KeeperOptions::Mode::daemon;
    const auto facts = cleat::runtime_inputs();
    options.places = cleat::runtime_directories(facts);
    options.note = cleat::RuntimeLink(facts.home, facts.instance);
    // Absolute, for programs in other directories.
    if (!facts.chosen.empty()) ::setenv("CLEAT_RUNTIME_DIR", facts.chosen.c_str(), 1);
    if (arguments.foreground) options.worker_arguments.emplace_back("--foreground");
    if (arguments.verbose) options.worker_arguments.emplace_back("--verbose");
    options.recorder_arguments = options.worker_arguments;
    if (arguments.conformance) options.worker_arguments.emplace_back("--conformance");
    if (!arguments.main.name.empty()) {
        options.worker_arguments.insert(options.worker_arguments.end(), {"--main", arguments.main.name, "--"});
        options.worker_arguments.insert(options.worker_arguments.end(), arguments.main.command.begin(),
                                        arguments.main.command.end());
    }
    return cleat::run_keeper(options);
}

cleat::Result<void> check(const cleat::MainOptions& main, bool foreground)
{
    if (!main.command.empty() && main.name.empty()) return cleat::Error("COMMAND requires --main");
    if (main.name.empty()) return {};
    if (!foreground) return cleat::Error("--main requires --foreground, because the exit status of a daemon is lost");
    return cleat::check_session_name(main.name);
}

} // namespace

int main(int argc, char** argv)
{
    const rlimit core = cleat::keep_memory_private();
    Arguments arguments;
    CLI::App app("run the server of cleat, which owns the terminal sessions and shows their screens to clients",
                 "cleatd");
    cleat::set_up_command_line(app);
    app.set_version_flag("--version", CLEAT_VERSION, "print the version and exit");
    app.add_flag("--foreground", arguments.foreground, "stay in the foreground and log to stderr");
    app.add_flag("--verbose", arguments.verbose, "also log clients and recordings");
    app.add_flag("--conformance", arguments.conformance,
                 "let programs read back screens and titles, for terminal test suites");
    app.add_option("--config", arguments.config, "configuration file (default: $CLEAT_CONFIG, or the usual file)")
        ->type_name("FILE");
    app.add_option("--main", arguments.main.name, "create this session, stop when it ends, and exit with its status")
        ->type_name("NAME");
    app.add_option("COMMAND", arguments.main.command,
                   "program of the main session, with its arguments (default: your shell)")
        ->option_text("[-- COMMAND [ARGUMENT...]]");
    app.add_option("--worker", arguments.worker)->group("");
    app.add_option("--runtime-directory", arguments.runtime.directory)->group("");
    app.add_option("--runtime-directory-from", arguments.runtime.reason)->group("");
    app.add_flag("--recorder", arguments.recorder)->group("");
    app.footer("See cleatd(8) for the manual.");
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& problem) {
        if (problem.get_exit_code() == 0) return app.exit(problem);
        std::fprintf(stderr, "cleatd: %s\n", cleat::usage_error(problem, app).c_str());
        return cleat::EXIT_BAD_COMMAND;
    }
    if (const auto good = check(arguments.main, arguments.foreground); !good) {
        std::fprintf(stderr, "cleatd: %s\n", good.error().message().c_str());
        return cleat::EXIT_BAD_COMMAND;
    }
    try {
        set_up_log(arguments);
        if (arguments.recorder) return run_recorder();
        return arguments.worker >= 0 ? run_worker(arguments) : keep(arguments, core);
    } catch (const std::exception& problem) {
        cleat::log_error("{}", problem.what());
        std::fprintf(stderr, "cleatd: %s\n", problem.what());
        return 1;
    }
}
