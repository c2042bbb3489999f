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

/// What the client itself says on the user's terminal, over the session: the keys' help, who is here, news that goes
/// away by itself, that the link is lost, and the line under a window. At most one of them but the line is shown.
class Words {
 public:
    /// How long news stays.
    static constexpr std::chrono::seconds NOTICE{5};

    /// `repaint` has the painter show what it was told. The painter is borrowed for this object's life.
    Words(Loop& loop, Painter& painter, std::optional<EscapeKey> escape, std::function<void()> repaint);

    /// Says something for a while. Passed over while the help is shown, or the link is lost.
    void notice(const std::string& text);
    /// The link is lost, for that reason: is said until it is restored, and between two looks at the help.
    void lost(const std::string& why);
    void restored() { loss_.reset(); }
    /// Shows the help, or what was there before it.
    void toggle_help();

    /// Who is here was asked for: `show_info` shows it, unless something else comes between.
    void await_info();
    void show_info(std::vector<std::string> pieces);
    [[nodiscard]] bool is_info_shown() const { return shown_ == Shown::info; }
    /// Somebody pressed a key: whoever goes on has read the news, and who is here.
    void key_pressed();

    /// The line under a window names the session.
    void name_session(const std::string& name);
    /// Shows that line, or hides it.
    void toggle_status();

    /// The terminal was taken over anew: only what lasts is shown.
    void begin_again();

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
