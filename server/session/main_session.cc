#include "server/session/main_session.h"

#include "common/base/log.h"
#include "common/base/own_standing.h"
#include "common/base/passed_variables.h"

#include <filesystem>

namespace cleat {

namespace {

/// How long attached clients may take to draw the final screen.
constexpr std::uint64_t FINAL_SCREEN_MS = 2'000;

} // namespace

MainSession::MainSession(Loop& loop, KeeperLink& keeper, SessionTable& sessions, MainOptions options)
    : keeper_(keeper), sessions_(sessions), options_(std::move(options)), deferred_(loop)
{
    if (options_.name.empty()) return;
    sessions_.maker().expect_main(options_.name, [this](Session& session) { made(session); });
}

void MainSession::begin()
{
    if (options_.name.empty() || options_.command.empty()) return;
    New request;
    request.name = options_.name;
    request.command = options_.command;
    request.environment = passed_variables(own_environment(), {});
    request.umask = own_umask();
    request.nice = own_nice();
    std::error_code failure;
    request.directory = std::filesystem::current_path(failure).string();
    if (failure) {
        log_error("cannot start the main session: cannot determine the current directory: {}", failure.message());
        return keeper_.stop_server(1);
    }
    sessions_.maker().make(request, [this](const tl::expected<Session*, CreateError>& result) {
        if (result) return;
        log_error("cannot start the main session: {}", result.error().error.message());
        keeper_.stop_server(result.error().exit_status != 0 ? result.error().exit_status : 1);
    });
}

void MainSession::made(Session& session)
{
    id_ = session.id();
    wait_for(Wait::For::exit, &MainSession::ended);
}

/// The callback of a wait must not start another wait itself.
void MainSession::wait_for(Wait::For what, void (MainSession::*next)())
{
    Session* const session = sessions_.find(id_);
    if (session == nullptr) return over();
    Wait wait;
    wait.what = what;
    if (what == Wait::For::shown) wait.timeout_ms = FINAL_SCREEN_MS;
    session->waiters().add(wait, deferred_.guard([this, next](const Result<Waited>&) {
        deferred_.run([this, next] { (this->*next)(); });
    }));
}

void MainSession::ended()
{
    wait_for(Wait::For::shown, &MainSession::over);
}

/// The keeper knows the program's status, and exits with it.
void MainSession::over()
{
    log_info("the main session has ended");
    keeper_.stop_server();
}

} // namespace cleat
