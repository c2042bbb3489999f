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

/// How long anything may take before a test gives up on it. Nothing is decided by it but failure.
inline constexpr std::chrono::seconds DEADLINE{60};

/// Variables over this process's own; an empty value removes one.
using Variables = std::map<std::string, std::string>;

/// What a program that ended has left.
struct Finished {
    int status = -1; ///< of exit(2), or 128 plus the signal
    std::string out;
    std::string err;
};

/// Runs a program to its end, with `input` on its standard input. Killed at the deadline.
Finished run(const std::vector<std::string>& command, const Variables& variables = {}, const std::string& input = {});

/// Asks again and again until it is so; false at the deadline.
[[nodiscard]] bool eventually(const std::function<bool()>& is_so);

/// Whether a process exists and is no zombie.
[[nodiscard]] bool is_alive(pid_t pid);

/// A child process that is ended with this object.
class Child {
 public:
    explicit Child(pid_t pid) : pid_(pid) {}
    Child(Child&& other) noexcept : pid_(std::exchange(other.pid_, 0)), status_(other.status_) {}
    Child& operator=(Child&&) = delete;
    ~Child();

    [[nodiscard]] pid_t pid() const { return pid_; }
    void signal(int number) const;
    /// Its status when it has ended (128 plus a signal that killed it), or nothing.
    std::optional<int> status();
    /// Waits for the end; -1 at the deadline.
    int wait();

 private:
    pid_t pid_;
    std::optional<int> status_;
};

/// This process's environment with `variables` over it, for exec.
[[nodiscard]] std::vector<std::string> environment_with(const Variables& variables);

} // namespace cleat::test
