#pragma once

#include "common/event/deferred_task.h"
#include "common/event/loop.h"
#include "common/event/turns.h"
#include "common/wire/messages.h"
#include "server/waits/wait_text.h"

#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace cleat {

/// What a wait examines: the state of a session at one moment.
struct WaitSubject {
    std::string name;
    std::unique_ptr<const WaitText> text;
    std::uint64_t offset = 0; ///< in the output
    Clock::time_point last_output;
    bool is_shown = false; ///< all viewers have drawn everything: see `Display::is_shown`
    std::optional<ExitStatus> ended;
};

/// The party that is charged for the cost of a wait.
class WaitPayer {
 public:
    virtual ~WaitPayer() = default;
    /// Its waits search no text before this time; nothing if the payer is not resting.
    [[nodiscard]] virtual std::optional<Clock::time_point> idle_until() const = 0;
    virtual void pay(Clock::duration cost) = 0;
    /// Schedules the work for this payer.
    [[nodiscard]] virtual Turns& turns() = 0;
};

/// Pending waits for conditions of a session, each answered when its condition holds. Nothing is polled: the session
/// reports changes, and a timer runs only for times given by a wait.
class Waiters {
 public:
    using Id = std::uint64_t;
    /// Offset of the output and position in the text when something was typed.
    struct Mark {
        std::uint64_t offset = 0;
        std::uint64_t place = 0;
        bool operator==(const Mark&) const = default;
    };
    using OnAnswer = std::function<void(Result<Waited>)>;

    /// `look` returns the session's current state; `marks` are the existing ones, oldest first.
    Waiters(Loop& loop, std::function<WaitSubject()> look, const std::vector<Mark>& marks = {});
    ~Waiters();

    /// Answers once: when the condition holds, when it cannot hold any more, or on timeout. May answer within the call,
    /// and then returns 0. If there is a `payer`, which is borrowed until the answer or `cancel`, patterns have the
    /// limits for guests, and text is searched in pieces, in the payer's turns, and not while the payer rests: text
    /// that was overwritten meanwhile is not found.
    Id add(const Wait& request, OnAnswer on_answer, WaitPayer* payer = nullptr);
    /// The answer is no longer needed.
    void cancel(Id id);
    /// The state of the session changed.
    void check()
    {
        check([](const Wait&) { return true; });
    }
    /// Nothing has changed except what viewers have drawn.
    void check_shown()
    {
        check([](const Wait& request) { return request.what == Wait::For::shown; });
    }
    /// Answers all pending waits with `why`.
    void give_up(const Error& why);
    /// Something was typed when the output was at `offset`: a wait for later output searches the text from `place` on.
    /// The newest 256 marks are kept.
    void mark(std::uint64_t offset, std::uint64_t place);
    [[nodiscard]] const std::deque<Mark>& marks() const { return marks_; }

 private:
    struct Waiter;

    using Answers = std::vector<std::pair<OnAnswer, Result<Waited>>>;

    void check(bool (*concerns)(const Wait&));
    void search_now(Id id);
    std::map<Id, std::unique_ptr<Waiter>>::iterator take_out(std::map<Id, std::unique_ptr<Waiter>>::iterator waiter,
                                                             Result<Waited> result, Answers& answers);
    void answer(const Answers& answers);
    [[nodiscard]] std::uint64_t start_offset(const Wait& request, const WaitText& text) const;
    [[nodiscard]] bool is_time_over(const Waiter& waiter) const;
    [[nodiscard]] std::optional<Result<Waited>> look_at(Waiter& waiter, const WaitSubject* subject = nullptr) const;
    [[nodiscard]] std::optional<Result<Waited>> search_a_piece(Waiter& waiter) const;
    [[nodiscard]] std::optional<Result<Waited>> answer_to(Waiter& waiter, const WaitSubject& subject) const;

    Loop& loop_;
    std::function<WaitSubject()> look_;
    std::map<Id, std::unique_ptr<Waiter>> waiting_;
    std::vector<std::unique_ptr<Waiter>>
        answered_; ///< destroyed when the running callbacks of their timers have returned
    Id next_ = 1;
    std::deque<Mark> marks_;
    DeferredTask destroy_answered_;
};

} // namespace cleat
