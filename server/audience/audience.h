#pragma once

#include "common/base/result.h"
#include "common/event/loop.h"
#include "common/wire/messages.h"
#include "server/audience/followed_variables.h"
#include "server/audience/guest_presence.h"
#include "server/audience/members.h"
#include "server/audience/roles.h"
#include "server/audience/size_policy.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace cleat {

/// Who is attached to a session or follows its output, and what each of them may do: their roles, whose terminal's size
/// counts, whose variables the program sees, and which guests the owner is notified of. What members are sent is the
/// business of `Fanout` and `Followers`.
class Audience {
 public:
    /// Whether one who controls the session is among those who changed.
    enum class Concerns : std::uint8_t { observers, controllers };
    struct Handlers {
        /// The member leaves, or controls the session no longer: what it has begun ends.
        std::function<void(Member&)> on_release;
        /// After members attached or left, or have other roles, and were notified.
        std::function<void(Concerns)> on_changed;
    };
    /// Called with a new member before anything is sent to it.
    using OnAttached = std::function<void(Member&)>;

    /// `id` and `name` are the session's, for the log and for messages; the name is borrowed for this object's life.
    /// `variables` are those of the client that made it, or what became of them; `next` is the id of the next member.
    Audience(Loop& loop, std::uint64_t id, const std::string& name, FollowedValues variables, ViewerId next,
             Handlers handlers);
    Audience(const Audience&) = delete;
    Audience& operator=(const Audience&) = delete;

    [[nodiscard]] Members& members() { return members_; }
    [[nodiscard]] const Members& members() const { return members_; }
    [[nodiscard]] std::vector<ClientInfo> clients() const;
    /// The sessions in which terminals of members are.
    [[nodiscard]] SessionTokens shown_in() const;
    /// Whether anybody observes or controls the session who keeps it alive: no guest, and nobody who seems to be cut
    /// off.
    [[nodiscard]] bool is_attended() const;

    /// `refused` where one cannot attach with that claim now.
    [[nodiscard]] Result<void> check_claim(const AttachRequest& request) const;
    /// One more member, whose claim was checked; `sink` is borrowed until it is removed. It may have been removed when
    /// this returns.
    void attach(ViewerSink& sink, AttachRequest request, Member::View view, const OnAttached& on_attached);
    /// The member leaves. One that is not there is ignored.
    void leave(ViewerId id);
    /// It was sent all that it wanted; or, where the program has ended, all there is.
    void complete(ViewerId id, const std::optional<ExitStatus>& ended);
    /// `not_found` where there is no such member.
    Result<void> detach(ViewerId id, const std::string& reason);
    void detach_all(const std::string& reason);
    /// All but the one that was active last.
    void detach_others(const std::string& reason);
    /// The member's terminal has another size.
    void resized(Member& member, Size size);

    // Control. `refused` where it may not be so.
    /// Who holds control alone, or 0.
    [[nodiscard]] ViewerId holder() const { return roles_.holder().value_or(0); }
    /// Whether one that is no member, or is this one, may act on the session: none while another one holds control.
    [[nodiscard]] Result<void> check_free_for(ViewerId id) const;
    Result<void> take_control(ViewerId id);
    Result<void> ask_control(ViewerId id);
    Result<void> grant_control(ViewerId holder, ViewerId id);

    [[nodiscard]] SizePolicy& sizes() { return sizes_; }
    [[nodiscard]] const SizePolicy& sizes() const { return sizes_; }
    /// The size that the session is to have; nothing where it keeps the one it has.
    [[nodiscard]] std::optional<Size> wanted_size() const { return sizes_.wanted(members_); }
    /// What the program should see of the variables that follow the user.
    [[nodiscard]] const FollowedValues& variables() const { return variables_.current(); }

 private:
    void prefer(Member& member);
    void control_changed(ViewerId to);
    void settle(const Member* except);
    /// Members that were removed, and whether one of them controlled the session.
    struct Removed {
        std::vector<std::unique_ptr<Member>> members;
        Concerns concerns = Concerns::observers;
    };
    Removed remove(const std::vector<ViewerId>& ids);
    void detach(const std::vector<ViewerId>& ids, const std::string& reason);
    [[nodiscard]] Error control_held_error() const;
    void report_guests();

    Loop& loop_;
    std::uint64_t id_;
    const std::string& name_;
    Handlers handlers_;
    Members members_;
    Roles roles_;
    ViewerId announced_holder_ = 0; ///< the holder of control that members were last notified of
    SizePolicy sizes_;
    FollowedVariables variables_;
    GuestPresence guests_;
    Timer guests_timer_; ///< when there is more to report of them
};

} // namespace cleat
