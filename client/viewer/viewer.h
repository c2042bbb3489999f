#pragma once

#include "client/link/link.h"
#include "client/link/trust.h"
#include "client/link/user_names.h"
#include "client/tty/full_screen.h"
#include "client/viewer/lasting_attachment.h"
#include "client/viewer/rewind.h"
#include "client/viewer/session_view.h"
#include "client/viewer/user_input.h"
#include "client/viewer/viewer_outcome.h"
#include "client/viewer/words.h"
#include "common/conversation/session_mirror.h"
#include "common/event/loop.h"
#include "common/player/player_deck.h"
#include "common/render/painter.h"
#include "common/wire/messages.h"

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace cleat {

/// What a viewer asks of the server, and how it shows what it gets.
struct ViewerOptions {
    Attach attach; ///< size is filled in; role and clipboard become no more than the link has
    Placing placing = Placing::main_screen;
    std::optional<EscapeKey> escape = EscapeKey();
    bool is_xterm_kind = true;                      ///< the terminal may be asked questions, and given the clipboard
    LinkOptions link;                               ///< how the server is reached
    std::chrono::milliseconds link_timeout{45'000}; ///< over `via`: silence for so long is its loss
    std::optional<PlayerOptions> past;              ///< begins in the session's past, played so
};

/// A session on the user's terminal: keys go to the server, steps come back and are drawn. Takes the terminal over when
/// the server has agreed, and restores it when `run` returns, however it ends.
///
/// While its past is shown (`Rewind`), keys go to the player, and steps are taken unseen: for the server and the
/// program nothing is otherwise than before.
class Viewer {
 public:
    /// `socket` was opened by the transport; nothing was said on it yet. Loop and transport are borrowed for this
    /// object's life; no other object of the process may watch signals.
    Viewer(Loop& loop, Tty tty, Capabilities capabilities, Transport& transport, UniqueFd socket,
           ViewerOptions options);

    /// Asks to be attached.
    void begin();
    /// Runs the loop until the session ends, the user detaches, or something goes away.
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
    Profile profile_;          ///< of the terminal, as far as it has told since it was taken over
    std::uint64_t asking_ = 0; ///< the client that asked for control last
    FullScreen screen_;
    LastingAttachment attachment_;
    SessionView view_;
    Words words_;
    UserInput input_;
    Rewind rewind_;
};

} // namespace cleat
