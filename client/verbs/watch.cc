#include "client/dashboard/dashboard_viewer.h"
#include "client/tty/capabilities_of.h"
#include "client/verbs/all_verbs.h"
#include "client/verbs/attach_to.h"

#include <CLI/CLI.hpp>

#include <csignal>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace cleat {

namespace {

/// Shows the dashboard, and the sessions that the user attaches to from it, until the user quits.
int watch(const VerbContext& context, const std::vector<std::string>& patterns)
{
    std::signal(SIGPIPE, SIG_IGN);
    DashboardOptions options{.link = context.link, .patterns = patterns};
    for (;;) {
        auto tty = Tty::open();
        if (!tty) return report(Error("standard input is not a terminal", ErrorCode::invalid));
        auto capabilities = capabilities_of(TerminalEnvironment::current());
        if (!capabilities) return report(capabilities.error());
        std::optional<DashboardViewer> viewer(std::in_place, std::move(*tty), std::move(*capabilities), options);
        const auto chosen = viewer->run();
        viewer.reset(); // attaching uses the terminal and the signals
        if (!chosen) return report(chosen.error());
        if (!*chosen) return 0;
        options.chosen = (*chosen)->id;
        (void)attach_to(context, '#' + std::to_string((*chosen)->id), AttachOptions());
    }
}

} // namespace

VerbAction define_watch(CLI::App& app)
{
    const auto patterns = std::make_shared<std::vector<std::string>>();
    app.add_option("NAME", *patterns, "sessions, as names or patterns (default: all)");
    app.footer("cleat watch 'build-*'\nShow all sessions whose names start with \"build-\".");
    return [patterns](const VerbContext& context) { return watch(context, *patterns); };
}

} // namespace cleat
