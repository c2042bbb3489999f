#include "server/accounts/account_lookup.h"

#include "common/base/detached_thread.h"
#include "common/base/quote.h"

#include <sys/eventfd.h>
#include <unistd.h>

#include <exception>
#include <mutex>
#include <stdexcept>
#include <utility>
#include <vector>

namespace cleat {

namespace {

UniqueFd make_bell()
{
    UniqueFd bell{::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)};
    if (!bell) throw std::runtime_error("cannot get a descriptor for lookups");
    return bell;
}

} // namespace

/// Shared with the threads, which can outlive the lookup.
struct AccountLookup::Shared {
    struct Answer {
        std::uint64_t question = 0;
        Result<UserAccount> account;
    };

    Find find;
    UniqueFd bell = make_bell();
    std::mutex mutex;
    std::vector<Answer> answers;
    std::size_t running = 0;

    void run(std::uint64_t question, const std::string& name)
    {
        Result<UserAccount> account = look(name);
        const std::scoped_lock lock(mutex);
        --running;
        answers.push_back({question, std::move(account)});
        const std::uint64_t one = 1;
        if (::write(bell.get(), &one, sizeof one) < 0) return; // it is readable already
    }

    [[nodiscard]] Result<UserAccount> look(const std::string& name) const
    {
        try {
            return find(name);
        } catch (const std::exception& problem) {
            return Error("cannot look up user " + in_quotes(name) + ": " + problem.what());
        }
    }
};

struct AccountLookup::Question {
    Question(Loop& loop, std::string who, OnFound on_found, std::function<void()> on_time)
        : name(std::move(who)), done(std::move(on_found)), timer(loop, std::move(on_time))
    {}

    std::string name;
    OnFound done;
    Timer timer;
};

AccountLookup::AccountLookup(Loop& loop, Find find, std::chrono::milliseconds within)
    : loop_(loop),
      shared_(std::make_shared<Shared>()),
      within_(within),
      watch_(loop, shared_->bell.get(), [this](FdWatch::Ready) { take_answers(); }),
      deferred_(loop)
{
    shared_->find = std::move(find);
}

AccountLookup::~AccountLookup() = default;

void AccountLookup::ask(const std::string& name, OnFound done)
{
    const std::uint64_t question = next_++;
    questions_.emplace(
        question, std::make_unique<Question>(loop_, name, std::move(done), [this, question] { give_up(question); }));
    watch_.set(Interest::read);
    const auto started = start(question, name);
    if (started) return questions_.at(question)->timer.start(within_);
    deferred_.run([this, question, error = started.error()] { answer(question, error); });
}

Result<void> AccountLookup::start(std::uint64_t question, const std::string& name) const
{
    {
        const std::scoped_lock lock(shared_->mutex);
        if (shared_->running >= LIMIT)
            return Error("cannot look up user " + in_quotes(name) + ": the user database does not answer",
                         ErrorCode::refused);
        ++shared_->running;
    }
    if (run_detached([shared = shared_, question, name] { shared->run(question, name); })) return {};
    const std::scoped_lock lock(shared_->mutex);
    --shared_->running;
    return Error("cannot look up user " + in_quotes(name) + ": no thread is available");
}

void AccountLookup::take_answers()
{
    std::uint64_t count = 0;
    if (::read(shared_->bell.get(), &count, sizeof count) < 0) return;
    std::vector<Shared::Answer> answers;
    {
        const std::scoped_lock lock(shared_->mutex);
        answers.swap(shared_->answers);
    }
    for (Shared::Answer& found : answers) answer(found.question, std::move(found.account));
}

void AccountLookup::give_up(std::uint64_t question)
{
    const std::string& name = questions_.at(question)->name;
    const Error error("cannot look up user " + in_quotes(name) + ": the user database does not answer",
                      ErrorCode::timeout);
    // Deferred: this runs in the question's timer.
    deferred_.run([this, question, error] { answer(question, error); });
}

/// Reports a result, unless the question was answered already.
void AccountLookup::answer(std::uint64_t question, Result<UserAccount> account)
{
    const auto found = questions_.find(question);
    if (found == questions_.end()) return;
    const OnFound done = std::move(found->second->done);
    questions_.erase(found);
    if (questions_.empty()) watch_.set(Interest::none);
    done(std::move(account));
}

} // namespace cleat
