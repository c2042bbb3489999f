// A worker for the keeper's tests, started like the server's. It accepts one client after another, each of which sends
// lines:
//   spawn SCRIPT   starts /bin/sh -c SCRIPT; answers "spawned PID", later "ended STATUS"; or "failed ERRNO"
//   pid            answers the process ids of the worker and the keeper
//   stop           asks the keeper to stop the server
//   crash          kills this process with a signal
// Answers go to the newest client, which also gets "bye" when the link closes. With the argument "deaf" the worker
// exits before it is ready.
#include "common/base/unique_fd.h"
#include "common/event/loop.h"
#include "server/keeper/link.h"

#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <cstdlib>
#include <optional>
#include <string>

namespace cleat {
namespace {

class TestWorker {
 public:
    explicit TestWorker(int link)
        : link_(loop_, UniqueFd(link),
                {.on_spawned = [this](SessionId, Spawned program) { spawned(std::move(program)); },
                 .on_spawn_failed = [this](SessionId,
                                           SpawnError error) { answer("failed " + std::to_string(error.error)); },
                 .on_exited = [this](SessionId, int status) { answer("ended " + std::to_string(status)); },
                 .on_closed =
                     [this] {
                         answer("bye");
                         loop_.stop();
                     },
                 .on_listener = [this](UniqueFd socket, const RuntimeDirectory&) { listen(std::move(socket)); }})
    {}

    void run() { loop_.run(); }

 private:
    void listen(UniqueFd socket)
    {
        listener_ = std::move(socket);
        accepting_.emplace(loop_, listener_.get(), [this](FdWatch::Ready) { accept(); });
        accepting_->set(Interest::read);
    }

    void accept()
    {
        UniqueFd client{::accept4(listener_.get(), nullptr, nullptr, SOCK_CLOEXEC)};
        if (!client) return;
        reading_.reset();
        client_ = std::move(client);
        pending_.clear();
        reading_.emplace(loop_, client_.get(), [this](FdWatch::Ready) { read(); });
        reading_->set(Interest::read);
    }

    void read()
    {
        std::array<char, 4096> buffer{};
        const auto count = ::read(client_.get(), buffer.data(), buffer.size());
        if (count <= 0) return reading_->set(Interest::none);
        pending_.append(buffer.data(), static_cast<std::size_t>(count));
        for (auto end = pending_.find('\n'); end != std::string::npos; end = pending_.find('\n')) {
            obey(pending_.substr(0, end));
            pending_.erase(0, end + 1);
        }
    }

    void obey(const std::string& line)
    {
        if (line.starts_with("spawn ")) (void)link_.spawn(++last_session_, shell(line.substr(6)));
        if (line == "pid") answer(std::to_string(::getpid()) + " " + std::to_string(::getppid()));
        if (line == "stop") link_.stop_server();
        if (line == "crash") ::raise(SIGKILL);
    }

    static SpawnRequest shell(const std::string& script)
    {
        return {.argv = {"/bin/sh", "-c", script},
                .fallbacks = {},
                .environment = {"PATH=/usr/bin:/bin"},
                .directory = "/"};
    }

    void spawned(Spawned program)
    {
        answer("spawned " + std::to_string(program.pid));
        last_program_ = std::move(program);
    }

    void answer(const std::string& line)
    {
        const auto text = line + "\n";
        if (client_ && ::send(client_.get(), text.data(), text.size(), MSG_NOSIGNAL) < 0) return;
    }

    Loop loop_;
    UniqueFd listener_;
    UniqueFd client_;
    std::string pending_;
    std::optional<FdWatch> accepting_;
    std::optional<FdWatch> reading_;
    SessionId last_session_ = 0;
    Spawned last_program_;
    KeeperLink link_;
};

} // namespace
} // namespace cleat

int main(int count, char** words)
{
    if (count < 3 || std::string(words[1]) != "--worker") return 2;
    if (std::string(words[count - 1]) == "deaf") return 9;
    cleat::TestWorker worker(std::atoi(words[2]));
    worker.run();
    return 0;
}
