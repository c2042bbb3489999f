#pragma once

#include "client/keys/escape_key.h"
#include "client/keys/held_bytes.h"
#include "client/keys/key_event.h"
#include "client/keys/key_press.h"
#include "common/model/modes.h"

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace cleat {

/// Sorts the bytes that the user's terminal sends: keys for the program, pastes, mouse and focus reports, answers of
/// the terminal, and the escape key with the command that follows. Reads may be cut anywhere; no byte is
/// lost or moved before another. The escape key is known as its legacy byte, as the kitty protocol and as
/// modifyOtherKeys tell it, and is nothing special within a paste. Twice in a row it is itself, once, for the program.
/// Releases of keys that were taken here are taken too.
class KeyReader {
 public:
    explicit KeyReader(std::optional<EscapeKey> escape = EscapeKey()) : escape_(escape) {}

    /// Takes what was read; what is certain by now, in order.
    [[nodiscard]] std::vector<KeyEvent> read(std::string_view bytes);

    /// Whether something is held back that may be the beginning of a sequence. Then call `flush` when nothing more has
    /// come for as long as `patience` says.
    [[nodiscard]] bool is_pending() const { return paste_ == Paste::none && !held_.empty(); }
    /// A moment, where what is held may be a key: a lone ESC, or one with Alt. As long as a link may hold up the rest,
    /// where nobody types the like of it.
    [[nodiscard]] std::chrono::milliseconds patience() const;
    /// Nothing more has come: what is held are keys.
    [[nodiscard]] std::vector<KeyEvent> flush();

    /// Whether the terminal was asked something and has yet to answer: then `ESC [`, `ESC ]` and `ESC P` are no keys.
    void set_expecting(bool expecting) { expecting_ = expecting; }

    static constexpr std::chrono::milliseconds MOMENT{50};
    static constexpr std::chrono::milliseconds LINK_DELAY{5'000};

    /// Whether arrows after the escape key are commands.
    void set_pannable(bool pannable);
    /// How the terminal reports the mouse: legacy reports do not say where they end.
    void set_mouse_encoding(MouseEncoding encoding) { mouse_encoding_ = encoding; }

 private:
    enum class Parsed : std::uint8_t { more, done };
    /// Whether text is being pasted, and in which controls the terminal said so.
    enum class Paste : std::uint8_t { none, seven_bit, eight_bit };
    /// Where the text of a paste ends in what is held, and how long the mark of its end is: 0 as long as it is not
    /// there.
    struct PasteEnd {
        std::size_t at = 0;
        std::size_t length = 0;
    };

    void take_all();
    Parsed take_plain();
    Parsed take_escape();
    Parsed take_control_sequence();
    Parsed take_mouse(std::size_t prefix);
    Parsed take_string();
    Parsed take_eight_bit();
    Parsed take_rest();
    Parsed take_paste();
    [[nodiscard]] PasteEnd find_paste_end();
    void begin_paste(Paste controls);
    void take_answer(std::string_view answer, bool is_eight_bit);
    [[nodiscard]] bool is_introducer(char byte) const;
    void pass_character(char byte);
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
    HeldBytes held_;    ///< not yet sorted
    std::string given_; ///< keys that were flushed last, and may after all be the beginning of what comes next
    bool expecting_ = false;
    int of_character_ = 0;            ///< bytes that the UTF-8 character lacks which was typed last
    bool given_is_eight_bit_ = false; ///< an 8-bit introducer was flushed
    Paste paste_ = Paste::none;
    bool paste_began_ = false; ///< and its first piece was not reported yet
    bool awaiting_ = false;
    bool pannable_ = false;
    bool panning_ = false;
    std::string escape_bytes_;    ///< how the awaited command's escape key came
    std::vector<char32_t> taken_; ///< keys whose presses were taken: their releases are, too
    std::vector<KeyEvent> events_;
};

} // namespace cleat
