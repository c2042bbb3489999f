#pragma once

#include "client/keys/escape_key.h"
#include "common/event/loop.h"
#include "common/render/painter.h"

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace cleat {

/// The client's own texts on the user's terminal, over the session: the help, the info line, notices that disappear by
/// themselves, the message that the link is lost, and the status line below a window. At most one of them is shown,
/// not counting the status line.
class Notices {
 public:
    /// How long a notice stays.
    static constexpr std::chrono::seconds NOTICE{5};

    /// `repaint` makes the painter show its new texts. Loop and painter are borrowed for this object's lifetime.
    Notices(Loop& loop, Painter& painter, std::optional<EscapeKey> escape, std::function<void()> repaint);

    /// Shows a notice for the time `NOTICE`. Ignored while the help is shown or the link is lost.
    void notice(const std::string& text);
    /// Shows that the link is lost, and why, until `restored`; the help replaces it while shown.
    void lost(const std::string& why);
    void restored() { loss_.reset(); }
    /// Shows or hides the help. If the link is lost, the message about that replaces the hidden help.
    void toggle_help();

    /// The info line was requested: `show_info` shows it, unless a key or another text comes first.
    void await_info();
    void show_info(std::vector<std::string> pieces);
    [[nodiscard]] bool is_info_shown() const { return shown_ == Shown::info; }
    /// The user pressed a key: hides a notice or the info line.
    void key_pressed();

    /// Sets the session name in the status line.
    void name_session(const std::string& name);
    /// Shows or hides the status line.
    void toggle_status();

    /// The terminal was taken over again: hides everything except the status line and the message that the
    /// link is lost.
    void hide_all();

 private:
    enum class Shown : std::uint8_t { nothing, notice, help, awaits_info, info };

    void show(Shown what, std::vector<std::string> pieces);
    void show_loss();
    void set_status();

    Painter& painter_;
    std::optional<EscapeKey> escape_;
    std::function<void()> repaint_;
    Shown shown_ = Shown::nothing;
    std::optional<std::string> loss_; ///< why the link is lost
    std::string session_;
    bool has_status_ = true;
    Timer notice_timer_;
};

} // namespace cleat
