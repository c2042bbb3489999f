#include "tests/support/fake_keeper.h"

#include "tests/support/far_end.h"

#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <filesystem>
#include <stdexcept>
#include <tuple>
#include <variant>

namespace cleat::test {

namespace {

UniqueFd listen_at(const std::string& socket)
{
    UniqueFd listener{::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0)};
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    socket.copy(static_cast<char*>(address.sun_path), sizeof address.sun_path - 1);
    ::unlink(socket.c_str());
    if (::bind(listener.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) < 0 ||
        ::listen(listener.get(), SOMAXCONN) < 0)
        throw std::runtime_error("no socket");
    return listener;
}

} // namespace

UniqueFd FakeKeeper::link()
{
    auto sockets = make_channel_sockets();
    if (!sockets) throw std::runtime_error(sockets.error().message());
    channel_ = std::make_unique<Channel<KeeperRecord, WorkerRecord>>(
        loop_, std::move(sockets->second),
        Channel<KeeperRecord, WorkerRecord>::Handlers{
            .on_record =
                [this](const WorkerRecord& record, const std::vector<UniqueFd>&) {
                    std::visit([this](const auto& r) { handle(r); }, record);
                },
            .on_closed = [] {}});
    return std::move(sockets->first);
}

void FakeKeeper::hand_over()
{
    for (const auto& [session, program] : programs_) {
        if (program.is_forgotten) continue;
        channel_->send(record::Resumed{.session = session, .pid = program.pid}, descriptors_of(program));
        if (program.status) channel_->send(record::Exited{.session = session, .status = *program.status});
    }
}

void FakeKeeper::serve_at(const std::string& socket)
{
    const UniqueFd listener = listen_at(socket);
    const RuntimeDirectory place{.directory = std::filesystem::path(socket).parent_path()};
    channel_->send(record::Listener{.place = place}, {listener.get()});
    shared_socket_ = socket + ".shared";
}

void FakeKeeper::handle(const record::Share& /*share*/)
{
    if (no_shares_) {
        channel_->send(record::NotShared{.why = *no_shares_});
        return;
    }
    const UniqueFd listener = listen_at(shared_socket_);
    channel_->send(record::SharedListener{}, {listener.get()});
    is_shared_ = true;
}

void FakeKeeper::handle(const record::Unshare& /*unshare*/)
{
    is_shared_ = false;
}

std::vector<int> FakeKeeper::descriptors_of(const Program& program)
{
    std::vector<int> out{program.memory.get()};
    const ProgramEnds& ends = program.ends;
    for (const UniqueFd* end : {&ends.terminal, &ends.output, &ends.errors, &ends.input})
        if (*end) out.push_back(end->get());
    return out;
}

void FakeKeeper::handle(const record::Spawn& spawn)
{
    if (refusal_) {
        channel_->send(record::SpawnFailed{.session = spawn.session, .error = *refusal_});
        return;
    }
    Program& program = programs_[spawn.session];
    program.request = spawn.request;
    program.pid = next_pid_++;
    program.memory = UniqueFd(::memfd_create("session", MFD_CLOEXEC | MFD_ALLOW_SEALING));
    if (spawn.request.streams == Streams::terminal) start_on_terminal(program);
    else start_on_pipes(program);
    channel_->send(record::Spawned{.session = spawn.session, .pid = program.pid}, descriptors_of(program));
}

void FakeKeeper::start_on_terminal(Program& program)
{
    PseudoTerminal terminal = raw_terminal(program.request.rows, program.request.columns);
    program.terminal = std::move(terminal.slave);
    program.ends.terminal = std::move(terminal.master);
}

void FakeKeeper::start_on_pipes(Program& program)
{
    std::tie(program.ends.output, program.output) = nonblocking_pipe();
    std::tie(program.ends.errors, program.errors) = nonblocking_pipe();
    if (program.request.input) std::tie(program.input, program.ends.input) = nonblocking_pipe();
}

void FakeKeeper::handle(const record::Release& release)
{
    program(release.session).is_released = true;
    channel_->send(record::Released{.session = release.session});
}

void FakeKeeper::handle(const record::Signal& signal)
{
    program(signal.session).signals.emplace_back(signal.group, signal.signal);
}

void FakeKeeper::handle(const record::Close& close)
{
    if (has(close.session)) program(close.session).ends = {};
}

void FakeKeeper::handle(const record::Forget& forget)
{
    if (!has(forget.session)) return;
    program(forget.session).is_forgotten = true;
    program(forget.session).ends = {};
}

void FakeKeeper::handle(const record::CloseInput& close)
{
    if (has(close.session)) program(close.session).ends.input.reset();
}

void FakeKeeper::handle(const record::Main& main)
{
    main_ = Main{.session = main.session, .is_late = has(main.session)};
}

void FakeKeeper::write(SessionId session, std::string_view bytes)
{
    const Program& from = program(session);
    write_whole(from.terminal ? from.terminal.get() : from.output.get(), bytes);
}

std::string FakeKeeper::read(SessionId session)
{
    const Program& to = program(session);
    return read_available(to.terminal ? to.terminal.get() : to.input.get());
}

std::pair<int, int> FakeKeeper::rows_and_columns(SessionId session)
{
    winsize size{};
    ::ioctl(program(session).terminal.get(), TIOCGWINSZ, &size);
    return {size.ws_row, size.ws_col};
}

void FakeKeeper::close(SessionId session)
{
    Program& one = program(session);
    one.terminal.reset();
    one.input.reset();
    one.output.reset();
    one.errors.reset();
}

void FakeKeeper::exit(SessionId session, int status)
{
    program(session).status = status;
    channel_->send(record::Exited{.session = session, .status = status});
}

} // namespace cleat::test
