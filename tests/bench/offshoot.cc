#include "tests/bench/offshoot.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <stdexcept>

namespace cleat::bench {

namespace {

struct Pipe {
    UniqueFd read;
    UniqueFd write;
};

Pipe make_pipe()
{
    std::array<int, 2> ends{};
    if (::pipe2(ends.data(), O_CLOEXEC) < 0) throw std::runtime_error("cannot create a pipe");
    return {UniqueFd(ends[0]), UniqueFd(ends[1])};
}

void raise_descriptor_limit()
{
    rlimit limit{};
    ::getrlimit(RLIMIT_NOFILE, &limit);
    limit.rlim_cur = limit.rlim_max;
    ::setrlimit(RLIMIT_NOFILE, &limit);
}

pid_t start(Pipe& orders, Pipe& answers, const std::function<void(Offshoot::Ends)>& run)
{
    const pid_t pid = ::fork();
    if (pid < 0) throw std::runtime_error("cannot start a process");
    if (pid > 0) return pid;
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    raise_descriptor_limit();
    orders.write.reset();
    answers.read.reset();
    try {
        run({std::move(orders.read), std::move(answers.write)});
    } catch (const std::exception& failure) {
        std::fprintf(stderr, "bench_interactive: %s\n", failure.what());
        std::_Exit(1);
    }
    std::_Exit(0); // skips cleanup: the objects belong to the parent process
}

} // namespace

Offshoot::Offshoot(const std::function<void(Ends)>& run)
    : child_([&] {
          Pipe orders = make_pipe();
          Pipe answers = make_pipe();
          const pid_t pid = start(orders, answers, run);
          tell_ = std::move(orders.write);
          hear_ = std::move(answers.read);
          return pid;
      }())
{}

void Offshoot::write_line(std::string_view what) const
{
    std::string bytes(what);
    bytes.push_back('\0');
    for (std::string_view left = bytes; !left.empty();) {
        const ssize_t count = ::write(tell_.get(), left.data(), left.size());
        if (count <= 0) throw std::runtime_error("a process of the benchmark has ended");
        left.remove_prefix(static_cast<std::size_t>(count));
    }
}

std::string Offshoot::hear() const
{
    std::string out;
    char byte = 0;
    pollfd watched{hear_.get(), POLLIN, 0};
    while (::poll(&watched, 1, 60'000) > 0 && ::read(hear_.get(), &byte, 1) == 1 && byte != '\n') out.push_back(byte);
    if (byte != '\n') throw std::runtime_error("a process of the benchmark has ended, or does not answer");
    return out;
}

void say_line(const UniqueFd& answers, const std::string& line)
{
    const std::string text = line + "\n";
    (void)!::write(answers.get(), text.data(), text.size());
}

} // namespace cleat::bench
