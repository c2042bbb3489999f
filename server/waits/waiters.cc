#include "server/waits/waiters.h"

#include "common/event/work_clock.h"

#include <algorithm>
#include <new>
#include <utility>

namespace cleat {

namespace {

using std::chrono::milliseconds;

constexpr std::size_t MAX_MARKS = 256;
/// The cost of one piece of a search for a guest: some tens of microseconds; with the worst patterns, a millisecond.
constexpr Steps PIECE = 200'000;

Clock::duration to_duration(std::uint64_t ms)
{
    // Times that the clock cannot represent are clamped.
    constexpr auto LONGEST = std::chrono::hours(24 * 365 * 100);
    return ms > static_cast<std::uint64_t>(milliseconds(LONGEST).count()) ? Clock::duration(LONGEST)
                                                                          : Clock::duration(milliseconds(ms));
}

void start(Timer& timer, Clock::duration after)
{
    timer.start(std::chrono::ceil<std::chrono::microseconds>(std::max(after, Clock::duration::zero())));
}

/// A search of a session's text at one moment.
struct Look {
    std::unique_ptr<TextSearch> search;
    std::uint64_t next_offset = 0; ///< where the next search starts
    std::uint64_t offset = 0;      ///< of the output
    Side side = Side::primary;
    std::string name; ///< of the session
    std::optional<ExitStatus> ended;
};

Error session_ended_error(const std::string& name)
{
    return Error("session \"" + name + "\" ended before the condition was met", ErrorCode::ended);
}

Error timeout_error()
{
    return Error("the wait timed out", ErrorCode::timeout);
}

} // namespace

struct Waiters::Waiter {
    Id id;
    Wait request;
    std::optional<Pattern> pattern;
    std::uint64_t place = 0;   ///< position in the text up to which it was searched
    std::uint64_t seen = 0;    ///< offset of the output at that time
    Side side = Side::primary; ///< the screen shown at that time
    WaitPayer* payer = nullptr;
    Clock::time_point began;
    OnAnswer on_answer;
    Timer idle;
    Timer timeout;
    std::optional<Turn> turn; ///< of a wait that searches text for a payer
    std::optional<Look> look; ///< the current search
    bool has_changed = false; ///< whether the session changed since the search started

    [[nodiscard]] Look begin_look(const WaitSubject& subject) const
    {
        const WaitText& text = *subject.text;
        // The other screen was not searched while it was hidden.
        const std::uint64_t last = text.side() == side ? seen : 0;
        return {text.search(place, request.after.value_or(0), last),
                text.searched_until(place),
                subject.offset,
                text.side(),
                subject.name,
                subject.ended};
    }

    void end_look(const Look& over)
    {
        side = over.side;
        seen = over.offset;
        place = over.next_offset;
    }
};

Waiters::Waiters(Loop& loop, std::function<WaitSubject()> look, const std::vector<Mark>& marks)
    : loop_(loop),
      look_(std::move(look)),
      marks_(marks.begin(), marks.end()),
      destroy_answered_(loop, [this] { answered_.clear(); })
{}
Waiters::~Waiters() = default;

void Waiters::cancel(Id id)
{
    waiting_.erase(id);
}

Waiters::Id Waiters::add(const Wait& request, OnAnswer on_answer, WaitPayer* payer)
{
    std::optional<Pattern> pattern;
    if (request.what == Wait::For::text) {
        auto compiled = Pattern::compile(request.pattern, payer != nullptr ? Pattern::FOR_GUESTS : Pattern::Limits());
        if (!compiled) {
            on_answer(compiled.error());
            return 0;
        }
        pattern = std::move(*compiled);
    }
    const WaitSubject subject = look_();
    if (request.after.value_or(0) > subject.offset) {
        on_answer(Error("session \"" + subject.name + "\" has written only " + std::to_string(subject.offset) +
                            " bytes so far",
                        ErrorCode::invalid));
        return 0;
    }
    const Id id = next_++;
    const auto is_due = [this, id] {
        Waiter& due = *waiting_.at(id);
        if (due.turn) due.turn->ask();
        else search_now(id);
    };
    // Timers cannot be moved, so construct the wait in place.
    std::unique_ptr<Waiter> made(new Waiter{.id = id,
                                            .request = request,
                                            .pattern = std::move(pattern),
                                            .place = start_offset(request, *subject.text),
                                            .payer = payer,
                                            .began = loop_.now(),
                                            .on_answer = std::move(on_answer),
                                            .idle = Timer(loop_, is_due),
                                            .timeout = Timer(loop_, is_due)});
    Waiter& waiter = *made;
    waiting_.emplace(id, std::move(made));
    if (waiter.pattern && payer != nullptr) waiter.turn.emplace(payer->turns(), [this, id] { search_now(id); });
    if (request.timeout_ms) start(waiter.timeout, to_duration(*request.timeout_ms));
    check();
    return waiting_.contains(id) ? id : 0;
}

void Waiters::mark(std::uint64_t offset, std::uint64_t place)
{
    marks_.push_back({offset, place});
    if (marks_.size() > MAX_MARKS) marks_.pop_front();
}

std::uint64_t Waiters::start_offset(const Wait& request, const WaitText& text) const
{
    std::optional<std::uint64_t> marked;
    for (const Mark& mark : marks_)
        if (request.after && mark.offset <= *request.after) marked = mark.place;
    return text.begin(request.after, marked);
}

bool Waiters::is_time_over(const Waiter& waiter) const
{
    return waiter.request.timeout_ms && loop_.now() - waiter.began >= to_duration(*waiter.request.timeout_ms);
}

// --- changes and time ------------------------------------------------------------------------------------------------

void Waiters::check(bool (*concerns)(const Wait&))
{
    std::optional<WaitSubject> subject;
    Answers answers;
    for (auto it = waiting_.begin(); it != waiting_.end();) {
        Waiter& waiter = *it->second;
        std::optional<Result<Waited>> found;
        if (!concerns(waiter.request)) {
            // not affected
        } else if (waiter.turn) {
            waiter.has_changed = true;
            if (!waiter.idle.is_running()) waiter.turn->ask();
        } else {
            if (!subject) subject = look_();
            found = look_at(waiter, &*subject);
        }
        it = found ? take_out(it, std::move(*found), answers) : std::next(it);
    }
    answer(answers);
}

void Waiters::search_now(Id id)
{
    const auto waiter = waiting_.find(id);
    auto result = look_at(*waiter->second);
    if (!result) return;
    Answers answers;
    take_out(waiter, std::move(*result), answers);
    answer(answers);
}

/// If memory runs out, only this wait fails.
std::optional<Result<Waited>> Waiters::look_at(Waiter& waiter, const WaitSubject* subject) const
try {
    if (waiter.turn) return search_a_piece(waiter);
    return subject != nullptr ? answer_to(waiter, *subject) : answer_to(waiter, look_());
} catch (const std::bad_alloc&) {
    return Error("not enough memory to search for the pattern");
}

/// Nothing is searched while the payer rests; a timeout meanwhile is final.
std::optional<Result<Waited>> Waiters::search_a_piece(Waiter& waiter) const
{
    if (const auto idle_until = waiter.payer->idle_until()) {
        if (is_time_over(waiter)) return timeout_error();
        start(waiter.idle, *idle_until - loop_.now());
        return std::nullopt;
    }
    const auto began = WorkClock::now();
    if (!waiter.look) {
        waiter.has_changed = false;
        waiter.look = waiter.begin_look(look_());
    }
    const auto outcome = waiter.look->search->resume(*waiter.pattern, PIECE);
    waiter.payer->pay(WorkClock::now() - began);
    if (outcome == TextSearch::Outcome::unfinished) {
        waiter.turn->ask();
        return std::nullopt;
    }
    const Look look = *std::exchange(waiter.look, std::nullopt);
    if (outcome == TextSearch::Outcome::found) return Waited{look.offset, look.search->found(), look.ended};
    if (outcome == TextSearch::Outcome::absent) {
        waiter.end_look(look);
        if (look.ended) return session_ended_error(look.name);
        if (is_time_over(waiter)) return timeout_error();
    }
    if (outcome == TextSearch::Outcome::outdated || waiter.has_changed) waiter.turn->ask();
    return std::nullopt;
}

std::optional<Result<Waited>> Waiters::answer_to(Waiter& waiter, const WaitSubject& subject) const
{
    const Wait& request = waiter.request;
    const Clock::time_point now = loop_.now();
    const bool counts = !request.after || subject.offset > *request.after;
    const Waited holds{subject.offset, {}, subject.ended};
    switch (request.what) {
    case Wait::For::text: {
        const Look look = waiter.begin_look(subject);
        if (look.search->resume(*waiter.pattern, TextSearch::ALL) == TextSearch::Outcome::found)
            return Waited{subject.offset, look.search->found(), subject.ended};
        waiter.end_look(look);
        break;
    }
    case Wait::For::idle: {
        const auto quiet = std::max(subject.last_output, waiter.began) + to_duration(request.idle_ms);
        if (counts && (quiet <= now || subject.ended)) return holds;
        if (counts) start(waiter.idle, quiet - now);
        break;
    }
    case Wait::For::exit:
        if (subject.ended) return holds;
        break;
    case Wait::For::shown:
        if (counts && subject.is_shown) return holds;
        break;
    }
    if (subject.ended && !(counts && request.what == Wait::For::shown)) return session_ended_error(subject.name);
    if (is_time_over(waiter)) return timeout_error();
    return std::nullopt;
}

// --- replies ---------------------------------------------------------------------------------------------------------

std::map<Waiters::Id, std::unique_ptr<Waiters::Waiter>>::iterator
Waiters::take_out(std::map<Id, std::unique_ptr<Waiter>>::iterator waiter, Result<Waited> result, Answers& answers)
{
    answers.emplace_back(std::move(waiter->second->on_answer), std::move(result));
    waiter->second->idle.stop();
    waiter->second->timeout.stop();
    if (waiter->second->turn) waiter->second->turn->stop();
    answered_.push_back(std::move(waiter->second));
    return waiting_.erase(waiter);
}

void Waiters::give_up(const Error& why)
{
    Answers answers;
    for (auto it = waiting_.begin(); it != waiting_.end();) {
        // The latest output may not have been searched yet.
        std::optional<Result<Waited>> found;
        if (it->second->turn) found = look_at(*it->second);
        it = take_out(it, found ? std::move(*found) : Result<Waited>(why), answers);
    }
    answer(answers);
}

/// Answered waits are destroyed later, because the running callback may belong to the timer of one.
void Waiters::answer(const Answers& answers)
{
    if (answers.empty()) return;
    destroy_answered_.schedule();
    for (const auto& [on_answer, result] : answers) on_answer(result);
}

} // namespace cleat
