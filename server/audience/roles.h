#pragma once

#include "common/wire/messages.h"
#include "server/audience/size_policy.h"

#include <map>
#include <optional>
#include <vector>

namespace cleat {

/// Who of a session's viewers controls it, and who only watches. Control is shared by all who came for it, or held by
/// one of them; then the others watch until that one leaves, or gives it to one that asked, or another one takes it.
/// What became of everybody's role is asked for after each change.
class Roles {
 public:
    /// A viewer whose role is another one than it was told.
    struct Change {
        ViewerId viewer = 0;
        Role role = Role::observer;
        bool operator==(const Change&) const = default;
    };

    /// Whether one may come with that claim now.
    [[nodiscard]] bool allows(Claim claim) const { return claim != Claim::exclusive || !holder_; }
    /// A viewer comes, which is never more than `most`. It counts as told of the role that it gets. Its claim means
    /// nothing where it is not allowed, and nothing for an observer.
    void attach(ViewerId viewer, Role most, Claim claim);
    void leave(ViewerId viewer);

    /// The viewer holds control from now on. False where it may never.
    bool take(ViewerId viewer);
    /// The viewer wants what another one holds. False where it may never have it, or has it.
    bool ask(ViewerId viewer);
    /// The holder gives control to one that asked. False where it is not the holder's to give, or nobody asked.
    bool grant(ViewerId holder, ViewerId viewer);

    /// An observer where it is not here.
    [[nodiscard]] Role role(ViewerId viewer) const;
    [[nodiscard]] bool asks(ViewerId viewer) const;
    [[nodiscard]] std::optional<ViewerId> holder() const { return holder_; }

    /// Whose role has changed since they were told; they count as told then.
    [[nodiscard]] std::vector<Change> take_changes();

 private:
    struct Entry {
        Role most = Role::observer;
        Role told = Role::observer;
        bool asks = false;
    };
    void hold(ViewerId viewer);

    std::map<ViewerId, Entry> viewers_;
    std::optional<ViewerId> holder_;
};

} // namespace cleat
