#include "server/session/waiters.h"

#include "common/event/work_clock.h"

#include <algorithm>
#include <new>
#include <utility>

namespace cleat {

namespace {

using std::chrono::milliseconds;

constexpr std::size_t MOST_MARKS = 256;

Clock::duration to_duration(std::uint64_t ms)
{
    // What no clock can count to is for ever.
    constexpr auto LONGEST = std::chrono::hours(24 * 365 * 100);
    return ms > static_cast<std::uint64_t>(milliseconds(LONGEST).count()) ? Clock::duration(LONGEST)
                                                                          : Clock::duration(milliseconds(ms));
}

void start(Timer& timer, Clock::duration after)
{
    timer.start(std::chrono::ceil<std::chrono::microseconds>(std::max(after, Clock::duration::zero())));
}

} // namespace

struct Waiters::Waiter {
    Wait request;
    std::optional<Pattern> pattern;
    std::uint64_t place = 0;   ///< in the text: what is before it was looked at
    std::uint64_t seen = 0;    ///< offset in the output at that time
    Side side = Side::primary; ///< that was shown then
    WaitPayer* payer = nullptr;
    Clock::time_point began;
    OnAnswer on_answer;
    Timer idle;
    Timer timeout;
};

Waiters::Waiters(Loop& loop, std::function<WaitSubject()> look) : loop_(loop), look_(std::move(look)) {}
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
    const Id id = next_++;
    // Timers do not move, so that the waiter is made in place.
    std::unique_ptr<Waiter> waiter(new Waiter{request, std::move(pattern), first_place(request, *look_().text), 0,
                                              Side::primary, payer, loop_.now(), std::move(on_answer),
                                              Timer(loop_, [this] { check(); }), Timer(loop_, [this] { check(); })});
    if (request.timeout_ms) start(waiter->timeout, to_duration(*request.timeout_ms));
    waiting_.emplace(id, std::move(waiter));
    check();
    return waiting_.contains(id) ? id : 0;
}

void Waiters::mark(std::uint64_t offset, std::uint64_t place)
{
    marks_.push_back({offset, place});
    if (marks_.size() > MOST_MARKS) marks_.pop_front();
}

std::uint64_t Waiters::first_place(const Wait& request, const WaitText& text) const
{
    std::optional<std::uint64_t> marked;
    for (const Mark& mark : marks_)
        if (request.after && mark.offset <= *request.after) marked = mark.place;
    return text.begin(request.after, marked);
}

void Waiters::check(bool (*concerns)(const Wait&))
{
    if (std::none_of(waiting_.begin(), waiting_.end(), [&](const auto& w) { return concerns(w.second->request); }))
        return;
    const WaitSubject subject = look_();
    std::vector<std::pair<OnAnswer, Result<Waited>>> answers;
    for (auto it = waiting_.begin(); it != waiting_.end();) {
        std::optional<Result<Waited>> found;
        if (concerns(it->second->request)) found = paid_answer_to(*it->second, subject, loop_.now());
        if (!found) {
            ++it;
            continue;
        }
        answers.emplace_back(std::move(it->second->on_answer), std::move(*found));
        answered_.push_back(std::move(it->second));
        it = waiting_.erase(it);
    }
    answer(std::move(answers));
}

void Waiters::give_up(const Error& why)
{
    std::vector<std::pair<OnAnswer, Result<Waited>>> answers;
    for (auto& [id, waiter] : waiting_) {
        answers.emplace_back(std::move(waiter->on_answer), why);
        answered_.push_back(std::move(waiter));
    }
    waiting_.clear();
    answer(std::move(answers));
}

/// A timer of one of those that are answered may be what called us: they are destroyed later.
void Waiters::answer(std::vector<std::pair<OnAnswer, Result<Waited>>>&& answers)
{
    if (answers.empty()) return;
    loop_.defer([this, alive = std::weak_ptr<const bool>(alive_)] {
        if (alive.lock()) answered_.clear();
    });
    for (auto& [on_answer, result] : answers) on_answer(std::move(result));
}

/// Memory that is not to be had costs the wait that wanted it.
std::optional<Result<Waited>> Waiters::paid_answer_to(Waiter& waiter, const WaitSubject& subject, Clock::time_point now)
try {
    if (waiter.payer == nullptr || !waiter.pattern) return answer_to(waiter, subject, now);
    const auto rests_until = waiter.payer->rests_until();
    const bool is_over = waiter.request.timeout_ms && now - waiter.began >= to_duration(*waiter.request.timeout_ms);
    if (rests_until && !is_over && !subject.ended) {
        start(waiter.idle, *rests_until - now);
        return std::nullopt;
    }
    const auto began = WorkClock::now();
    auto out = answer_to(waiter, subject, now);
    waiter.payer->pay(WorkClock::now() - began);
    return out;
} catch (const std::bad_alloc&) {
    return Error("there is not enough memory to search for the pattern");
}

std::optional<Result<Waited>> Waiters::answer_to(Waiter& waiter, const WaitSubject& subject, Clock::time_point now)
{
    const Wait& request = waiter.request;
    const bool counts = !request.after || subject.offset > *request.after;
    const Waited holds{subject.offset, {}, subject.ended};
    switch (request.what) {
    case Wait::For::text: {
        // The other screen was not looked at while it was hidden.
        if (subject.text->side() != waiter.side) waiter.seen = 0;
        if (const auto line = subject.text->find(*waiter.pattern, waiter.place, request.after.value_or(0), waiter.seen))
            return Waited{subject.offset, *line, subject.ended};
        waiter.side = subject.text->side();
        waiter.seen = subject.offset;
        waiter.place = subject.text->looked_at(waiter.place);
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
    if (subject.ended && !(counts && request.what == Wait::For::shown))
        return Error("session \"" + subject.name + "\" ended before that", ErrorCode::ended);
    if (request.timeout_ms && now - waiter.began >= to_duration(*request.timeout_ms))
        return Error("not within the time", ErrorCode::timeout);
    return std::nullopt;
}

} // namespace cleat
