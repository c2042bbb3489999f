#include "server/keeper/link.h"

#include "common/base/log.h"
#include "server/keeper/channel.h"

#include <fcntl.h>

#include <map>
#include <utility>
#include <variant>
#include <vector>

namespace cleat {
namespace {

UniqueFd made_ours(UniqueFd socket)
{
    ::fcntl(socket.get(), F_SETFD, FD_CLOEXEC); // it was inherited through exec
    return socket;
}

} // namespace

struct KeeperLink::Inner {
    Handlers handlers;
    Channel<WorkerRecord, KeeperRecord> channel;
    std::map<SessionId, std::size_t> unanswered; ///< size of each pending spawn request
    std::size_t unanswered_bytes = 0;            ///< total size

    Inner(Loop& loop, UniqueFd socket, Handlers its_handlers)
        : handlers(std::move(its_handlers)),
          channel(loop, made_ours(std::move(socket)),
                  {.on_record = [this](const KeeperRecord& record,
                                       std::vector<UniqueFd> descriptors) { receive(record, std::move(descriptors)); },
                   .on_closed = [this] { handlers.on_closed(); }})
    {}

    using Descriptors = std::vector<UniqueFd>;

    void receive(const KeeperRecord& record, Descriptors descriptors)
    {
        std::visit([this, &descriptors](const auto& one) { handle(one, std::move(descriptors)); }, record);
    }

    // One handler for each record.
    void handle(const record::SpawnFailed& failed, const Descriptors&)
    {
        answered(failed.session);
        handlers.on_spawn_failed(failed.session, failed.error);
    }

    void handle(const record::Released& released, const Descriptors&)
    {
        if (handlers.on_released) handlers.on_released(released.session);
    }

    void handle(const record::Exited& exited, const Descriptors&) { handlers.on_exited(exited.session, exited.status); }

    void handle(const record::Listener& listener, Descriptors descriptors)
    {
        if (!has(descriptors, 1, "a socket")) return;
        if (handlers.on_listener) handlers.on_listener(std::move(descriptors[0]), listener.place);
        channel.send(record::Ready{});
    }

    void handle(const record::SharedListener&, Descriptors descriptors)
    {
        if (!has(descriptors, 1, "a socket for others")) return;
        if (handlers.on_shared_listener) handlers.on_shared_listener(std::move(descriptors[0]));
    }

    void handle(const record::NotShared& failed, const Descriptors&)
    {
        if (handlers.on_shared_listener) handlers.on_shared_listener(Error(failed.why, ErrorCode::refused));
    }

    void handle(const record::RecorderStarted& started, Descriptors descriptors)
    {
        if (!has(descriptors, 1, "a recorder")) return;
        handlers.on_recorder(started.recorder, std::move(descriptors[0]));
    }

    void handle(const record::RecorderFailed& failed, const Descriptors&)
    {
        handlers.on_recorder(failed.recorder, Error::from_errno("starting a recorder", failed.error));
    }

    void handle(const record::RecorderExited& exited, const Descriptors&)
    {
        handlers.on_recorder_exited(exited.recorder, exited.status);
    }

    static bool has(const Descriptors& descriptors, std::size_t count, const char* what)
    {
        if (descriptors.size() != count) has_wrong_count(descriptors, what);
        return descriptors.size() == count;
    }

    static void has_wrong_count(const Descriptors& descriptors, const char* what)
    {
        log_error("the keeper sent {} with {} descriptors", what, descriptors.size());
    }

    void answered(SessionId session)
    {
        const auto found = unanswered.find(session);
        if (found == unanswered.end()) return;
        unanswered_bytes -= found->second;
        unanswered.erase(found);
    }

    void handle(const record::Spawned& spawned, Descriptors descriptors)
    {
        answered(spawned.session);
        if (descriptors.size() < 2 || descriptors.size() > 4) return has_wrong_count(descriptors, "a program");
        handlers.on_spawned(spawned.session, program_of(spawned.pid, std::move(descriptors)));
    }

    void handle(const record::Resumed& resumed, Descriptors descriptors)
    {
        if (descriptors.empty() || descriptors.size() > 4) return has_wrong_count(descriptors, "a session");
        if (handlers.on_resumed) handlers.on_resumed(resumed.session, program_of(resumed.pid, std::move(descriptors)));
    }

    /// Descriptors: the memory, then those of the program: one for a terminal, two or three for pipes, or none.
    static Spawned program_of(pid_t pid, Descriptors descriptors)
    {
        const std::size_t count = descriptors.size();
        Spawned program{.pid = pid, .ends = {}, .memory = std::move(descriptors[0])};
        if (count == 2) program.ends.terminal = std::move(descriptors[1]);
        if (count > 2) program.ends.output = std::move(descriptors[1]);
        if (count > 2) program.ends.errors = std::move(descriptors[2]);
        if (count == 4) program.ends.input = std::move(descriptors[3]);
        return program;
    }
};

KeeperLink::KeeperLink(Loop& loop, UniqueFd socket, Handlers handlers)
    : inner_(std::make_unique<Inner>(loop, std::move(socket), std::move(handlers)))
{}

KeeperLink::~KeeperLink() = default;

Result<void> KeeperLink::spawn(SessionId session, const SpawnRequest& request)
{
    constexpr const char* ASKING = "requesting a program from the keeper";
    if (inner_->unanswered_bytes > MAX_UNANSWERED)
        return Error("too many requests are unanswered", ErrorCode::refused).with(ASKING);
    const auto sent = inner_->channel.offer(record::Spawn{.session = session, .request = request});
    if (!sent) return sent.error().with(ASKING);
    inner_->unanswered.emplace(session, *sent);
    inner_->unanswered_bytes += *sent;
    return {};
}

void KeeperLink::release(SessionId session)
{
    inner_->channel.send(record::Release{.session = session});
}

void KeeperLink::signal(SessionId session, pid_t group, int signal)
{
    inner_->channel.send(record::Signal{.session = session, .group = group, .signal = signal});
}

void KeeperLink::close_input(SessionId session)
{
    inner_->channel.send(record::CloseInput{.session = session});
}

void KeeperLink::close(SessionId session)
{
    inner_->channel.send(record::Close{.session = session});
}

void KeeperLink::forget(SessionId session)
{
    inner_->channel.send(record::Forget{.session = session});
}

void KeeperLink::share()
{
    inner_->channel.send(record::Share{});
}

void KeeperLink::unshare()
{
    inner_->channel.send(record::Unshare{});
}

void KeeperLink::start_recorder(SessionId session, RecorderId recorder)
{
    inner_->channel.send(record::StartRecorder{.session = session, .recorder = recorder});
}

void KeeperLink::end_recorder(RecorderId recorder)
{
    inner_->channel.send(record::EndRecorder{.recorder = recorder});
}

void KeeperLink::set_main(SessionId session)
{
    inner_->channel.send(record::Main{.session = session});
}

void KeeperLink::stop_server(int status)
{
    inner_->channel.send(record::Stop{.status = status});
}

} // namespace cleat
