#include "tests/support/process.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <thread>

namespace cleat::test {

namespace {

using Clock = std::chrono::steady_clock;

std::vector<char*> pointers(std::vector<std::string>& strings)
{
    std::vector<char*> out;
    for (std::string& text : strings) out.push_back(text.data());
    out.push_back(nullptr);
    return out;
}

struct Pipe {
    UniqueFd read;
    UniqueFd write;
};

Pipe make_pipe()
{
    int ends[2];
    if (::pipe2(ends, O_CLOEXEC) < 0) std::perror("pipe2");
    return {UniqueFd(ends[0]), UniqueFd(ends[1])};
}

int status_of(int wait_status)
{
    return WIFSIGNALED(wait_status) ? 128 + WTERMSIG(wait_status) : WEXITSTATUS(wait_status);
}

} // namespace

std::vector<std::string> environment_with(const Variables& variables)
{
    std::vector<std::string> out;
    for (char** variable = ::environ; *variable != nullptr; ++variable) {
        const std::string text = *variable;
        if (!variables.contains(text.substr(0, text.find('=')))) out.push_back(text);
    }
    for (const auto& [key, value] : variables)
        if (!value.empty()) out.push_back(key + "=" + value);
    return out;
}

Finished run(const std::vector<std::string>& command, const Variables& variables, const std::string& input)
{
    std::vector<std::string> arguments = command;
    std::vector<std::string> environment = environment_with(variables);
    const std::vector<char*> argv = pointers(arguments);
    const std::vector<char*> envp = pointers(environment);
    Pipe in = make_pipe();
    Pipe out = make_pipe();
    Pipe err = make_pipe();
    const pid_t pid = ::fork();
    if (pid == 0) {
        ::dup2(in.read.get(), 0);
        ::dup2(out.write.get(), 1);
        ::dup2(err.write.get(), 2);
        ::setsid();
        ::execvpe(argv[0], argv.data(), envp.data());
        ::_exit(127);
    }
    in.read.reset();
    out.write.reset();
    err.write.reset();
    std::signal(SIGPIPE, SIG_IGN);
    ::fcntl(in.write.get(), F_SETFL, O_NONBLOCK);

    Finished result;
    Child child(pid);
    std::size_t sent = 0;
    const auto end = Clock::now() + DEADLINE;
    if (input.empty()) in.write.reset();
    while ((out.read || err.read) && Clock::now() < end) {
        std::array<pollfd, 3> watched{
            {{out.read.get(), POLLIN, 0}, {err.read.get(), POLLIN, 0}, {in.write.get(), POLLOUT, 0}}};
        ::poll(watched.data(), watched.size(), 100);
        const auto take = [](const pollfd& ready, UniqueFd& from, std::string& to) {
            if (!from || ready.revents == 0) return;
            std::array<char, 65536> buffer;
            const ssize_t count = ::read(from.get(), buffer.data(), buffer.size());
            if (count > 0) to.append(buffer.data(), static_cast<std::size_t>(count));
            else if (count == 0) from.reset();
        };
        take(watched[0], out.read, result.out);
        take(watched[1], err.read, result.err);
        if (in.write && watched[2].revents != 0) {
            const ssize_t count = ::write(in.write.get(), input.data() + sent, input.size() - sent);
            if (count > 0) sent += static_cast<std::size_t>(count);
            if (sent == input.size() || (count < 0 && errno != EAGAIN)) in.write.reset();
        }
        // A server that the program started may keep the pipes open: only the end of the program counts.
        if (child.status()) {
            for (UniqueFd* fd : {&out.read, &err.read})
                if (*fd) ::fcntl(fd->get(), F_SETFL, O_NONBLOCK);
            std::array<char, 65536> buffer;
            ssize_t count = 0;
            while (out.read && (count = ::read(out.read.get(), buffer.data(), buffer.size())) > 0)
                result.out.append(buffer.data(), static_cast<std::size_t>(count));
            while (err.read && (count = ::read(err.read.get(), buffer.data(), buffer.size())) > 0)
                result.err.append(buffer.data(), static_cast<std::size_t>(count));
            break;
        }
    }
    result.status = child.wait();
    return result;
}

bool eventually(const std::function<bool()>& is_so)
{
    const auto end = Clock::now() + DEADLINE;
    for (auto began = Clock::now(); !is_so(); began = Clock::now()) {
        if (Clock::now() > end) return false;
        // The polling interval; decides nothing. Longer than one check takes, to leave CPU time for what is awaited.
        std::this_thread::sleep_for(
            std::max<Clock::duration>(std::chrono::milliseconds(5), 2 * (Clock::now() - began)));
    }
    return true;
}

bool is_alive(pid_t pid)
{
    std::ifstream stat("/proc/" + std::to_string(pid) + "/stat");
    std::string text;
    if (!std::getline(stat, text)) return false;
    const std::size_t name_end = text.rfind(')');
    if (name_end == std::string::npos) return false;
    if (text.substr(name_end + 2, 1) != "Z") return true;
    // Its main thread has ended. While another thread lives, its descriptors stay open.
    std::error_code gone;
    const std::filesystem::directory_iterator threads("/proc/" + std::to_string(pid) + "/task", gone);
    return !gone && std::distance(begin(threads), end(threads)) > 1;
}

Child::~Child()
{
    if (pid_ == 0 || status_) return;
    ::kill(pid_, SIGKILL);
    ::kill(pid_, SIGCONT);
    ::waitpid(pid_, nullptr, 0);
}

void Child::signal(int number) const
{
    if (!status_) ::kill(pid_, number);
}

std::optional<int> Child::status()
{
    int wait_status = 0;
    if (!status_ && ::waitpid(pid_, &wait_status, WNOHANG) == pid_) status_ = status_of(wait_status);
    return status_;
}

int Child::wait()
{
    const bool ended = eventually([this] { return status().has_value(); });
    return ended ? *status_ : -1;
}

} // namespace cleat::test
