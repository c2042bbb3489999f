#include "server/keeper/keeper.h"

#include "common/base/log.h"
#include "common/base/process_end.h"
#include "common/base/quote.h"
#include "common/event/deferred_task.h"
#include "common/event/loop.h"
#include "common/event/restorer.h"
#include "server/keeper/channel.h"
#include "server/keeper/daemon.h"
#include "server/keeper/programs.h"
#include "server/keeper/recorders.h"
#include "server/keeper/role_process.h"
#include "server/keeper/serving_directory.h"
#include "server/keeper/session_directory.h"
#include "server/keeper/shared_socket.h"

#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <cstdio>
#include <filesystem>
#include <optional>
#include <utility>

namespace cleat {
namespace {

using WorkerChannel = Channel<KeeperRecord, WorkerRecord>;

using namespace std::chrono_literals;

constexpr auto PATIENCE_FOR_READY = 30s;
constexpr auto AFTER_KILL = 2s; ///< for processes that SIGKILL does not end at once

/// Runs a worker, which serves the clients, until the server ends. One per process.
class Keeper {
 public:
    Keeper(const KeeperOptions& options, ServingDirectory place, Readiness readiness, ProgramDefaults defaults)
        : options_(options),
          place_(std::move(place)),
          readiness_(std::move(readiness)),
          programs_(loop_, defaults,
                    {.on_started = [this](SessionId session, pid_t pid, const ProgramEnds& ends,
                                          int log) { started(session, pid, ends, log); },
                     .on_failed =
                         [this](SessionId session, SpawnError error) {
                             if (main_ == session) main_.reset();
                             send(record::SpawnFailed{session, error});
                         },
                     .on_released = [this](SessionId session) { send(record::Released{session}); },
                     .on_ended =
                         [this](SessionId session, int status) {
                             if (main_ == session) main_status_ = status;
                             send(record::Exited{session, status});
                         }}),
          recorders_(options.executable, options.recorder_arguments),
          on_child_(loop_, SIGCHLD, [this] { reap(); }),
          on_term_(loop_, SIGTERM, [this] { asked_to_stop("SIGTERM"); }),
          on_interrupt_(loop_, SIGINT, [this] { asked_to_stop("SIGINT"); }),
          on_hangup_(loop_, SIGHUP, [this] { hung_up(); }),
          on_user_(loop_, SIGUSR1, [this] { restorer_.hurry(); }),
          restorer_(loop_, {.name = "the runtime directory",
                            .is_whole = [this] { return is_whole(); },
                            .restore = [this] { return restore(); },
                            .watch = [this](DirectoryWatch& watch) { watch_directories(watch); }}),
          half_grace_(loop_, [this] { programs_.signal_all(SIGTERM); }),
          grace_(loop_, [this] { grace_over(); })
    {
        watch_knocks(place_.guard, on_knock_);
    }

    int run()
    {
        if (auto begun = begin_worker(); !begun) {
            fail(begun.error().message());
        }
        loop_.run();
        if (exit_code_ == EXIT_FAILED || !main_status_) return exit_code_;
        return WIFSIGNALED(*main_status_) ? 128 + WTERMSIG(*main_status_) : WEXITSTATUS(*main_status_);
    }

 private:
    Result<void> begin_worker()
    {
        std::vector<std::string> words{"--worker",
                                       std::to_string(ROLE_SOCKET),
                                       "--runtime-directory",
                                       place_.runtime.directory,
                                       "--runtime-directory-from",
                                       place_.runtime.reason};
        words.insert(words.end(), options_.worker_arguments.begin(), options_.worker_arguments.end());
        auto worker = start_role(options_.executable, words);
        if (!worker) return worker.error();
        worker_ = worker->pid;
        link_ = std::make_unique<WorkerChannel>(
            loop_, std::move(worker->socket),
            WorkerChannel::Handlers{
                .on_record = [this](const WorkerRecord& record, const std::vector<UniqueFd>&) { receive(record); },
                .on_closed = [this] { link_lost(); }});
        send_listener(place_);
        return {};
    }

    void send_listener(const ServingDirectory& place)
    {
        send(record::Listener{{.directory = place.runtime.directory, .reason = place.runtime.reason}},
             {place.listener->get()});
    }

    void send(const KeeperRecord& record, const std::vector<int>& descriptors = {})
    {
        if (link_) link_->send(record, descriptors);
    }

    void started(SessionId session, pid_t pid, const ProgramEnds& ends, int log)
    {
        std::vector<int> descriptors;
        for (const UniqueFd* const end : {&ends.terminal, &ends.output, &ends.errors, &ends.input})
            if (*end) descriptors.push_back(end->get());
        descriptors.insert(descriptors.begin(), log);
        send(record::Spawned{.session = session, .pid = pid}, descriptors);
    }

    void receive(const WorkerRecord& record)
    {
        if (is_stopping_) return;
        std::visit([this](const auto& one) { handle(one); }, record);
    }

    // One handler for each record.
    void handle(const record::Spawn& spawn) { programs_.start(spawn.session, spawn.request); }
    void handle(const record::Release& release) { programs_.release(release.session); }
    void handle(const record::Signal& signal) { programs_.signal(signal.session, signal.group, signal.signal); }
    void handle(const record::Close& close) { programs_.close(close.session); }
    void handle(const record::Forget& forget) { programs_.forget(forget.session); }
    void handle(const record::CloseInput& close) { programs_.close_input(close.session); }
    void handle(const record::Main& main) { main_ = main.session; }
    void handle(const record::Stop& asked)
    {
        stop(asked.status, main_ ? "its main session has ended, or a client requested it" : "by request");
    }
    void handle(const record::Ready&) { worker_is_ready(); }
    void handle(const record::Share&) { share(); }
    void handle(const record::Unshare&) { unshare(); }
    void handle(const record::EndRecorder& end) { recorders_.kill(end.recorder); }

    /// A session whose memory was released cannot be recorded.
    void handle(const record::StartRecorder& asked)
    {
        const int memory = programs_.memory_of(asked.session);
        const auto socket = memory >= 0 ? recorders_.start(asked.recorder, memory) : tl::unexpected(ESRCH);
        if (socket) send(record::RecorderStarted{asked.recorder}, {*socket});
        else send(record::RecorderFailed{asked.recorder, socket.error()});
    }

    void share()
    {
        if (!shared_) {
            auto socket = SharedSocket::open(options_.shared);
            if (!socket) return send(record::NotShared{socket.error().message()});
            shared_.emplace(std::move(*socket));
            restorer_.watch();
        }
        is_shared_ = true;
        send(record::SharedListener{}, {shared_->get()});
    }

    void unshare()
    {
        is_shared_ = false;
        shared_.reset();
    }

    [[nodiscard]] bool is_whole() const
    {
        return place_.is_whole() && (!is_shared_ || (shared_ && shared_->is_whole()));
    }

    /// Restores the runtime directory and the shared socket; failure of one does not stop the other.
    Result<void> restore()
    {
        const auto place = place_.is_whole() ? Result<bool>(false) : place_.restore();
        if (!place) serve_elsewhere();
        else if (*place || spare_) serve_here();
        if (is_shared_ && !(shared_ && shared_->is_whole())) {
            shared_.reset();
            auto socket = SharedSocket::open(options_.shared);
            if (!socket) return socket.error();
            shared_.emplace(std::move(*socket));
            send(record::SharedListener{}, {shared_->get()});
        }
        if (!place) return place.error();
        return {};
    }

    void serve_here()
    {
        send_listener(place_);
        on_spare_knock_.reset();
        spare_.reset();
    }

    /// Serves in another directory that clients search, until the configured one is available again: a logout, for
    /// example, removes it with its parents.
    void serve_elsewhere()
    {
        if (spare_ && spare_->is_whole()) return;
        on_spare_knock_.reset();
        spare_.reset();
        auto places = options_.places;
        std::erase_if(places, [this](const RuntimeDirectory& one) { return one == place_.runtime; });
        auto taken = ServingDirectory::take_spare(places);
        if (!taken) return;
        spare_.emplace(std::move(*taken));
        log_warning("temporarily serving clients in {}", in_quotes(spare_->runtime.directory));
        send_listener(*spare_);
        watch_knocks(spare_->guard, on_spare_knock_);
    }

    /// Checks the directory at once when a client knocks (`ServerGuard`), because it found no socket.
    void watch_knocks(const ServerGuard& guard, std::optional<FdWatch>& watch)
    {
        if (guard.get() < 0) return;
        watch.emplace(loop_, guard.get(), [this, &guard](FdWatch::Ready) {
            if (guard.accept_knocks()) restorer_.hurry();
        });
        watch->set(Interest::read);
    }

    /// Watches the parent only for its own removal, not for changes of its entries, because other programs use it too.
    void watch_directories(DirectoryWatch& watch) const
    {
        watch.add(place_.runtime.directory);
        watch.add_itself(std::filesystem::path(place_.runtime.directory).parent_path());
        if (spare_) watch.add(spare_->runtime.directory);
        if (shared_) watch.add(shared_->directory());
    }

    void worker_is_ready()
    {
        log_info("ready in {}", in_quotes(place_.runtime.directory));
        readiness_.ready();
    }

    void reap()
    {
        int status = 0;
        for (pid_t pid = 0; (pid = ::waitpid(-1, &status, WNOHANG)) > 0;) {
            if (pid == worker_) worker_ended(status);
            else if (const auto recorder = recorders_.ended(pid)) send(record::RecorderExited{*recorder, status});
            else programs_.ended(pid, status); // or it was an orphan that this process inherited
        }
        end_if_all_is_over();
    }

    void worker_ended(int status)
    {
        worker_ = 0;
        if (is_stopping_) return;
        fail("the server's worker " + describe_end(status));
    }

    /// A worker that runs but does not communicate is of no use.
    void link_lost()
    {
        drop_link_.schedule();
        if (worker_ == 0 || is_stopping_) return;
        log_error("the worker closed its link");
        ::kill(worker_, SIGKILL); // reaping the worker ends the server
    }

    void hung_up()
    {
        if (options_.mode == KeeperOptions::Mode::foreground) asked_to_stop("SIGHUP");
    }

    void asked_to_stop(std::string_view signal)
    {
        if (is_stopping_) return grace_over();
        stop(EXIT_ENDED, signal);
    }

    void fail(const std::string& message)
    {
        log_error("{}", message);
        readiness_.failed(EXIT_FAILED, message);
        if (!is_stopping_) stop(EXIT_FAILED, message);
    }

    /// Ends everything, in this order: no new clients; the worker, which notifies its clients; the programs.
    void stop(int exit_code, std::string_view reason)
    {
        log_info("the server is ending: {}", reason);
        is_stopping_ = true;
        exit_code_ = exit_code;
        readiness_.failed(EXIT_FAILED, "the server was stopped before it was ready");
        restorer_.stop();
        on_knock_.reset();
        on_spare_knock_.reset();
        place_.guard.release(); // a client that finds no socket now concludes that no server runs
        spare_.reset();
        if (place_.listener) place_.listener->remove();
        options_.note.take_back(place_.runtime.directory);
        unshare();
        end_programs();
        half_grace_.start(options_.grace / 2);
        grace_.start(options_.grace);
        finish_stopping_.schedule();
    }

    /// Programs get SIGHUP as when a terminal closes, at which shells end their jobs. The main program may be a
    /// service, for which SIGHUP has another meaning: it gets SIGTERM, as from a service manager.
    void end_programs()
    {
        programs_.signal_all_but(main_, SIGHUP);
        if (main_) programs_.signal_session(*main_, SIGTERM);
        programs_.signal_all(SIGCONT); // a stopped program would not handle it
    }

    void grace_over()
    {
        if (std::exchange(is_killing_, true)) return loop_.stop();
        programs_.signal_all(SIGKILL);
        recorders_.kill_all();
        if (worker_ != 0) ::kill(worker_, SIGKILL);
        grace_.start(AFTER_KILL);
    }

    void end_if_all_is_over()
    {
        if (is_stopping_ && worker_ == 0 && !programs_.any_running() && !recorders_.any_running()) loop_.stop();
    }

    const KeeperOptions& options_;
    Loop loop_;
    ServingDirectory place_;
    std::optional<ServingDirectory> spare_; ///< where clients connect while `place_` is not available
    std::optional<SharedSocket> shared_;    ///< while sessions are shared with other users
    bool is_shared_ = false;                ///< true even while a lost socket cannot be created again
    Readiness readiness_;
    Programs programs_;
    Recorders recorders_;
    pid_t worker_ = 0;
    std::unique_ptr<WorkerChannel> link_;
    SignalWatch on_child_;
    SignalWatch on_term_;
    SignalWatch on_interrupt_;
    SignalWatch on_hangup_;
    SignalWatch on_user_;
    Restorer restorer_;
    std::optional<FdWatch> on_knock_;
    std::optional<FdWatch> on_spare_knock_;
    Timer half_grace_;
    Timer grace_;
    bool is_stopping_ = false;
    bool is_killing_ = false;
    int exit_code_ = EXIT_ENDED;
    std::optional<SessionId> main_;
    std::optional<int> main_status_; ///< waitpid's
    DeferredTask drop_link_{loop_, [this] { link_.reset(); }};
    DeferredTask finish_stopping_{loop_, [this] {
                                      link_.reset();
                                      recorders_.finish_all();
                                      end_if_all_is_over();
                                  }};
};

/// Raises the limit of open files to the maximum, since each session takes several. Returns the previous limit.
rlimit raise_open_files()
{
    rlimit before{};
    ::getrlimit(RLIMIT_NOFILE, &before);
    const rlimit raised{.rlim_cur = before.rlim_max, .rlim_max = before.rlim_max};
    ::setrlimit(RLIMIT_NOFILE, &raised);
    return before;
}

/// The OOM score for programs, so that they are killed before the server. Nothing if `raise` is 0.
std::optional<int> raised_oom_score(int raise)
{
    constexpr int LIMIT = 1'000;
    if (raise == 0) return std::nullopt;
    return std::min(oom_score_adj() + raise, LIMIT);
}

int complain(int code, const std::string& message)
{
    if (code != 0) std::fprintf(stderr, "cleatd: %s\n", message.c_str());
    return code;
}

/// Blocks the signals that end a server during its lifetime: a signal that arrives when clients can already connect,
/// but the signal watches do not exist yet, must not kill the server without an orderly end.
class SignalsBlockedAtStart {
 public:
    SignalsBlockedAtStart()
    {
        sigset_t ending;
        ::sigemptyset(&ending);
        for (const int number : {SIGTERM, SIGINT, SIGHUP, SIGUSR1}) ::sigaddset(&ending, number);
        ::sigprocmask(SIG_BLOCK, &ending, &before_);
    }
    ~SignalsBlockedAtStart() { ::sigprocmask(SIG_SETMASK, &before_, nullptr); }
    SignalsBlockedAtStart(const SignalsBlockedAtStart&) = delete;
    SignalsBlockedAtStart& operator=(const SignalsBlockedAtStart&) = delete;

 private:
    sigset_t before_{};
};

/// Serves until the server ends. Errors are reported both on stderr and through `readiness`: one of them reaches the
/// user.
int serve(const KeeperOptions& options, Readiness readiness)
{
    if (const auto startable = check_executable(options.executable); !startable) {
        readiness.failed(EXIT_FAILED, startable.error().message());
        return complain(EXIT_FAILED, startable.error().message());
    }
    auto held = std::make_optional<SignalsBlockedAtStart>();
    auto place = ServingDirectory::take(options.places);
    if (!place) {
        readiness.failed(place.error().code, place.error().message);
        return complain(place.error().code, place.error().message);
    }
    remove_session_directories(place->runtime.directory);
    if (needs_link(place->runtime, ::geteuid()))
        if (const auto left = options.note.leave(place->runtime.directory); !left)
            log_warning("clients without XDG_RUNTIME_DIR will not find this server: {}", left.error().message());
    SharedSocket::clean(options.shared);
    ::signal(SIGPIPE, SIG_IGN);
    ::prctl(PR_SET_CHILD_SUBREAPER, 1); // so that orphans of programs are reaped here, as by init
    const ProgramDefaults defaults{raise_open_files(), raised_oom_score(options.oom_score_raise), options.core_limit};
    log_in_background(); // processes forked from now on do nothing that is not async-signal-safe before exec
    Keeper keeper(options, std::move(*place), std::move(readiness), defaults);
    held.reset();
    return keeper.run();
}

} // namespace

int run_keeper(const KeeperOptions& options)
{
    open_standard_descriptors();
    if (options.mode == KeeperOptions::Mode::foreground) return serve(options, Readiness());
    auto side = become_daemon();
    if (!side) return complain(EXIT_FAILED, side.error().message());
    if (auto* const daemon = std::get_if<Daemon>(&*side)) return serve(options, std::move(daemon->readiness));
    const auto verdict = wait_for_readiness(std::get<Starter>(*side).pipe.get(), PATIENCE_FOR_READY);
    return complain(verdict.code, verdict.message);
}

} // namespace cleat
