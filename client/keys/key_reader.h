#pragma once

#include "client/keys/escape_key.h"
#include "client/keys/held_bytes.h"
#include "client/keys/key_event.h"
#include "client/keys/key_press.h"
#include "common/model/modes.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace cleat {

/// Sorts the bytes that the user's terminal sends: keys for the program, pastes, mouse and focus reports, answers to
/// the client's own questions, and the escape key with the command that follows. Reads may be cut anywhere; no byte is
/// lost or moved before another. The escape key is known as its legacy byte, as the kitty protocol and as
/// modifyOtherKeys tell it, and is nothing special within a paste. Twice in a row it is itself, once, for the program.
/// Releases of keys that were taken here are taken too.
class KeyReader {
 public:
    explicit KeyReader(std::optional<EscapeKey> escape = EscapeKey()) : escape_(escape) {}

    /// Takes what was read; what is certain by now, in order.
    [[nodiscard]] std::vector<KeyEvent> read(std::string_view bytes);

    /// Whether something is held back that may be the beginning of a sequence. Then call `flush` when nothing more has
    /// come for a moment (50 ms or so).
    [[nodiscard]] bool is_pending() const { return !pasting_ && !held_.empty(); }
    /// Nothing more has come: a lone ESC, and the like of it, is a key. What is longer is given a second moment, as
    /// nobody types that: ask `is_pending` again.
    [[nodiscard]] std::vector<KeyEvent> flush();

    /// Whether the escape key was the last one, and a command is awaited.
    [[nodiscard]] bool awaits_command() const { return awaiting_; }

    /// Whether arrows after the escape key are commands.
    void set_pannable(bool pannable);
    /// How the terminal reports the mouse: legacy reports do not say where they end.
    void set_mouse_encoding(MouseEncoding encoding) { mouse_encoding_ = encoding; }

 private:
    enum class Parsed : std::uint8_t { more, done };

    void take_all();
    Parsed take_plain();
    Parsed take_escape();
    Parsed take_control_sequence();
    Parsed take_mouse(std::size_t prefix);
    Parsed take_osc_reply();
    Parsed take_paste();
    void handle_control_sequence(std::string bytes);
    void handle_key_press(const KeyPress& key, std::string bytes);
    void handle_escape_key(std::string bytes);
    void handle_byte(char byte);
    bool is_taken_release(const KeyPress& key);
    void typed(std::string_view bytes);
    void not_a_command(std::string_view bytes);
    void command(char letter, std::string_view bytes);
    bool take_arrow(char final);
    void end_pan();
    void report(KeyEvent event) { events_.push_back(std::move(event)); }

    std::optional<EscapeKey> escape_;
    MouseEncoding mouse_encoding_ = MouseEncoding::standard;
    HeldBytes held_; ///< not yet sorted
    bool was_flushed_ = false;
    bool pasting_ = false;
    bool paste_began_ = false; ///< and its first piece was not reported yet
    bool awaiting_ = false;
    bool pannable_ = false;
    bool panning_ = false;
    std::string escape_bytes_;    ///< how the awaited command's escape key came
    std::vector<char32_t> taken_; ///< keys whose presses were taken: their releases are, too
    std::vector<KeyEvent> events_;
};

} // namespace cleat
