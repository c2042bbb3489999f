#pragma once

#include "common/event/loop.h"

#include <chrono>

namespace cleat {

/// Decides how long to wait for a server that does not respond. Until the first message arrives, the command through
/// which the server is reached may ask the user for a password; that time does not count. A server may take any time
/// for a request while it responds to pings; it must reply to the greeting as fast as to a ping. Time is passed in, and
/// the caller carries out the tasks.
class Patience {
 public:
    static constexpr std::chrono::seconds ANSWER_WITHIN{10};

    enum class Task : unsigned char {
        wait,    ///< until `due`, or until something arrives
        ping,    ///< ping the server; the ping counts as sent
        give_up, ///< the server does not respond
    };

    using IsUserAsked = bool (*)();

    /// The greeting was sent. `is_prompting_user` is called until the first message arrives; null: no user is asked.
    explicit Patience(Clock::time_point now, IsUserAsked is_prompting_user = nullptr,
                      Clock::duration limit = ANSWER_WITHIN)
        : is_user_asked_(is_prompting_user), limit_(limit), heard_(now), due_(now + limit)
    {}

    /// Something arrived from the server.
    void heard(Clock::time_point now)
    {
        is_asked_ = false;
        is_user_asked_ = nullptr;
        heard_ = now;
        due_ = now + limit_;
    }
    /// When something last arrived; initially when the greeting was sent.
    [[nodiscard]] Clock::time_point last_heard() const { return heard_; }
    /// A request is sent now: silence counts from here unless the reply to the greeting or a ping is pending.
    void asked(Clock::time_point now)
    {
        if (!is_asked_) due_ = now + limit_;
    }
    /// What to do now, if there is nothing to read.
    Task next_task(Clock::time_point now)
    {
        if (now < due_) return Task::wait;
        if (is_user_asked_ != nullptr && is_user_asked_()) {
            due_ = now + limit_;
            return Task::wait;
        }
        if (is_asked_) return Task::give_up;
        is_asked_ = true;
        due_ = now + limit_;
        return Task::ping;
    }
    /// When to call `next_task` next.
    [[nodiscard]] Clock::time_point due() const { return due_; }

 private:
    IsUserAsked is_user_asked_;
    Clock::duration limit_;
    Clock::time_point heard_;
    Clock::time_point due_;
    bool is_asked_ = true; ///< a request that a responsive server answers at once is pending
};

} // namespace cleat
