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

/// The members of a session, attached or following its output, and what each of them may do: their roles, whose
/// terminal's size counts, whose variables the program sees, and which guests the owner is notified of. `Fanout` and
/// `Followers` send members the output.
class Audience {
 public:
    /// Whether a controller is among the members that changed.
    enum class Concerns : std::uint8_t { observers, controllers };
    struct Handlers {
        /// The member leaves, or is no longer a controller: ends what it has started, such as a paste.
        std::function<void(Member&)> on_release;
        /// Members have attached, left or changed roles, and were notified.
        std::function<void(Concerns)> on_changed;
    };
    /// Called with a new member before anything is sent to it.
    using OnAttached = std::function<void(Member&)>;

    /// `id` and `name` are the session's, for the log and for messages; `name` is borrowed for this object's life.
    /// `variables` are the current values of the followed variables; `next` is the id of the next member.
    Audience(Loop& loop, std::uint64_t id, const std::string& name, FollowedValues variables, ViewerId next,
             Handlers handlers);
    Audience(const Audience&) = delete;
    Audience& operator=(const Audience&) = delete;

    [[nodiscard]] Members& members() { return members_; }
    [[nodiscard]] const Members& members() const { return members_; }
    [[nodiscard]] std::vector<ClientInfo> clients() const;
    /// The sessions in which the members' terminals are shown.
    [[nodiscard]] SessionTokens shown_in() const;
    /// Whether a member keeps the session alive: one that is not a guest and not silent.
    [[nodiscard]] bool is_attended() const;

    /// `refused` if no client can attach with that claim now.
    [[nodiscard]] Result<void> check_claim(const AttachRequest& request) const;
    /// Adds a member, whose claim was checked; `sink` is borrowed until the member is removed, which may have happened
    /// when this returns.
    void attach(ViewerSink& sink, AttachRequest request, Member::View view, const OnAttached& on_attached);
    /// The member leaves. An unknown id is ignored.
    void leave(ViewerId id);
    /// The member was sent all that it requested, or, if the program has ended, everything.
    void complete(ViewerId id, const std::optional<ExitStatus>& ended);
    /// `not_found` if there is no such member.
    Result<void> detach(ViewerId id, const std::string& reason);
    void detach_all(const std::string& reason);
    /// Detaches all but the controller with a terminal that was active last.
    void detach_others(const std::string& reason);
    /// The member's terminal was resized.
    void resized(Member& member, Size size);

    // Control. `refused` if the member's role or the current holder does not permit it.
    /// The member that holds control exclusively, or 0.
    [[nodiscard]] ViewerId holder() const { return roles_.holder().value_or(0); }
    /// Whether the member, or with 0 a client that is not a member, can act on the session: `refused` while another
    /// member holds control.
    [[nodiscard]] Result<void> check_free_for(ViewerId id) const;
    Result<void> take_control(ViewerId id);
    Result<void> ask_control(ViewerId id);
    Result<void> grant_control(ViewerId holder, ViewerId id);

    [[nodiscard]] SizePolicy& sizes() { return sizes_; }
    [[nodiscard]] const SizePolicy& sizes() const { return sizes_; }
    /// The size that the session should have; nothing if it should keep the current one.
    [[nodiscard]] std::optional<Size> wanted_size() const { return sizes_.wanted(members_); }
    /// The values that the program should see of the followed variables.
    [[nodiscard]] const FollowedValues& variables() const { return variables_.current(); }

 private:
    void prefer(Member& member);
    void control_changed(ViewerId to);
    void settle(const Member* except);
    /// Members that were removed, and whether a controller was among them.
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
    Timer guests_timer_; ///< expires when more guest visits can be reported
};

} // namespace cleat
