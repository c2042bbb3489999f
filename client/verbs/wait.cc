#include "client/link/trust.h"
#include "client/verbs/all_verbs.h"
#include "client/verbs/ended_words.h"
#include "client/verbs/number_option.h"
#include "client/verbs/session_argument.h"
#include "common/base/duration.h"
#include "common/base/quote.h"

#include <CLI/CLI.hpp>

#include <unistd.h>

#include <cstdio>
#include <optional>

namespace cleat {

namespace {

struct WaitOptions {
    std::string text;
    std::string idle;
    bool exit = false;
    bool shown = false;
    std::optional<std::uint64_t> after;
    std::string timeout;
};

Result<Wait> wait_message(const std::string& session, const WaitOptions& options, bool for_text)
{
    Wait out;
    out.session = session;
    out.after = options.after;
    if (!options.timeout.empty()) {
        const auto timeout = parse_duration(options.timeout);
        if (!timeout) return timeout.error();
        out.timeout_ms = static_cast<std::uint64_t>(timeout->count());
    }
    if (for_text) {
        out.what = Wait::For::text;
        out.pattern = options.text;
    } else if (!options.idle.empty()) {
        const auto idle = parse_duration(options.idle);
        if (!idle) return idle.error();
        out.what = Wait::For::idle;
        out.idle_ms = static_cast<std::uint64_t>(idle->count());
    } else {
        out.what = options.exit ? Wait::For::exit : Wait::For::shown;
    }
    return out;
}

/// The line that matched: unchanged for a program that reads it from the user's own server, otherwise made visible.
std::string line_of(const std::string& text, const LinkOptions& link)
{
    const bool is_plain = trust_in(link) == Trust::own && ::isatty(STDOUT_FILENO) != 1;
    return is_plain ? text : visible(text, text.size());
}

} // namespace

VerbAction define_wait(CLI::App& app)
{
    const auto session = add_required_session_argument(app);
    const auto options = std::make_shared<WaitOptions>();
    auto* const what = app.add_option_group("what");
    auto* const text =
        what->add_option("--text", options->text, "wait for a line that matches, and print it")->type_name("REGEX");
    what->add_option("--idle", options->idle, "wait until there is no output for this long")->type_name("DURATION");
    what->add_flag("--exit", options->exit, "wait until the program ends, and exit with its status");
    what->add_flag("--shown", options->shown, "wait until every client shows the current screen");
    what->require_option(1);
    app.footer(
        "cleat wait build --exit --timeout 10m\nWait until the program of \"build\" ends, for at most ten minutes.");
    add_number_option(app, "--after", options->after,
                      "consider only output after this offset, as printed by cleat send")
        ->type_name("OFFSET");
    app.add_option("--timeout", options->timeout, "give up after this long, with status 124")->type_name("DURATION");
    return [=](const VerbContext& context) {
        const auto message = wait_message(*session, *options, text->count() > 0);
        if (!message) return report(message.error());
        auto caller = Caller::open(context.link, Role::observer);
        if (!caller) return report(caller.error());
        const auto waited = caller->ask_for<Waited>(*message);
        if (!waited) return report(waited.error());
        if (message->what == Wait::For::text) std::printf("%s\n", line_of(waited->text, context.link).c_str());
        if (message->what == Wait::For::exit && waited->ended && waited->ended->incomplete)
            std::fprintf(stderr, "cleat: another process kept the terminal open: the output may be incomplete\n");
        if (message->what == Wait::For::exit && waited->ended) return status_of(*waited->ended);
        return 0;
    };
}

} // namespace cleat
