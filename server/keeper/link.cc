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
    ::fcntl(socket.get(), F_SETFD, FD_CLOEXEC); // it came through exec
    return socket;
}

} // namespace

struct KeeperLink::Inner {
    Handlers handlers;
    Channel channel;
    std::map<SessionId, std::size_t> unanswered; ///< bytes of each request for a program
    std::size_t unanswered_bytes = 0;            ///< of all of them

    Inner(Loop& loop, UniqueFd socket, Handlers its_handlers)
        : handlers(std::move(its_handlers)),
          channel(loop, made_ours(std::move(socket)),
                  {.on_record = [this](const Record& record,
                                       std::vector<UniqueFd> descriptors) { receive(record, std::move(descriptors)); },
                   .on_closed = [this] { handlers.on_closed(); }})
    {}

    void receive(const Record& record, std::vector<UniqueFd> descriptors)
    {
        if (const auto* const spawned = std::get_if<record::Spawned>(&record))
            take_program(*spawned, std::move(descriptors));
        else if (const auto* const failed = std::get_if<record::SpawnFailed>(&record)) spawn_failed(*failed);
        else if (const auto* const released = std::get_if<record::Released>(&record)) {
            if (handlers.on_released) handlers.on_released(released->session);
        } else if (const auto* const exited = std::get_if<record::Exited>(&record))
            handlers.on_exited(exited->session, exited->status);
        else if (const auto* const listener = std::get_if<record::Listener>(&record);
                 listener != nullptr && descriptors.size() == 1)
            take_listener(std::move(descriptors[0]), listener->place);
        else if (std::holds_alternative<record::SharedListener>(record) && descriptors.size() == 1)
            take_shared_listener(std::move(descriptors[0]));
        else if (const auto* const not_shared = std::get_if<record::NotShared>(&record))
            take_shared_listener(Error(not_shared->why, ErrorCode::refused));
        else if (const auto* const started = std::get_if<record::RecorderStarted>(&record);
                 started != nullptr && descriptors.size() == 2)
            handlers.on_recorder(started->recorder, RecorderEnds{std::move(descriptors[0]), std::move(descriptors[1])});
        else if (const auto* const none = std::get_if<record::RecorderFailed>(&record))
            handlers.on_recorder(none->recorder, Error::from_errno("starting a recorder", none->error));
        else if (const auto* const over = std::get_if<record::RecorderExited>(&record))
            handlers.on_recorder_exited(over->recorder, over->status);
        else log_error("the keeper sent a record of kind {} that is not for a worker", record.index());
    }

    void answered(SessionId session)
    {
        const auto found = unanswered.find(session);
        if (found == unanswered.end()) return;
        unanswered_bytes -= found->second;
        unanswered.erase(found);
    }

    void spawn_failed(const record::SpawnFailed& failed)
    {
        answered(failed.session);
        handlers.on_spawn_failed(failed.session, failed.error);
    }

    void take_program(const record::Spawned& spawned, std::vector<UniqueFd> descriptors)
    {
        answered(spawned.session);
        const std::size_t count = descriptors.size();
        if (count < 2 || count > 4) {
            log_error("the keeper sent a program with {} descriptors", count);
            return;
        }
        Spawned program{.pid = spawned.pid, .ends = {}, .log = std::move(descriptors[0])};
        if (count == 2) {
            program.ends.terminal = std::move(descriptors[1]);
        } else {
            program.ends.output = std::move(descriptors[1]);
            program.ends.errors = std::move(descriptors[2]);
            if (count == 4) program.ends.input = std::move(descriptors[3]);
        }
        handlers.on_spawned(spawned.session, std::move(program));
    }

    void take_listener(UniqueFd socket, const RuntimePlace& place)
    {
        if (handlers.on_listener) handlers.on_listener(std::move(socket), place);
        channel.send(record::Ready{});
    }

    void take_shared_listener(Result<UniqueFd> socket)
    {
        if (handlers.on_shared_listener) handlers.on_shared_listener(std::move(socket));
    }
};

KeeperLink::KeeperLink(Loop& loop, UniqueFd socket, Handlers handlers)
    : inner_(std::make_unique<Inner>(loop, std::move(socket), std::move(handlers)))
{}

KeeperLink::~KeeperLink() = default;

Result<void> KeeperLink::spawn(SessionId session, const SpawnRequest& request)
{
    constexpr const char* ASKING = "asking the keeper for a program";
    if (inner_->unanswered_bytes > MAX_UNANSWERED)
        return Error("it does not answer earlier requests", ErrorCode::refused).with(ASKING);
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
