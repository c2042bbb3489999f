#pragma once

#include "common/base/result.h"
#include "common/base/unique_fd.h"
#include "common/event/deferred.h"
#include "common/event/loop.h"
#include "server/accounts/user_account.h"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>

namespace cleat {

/// Looks users up without waiting for the system's databases, which may be on the network, and hang: each lookup has a
/// thread of its own, whose answer comes through the loop. A thread cannot be ended: one that answers too late, or
/// never, is not listened to, and counts among `MOST` until it does.
class AccountLookup {
 public:
    using Find = std::function<Result<UserAccount>(const std::string& name)>;
    using OnFound = std::function<void(Result<UserAccount>)>;

    /// Lookups that are under way, those that nobody waits for any more included; another one fails.
    static constexpr std::size_t MOST = 8;
    /// How long an answer is waited for.
    static constexpr std::chrono::seconds WITHIN{20};

    /// `find` is called in the threads, at any time, even after the end of this object.
    explicit AccountLookup(Loop& loop, Find find = find_account, std::chrono::milliseconds within = WITHIN);
    ~AccountLookup();
    AccountLookup(const AccountLookup&) = delete;
    AccountLookup& operator=(const AccountLookup&) = delete;

    /// Calls `done` once, never from within this call; not at all after the end of this object. `timeout` where there
    /// is no answer in time, `refused` where too many lookups are under way, otherwise what `find` gave.
    void ask(const std::string& name, OnFound done);

 private:
    struct Shared;
    struct Question;

    void take_answers();
    void give_up(std::uint64_t question);
    void answer(std::uint64_t question, Result<UserAccount> account);
    [[nodiscard]] Result<void> start(std::uint64_t question, const std::string& name) const;

    Loop& loop_;
    std::shared_ptr<Shared> shared_; ///< with the threads
    std::chrono::milliseconds within_;
    std::map<std::uint64_t, std::unique_ptr<Question>> questions_;
    std::uint64_t next_ = 1;
    FdWatch watch_; ///< of `Shared::bell`
    Deferred deferred_;
};

} // namespace cleat
