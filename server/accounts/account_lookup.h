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

/// Looks up users without blocking on the system's databases, which may be on the network and hang: each lookup has its
/// own thread, and its result comes through the loop. A thread cannot be stopped: a result that comes too late is
/// ignored, and the lookup counts towards `LIMIT` until its thread has finished.
class AccountLookup {
 public:
    using Find = std::function<Result<UserAccount>(const std::string& name)>;
    using OnFound = std::function<void(Result<UserAccount>)>;

    /// Lookups under way, including abandoned ones; one more fails.
    static constexpr std::size_t LIMIT = 8;
    /// How long a lookup may take.
    static constexpr std::chrono::seconds WITHIN{20};

    /// `find` is called in the threads, at any time, even after this object is destroyed.
    explicit AccountLookup(Loop& loop, Find find = find_account, std::chrono::milliseconds within = WITHIN);
    ~AccountLookup();
    AccountLookup(const AccountLookup&) = delete;
    AccountLookup& operator=(const AccountLookup&) = delete;

    /// Calls `done` once, never from within this call, and not at all once this object is destroyed. `timeout` if there
    /// is no result in time, `refused` if too many lookups are under way, otherwise the result of `find`.
    void ask(const std::string& name, OnFound done);

 private:
    struct Shared;
    struct Question;

    void take_answers();
    void give_up(std::uint64_t question);
    void answer(std::uint64_t question, Result<UserAccount> account);
    [[nodiscard]] Result<void> start(std::uint64_t question, const std::string& name) const;

    Loop& loop_;
    std::shared_ptr<Shared> shared_; ///< shared with the threads
    std::chrono::milliseconds within_;
    std::map<std::uint64_t, std::unique_ptr<Question>> questions_;
    std::uint64_t next_ = 1;
    FdWatch watch_; ///< of `Shared::bell`
    Deferred deferred_;
};

} // namespace cleat
