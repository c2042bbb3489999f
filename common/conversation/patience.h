#pragma once

#include "common/event/loop.h"

#include <chrono>

namespace cleat {

/// How long a server that answers nothing is waited for. Before the first comes from it, the command that it is behind
/// may ask the user for a password, and that time does not count. The server may take as long as it likes for what it
/// was asked, as long as it answers at once when it is asked whether it is there; its greeting is such an answer. Told
/// the time; whoever asks does what it says.
class Patience {
 public:
    static constexpr std::chrono::seconds ANSWER_WITHIN{10};

    enum class Task : unsigned char {
        wait,    ///< until `due`, or until something is heard
        ping,    ///< ask whether it is there; it counts as done
        give_up, ///< the server does not answer
    };

    using IsUserAsked = bool (*)();

    /// The server was greeted. `is_user_asked` is asked as long as nothing was heard; null: nobody is.
    explicit Patience(Clock::time_point now, IsUserAsked is_user_asked = nullptr, Clock::duration limit = ANSWER_WITHIN)
        : is_user_asked_(is_user_asked), limit_(limit), heard_(now), due_(now + limit)
    {}

    /// Something came from the server.
    void heard(Clock::time_point now)
    {
        is_asked_ = false;
        is_user_asked_ = nullptr;
        heard_ = now;
        due_ = now + limit_;
    }
    /// When something came last; at first when the server was greeted.
    [[nodiscard]] Clock::time_point last_heard() const { return heard_; }
    /// It is asked for something now: silence counts from here, if nothing is to be answered already.
    void asked(Clock::time_point now)
    {
        if (!is_asked_) due_ = now + limit_;
    }
    /// What is to be done where nothing can be read.
    Task take_task(Clock::time_point now)
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
    /// When there may be something to do.
    [[nodiscard]] Clock::time_point due() const { return due_; }

 private:
    IsUserAsked is_user_asked_;
    Clock::duration limit_;
    Clock::time_point heard_;
    Clock::time_point due_;
    bool is_asked_ = true; ///< what a server that is there answers at once
};

} // namespace cleat
