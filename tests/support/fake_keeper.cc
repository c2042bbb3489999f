#include "tests/support/fake_keeper.h"

#include <fcntl.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <termios.h>
#include <unistd.h>

#include <array>
#include <stdexcept>
#include <variant>

namespace cleat::test {

namespace {

/// The ends to read and to write; both non-blocking.
std::pair<UniqueFd, UniqueFd> make_pipe()
{
    std::array<int, 2> ends{};
    if (::pipe2(ends.data(), O_CLOEXEC | O_NONBLOCK) != 0) throw std::runtime_error("no pipe");
    return {UniqueFd(ends[0]), UniqueFd(ends[1])};
}

/// Bytes come through as they are, both ways.
void make_raw(int terminal)
{
    termios modes{};
    ::tcgetattr(terminal, &modes);
    ::cfmakeraw(&modes);
    ::tcsetattr(terminal, TCSANOW, &modes);
}

void write_all(int fd, std::string_view bytes)
{
    while (!bytes.empty()) {
        const auto count = ::write(fd, bytes.data(), bytes.size());
        if (count <= 0) throw std::runtime_error("a program cannot write");
        bytes.remove_prefix(static_cast<std::size_t>(count));
    }
}

} // namespace

FakeKeeper::FakeKeeper(Loop& loop)
{
    auto sockets = make_channel_sockets();
    if (!sockets) throw std::runtime_error(sockets.error().message());
    link_ = std::move(sockets->first);
    channel_ = std::make_unique<Channel<KeeperRecord, WorkerRecord>>(
        loop, std::move(sockets->second),
        Channel<KeeperRecord, WorkerRecord>::Handlers{
            .on_record =
                [this](const WorkerRecord& record, const std::vector<UniqueFd>&) {
                    std::visit([this](const auto& r) { handle(r); }, record);
                },
            .on_closed = [] {}});
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
    std::vector<int> descriptors{program.memory.get()};
    const auto ends = spawn.request.streams == Streams::terminal ? start_on_terminal(program) : start_on_pipes(program);
    descriptors.insert(descriptors.end(), ends.begin(), ends.end());
    channel_->send(record::Spawned{.session = spawn.session, .pid = program.pid}, descriptors);
    ours_.clear();
}

std::vector<int> FakeKeeper::start_on_terminal(Program& program)
{
    auto terminal = open_terminal(program.request.rows, program.request.columns);
    if (!terminal) throw std::runtime_error("no terminal");
    make_raw(terminal->slave.get());
    ::fcntl(terminal->slave.get(), F_SETFL, O_RDWR | O_NONBLOCK);
    program.terminal = std::move(terminal->slave);
    ours_.push_back(std::move(terminal->master));
    return {ours_.back().get()};
}

std::vector<int> FakeKeeper::start_on_pipes(Program& program)
{
    std::vector<int> descriptors;
    for (UniqueFd Program::*stream : {&Program::output, &Program::errors}) {
        auto [reads, writes] = make_pipe();
        program.*stream = std::move(writes);
        ours_.push_back(std::move(reads));
        descriptors.push_back(ours_.back().get());
    }
    if (!program.request.input) return descriptors;
    auto [reads, writes] = make_pipe();
    program.input = std::move(reads);
    ours_.push_back(std::move(writes));
    descriptors.push_back(ours_.back().get());
    return descriptors;
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

void FakeKeeper::handle(const record::Forget& forget)
{
    if (has(forget.session)) program(forget.session).is_forgotten = true;
}

void FakeKeeper::handle(const record::CloseInput&) {}

void FakeKeeper::write(SessionId session, std::string_view bytes)
{
    const Program& from = program(session);
    write_all(from.terminal ? from.terminal.get() : from.output.get(), bytes);
}

std::string FakeKeeper::read(SessionId session)
{
    const Program& to = program(session);
    const int fd = to.terminal ? to.terminal.get() : to.input.get();
    std::string out;
    std::array<char, 4'096> bytes{};
    for (;;) {
        const auto count = ::read(fd, bytes.data(), bytes.size());
        if (count <= 0) return out;
        out.append(bytes.data(), static_cast<std::size_t>(count));
    }
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
    channel_->send(record::Exited{.session = session, .status = status});
}

} // namespace cleat::test
