#pragma once

#include "client/link/link.h"
#include "client/link/trust.h"
#include "client/link/user_names.h"
#include "client/tty/full_screen.h"
#include "client/viewer/lasting_attachment.h"
#include "client/viewer/notices.h"
#include "client/viewer/rewind.h"
#include "client/viewer/session_view.h"
#include "client/viewer/user_input.h"
#include "client/viewer/viewer_outcome.h"
#include "common/conversation/session_mirror.h"
#include "common/event/loop.h"
#include "common/player/player.h"
#include "common/render/painter.h"
#include "common/wire/messages.h"

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace cleat {

/// What a viewer requests from the server, and how it shows the session.
struct ViewerOptions {
    Attach attach; ///< the size is filled in; role and clipboard are reduced to what the link permits
    Placing placing = Placing::main_screen;
    std::optional<EscapeKey> escape = EscapeKey();
    bool is_xterm_kind = true;                      ///< the terminal can be queried and has a clipboard
    LinkOptions link;                               ///< how to reach the server
    std::chrono::milliseconds link_timeout{45'000}; ///< over `via`: after this long without data the link is lost
    std::optional<PlayerOptions> history_options;   ///< if set, starts in the recent history, played with these options
};

/// A session on the user's terminal: sends keys to the server, and draws the steps that it sends. Takes the terminal
/// over once attached, and has restored it when `run` returns, however it ends.
///
/// While the recent history is shown (`Rewind`), keys go to the player, and steps are acknowledged without being drawn,
/// so that nothing changes for the server and the program.
class Viewer {
 public:
    /// `socket` was opened by the transport; nothing was sent on it yet. Loop and transport are borrowed for this
    /// object's lifetime. Other objects of the process must not watch signals.
    Viewer(Loop& loop, Tty tty, Capabilities capabilities, Transport& transport, UniqueFd socket,
           ViewerOptions options);

    /// Sends the attach request.
    void begin();
    /// Runs the loop until the session ends, the user detaches, a signal ends the client, or the link or the terminal
    /// is lost.
    ViewerOutcome run();

 private:
    void attached(const Attached& message);
    void restored(const Attached& message);
    void lost(const std::string& why);
    void take(Push& push);
    void show(Step& step);
    void show(const Happened& event);
    void show(const RoleChanged& changed);

    void handle_keys(const std::vector<KeyEvent>& events);
    void handle(const KeyEvent& event);
    void command(char letter);
    void take_answer(const ProbeReply& reply);
    [[nodiscard]] bool takes_input();
    void request(const ClientMessage& message);
    void give_control();

    void ask_terminal();
    void continued(JobControl::Resumed how);
    void resized();
    void paint();
    [[nodiscard]] std::string frame(Painter& painter);
    void acknowledge();
    void ring();
    void finish(ViewerOutcome outcome);

    ViewerOptions options_;
    const Trust trust_;
    UserNames names_;
    std::optional<ViewerOutcome> outcome_;
    SessionMirror mirror_;
    Profile profile_;          ///< the terminal's replies since it was taken over
    std::uint64_t asking_ = 0; ///< the client that requested control last, or 0
    FullScreen screen_;
    LastingAttachment attachment_;
    SessionView view_;
    Notices notices_;
    UserInput input_;
    Rewind rewind_;
};

} // namespace cleat
