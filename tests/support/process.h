#pragma once

#include "common/base/unique_fd.h"

#include <sys/types.h>

#include <chrono>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace cleat::test {

/// How long a test waits before it fails. Decides nothing else.
inline constexpr std::chrono::seconds DEADLINE{60};

/// Environment variables to set on top of this process's; an empty value removes one.
using Variables = std::map<std::string, std::string>;

/// The result of a program that ended.
struct Finished {
    int status = -1; ///< the exit status, or 128 plus the signal
    std::string out;
    std::string err;
};

/// Runs a program to completion, with `input` on its standard input. Kills it at the deadline.
Finished run(const std::vector<std::string>& command, const Variables& variables = {}, const std::string& input = {});

/// Polls until the condition holds; false at the deadline.
[[nodiscard]] bool eventually(const std::function<bool()>& is_so);

/// Whether a process exists and is not a zombie.
[[nodiscard]] bool is_alive(pid_t pid);

/// A child process that is killed when this object is destroyed.
class Child {
 public:
    explicit Child(pid_t pid) : pid_(pid) {}
    Child(Child&& other) noexcept : pid_(std::exchange(other.pid_, 0)), status_(other.status_) {}
    Child& operator=(Child&&) = delete;
    ~Child();

    [[nodiscard]] pid_t pid() const { return pid_; }
    void signal(int number) const;
    /// Its exit status once it has ended, or 128 plus the signal that killed it; nothing before.
    std::optional<int> status();
    /// Waits until it ends, and returns its status; -1 at the deadline.
    int wait();

 private:
    pid_t pid_;
    std::optional<int> status_;
};

/// This process's environment with `variables` over it, for exec.
[[nodiscard]] std::vector<std::string> environment_with(const Variables& variables);

} // namespace cleat::test
