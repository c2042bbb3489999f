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

/// Sorts the bytes that the user's terminal sends into keys for the program, pastes, mouse and focus reports, terminal
/// replies, and commands (the escape key and the key after it). Reads can be split anywhere; no byte is lost or
/// reordered. The escape key is recognised as its legacy byte and as reported by the kitty protocol and by
/// modifyOtherKeys, but not within a paste. Pressed twice, it is sent to the program once. If the press of a key was
/// consumed here, so is its release.
class KeyReader {
 public:
    explicit KeyReader(std::optional<EscapeKey> escape = EscapeKey()) : escape_(escape) {}

    /// Takes input; returns the events that are complete by now, in order.
    [[nodiscard]] std::vector<KeyEvent> read(std::string_view bytes);

    /// Whether bytes are held that may be the start of a sequence. If so, call `flush` once no input has come for
    /// `patience()`.
    [[nodiscard]] bool is_pending() const { return paste_ == Paste::none && !held_.empty(); }
    /// How long to wait for more input: `MOMENT` if the held bytes may be a key (a lone ESC, or a key with Alt);
    /// `LINK_DELAY`, the longest time for which a link may delay the rest, if no key sends such bytes.
    [[nodiscard]] std::chrono::milliseconds patience() const;
    /// No more input came: treats the held bytes as keys.
    [[nodiscard]] std::vector<KeyEvent> flush();

    /// Sets whether a reply from the terminal is pending: then `ESC [`, `ESC ]` and `ESC P` are not keys.
    void set_expecting(bool expecting) { expecting_ = expecting; }

    static constexpr std::chrono::milliseconds MOMENT{50};
    static constexpr std::chrono::milliseconds LINK_DELAY{5'000};

    /// Sets whether arrows after the escape key are commands.
    void set_pannable(bool pannable);
    /// Sets the encoding of mouse reports, which is needed to find the end of a report in a legacy encoding.
    void set_mouse_encoding(MouseEncoding encoding) { mouse_encoding_ = encoding; }

 private:
    enum class Parsed : std::uint8_t { more, done };
    /// Whether a paste is in progress, and which kind of controls bracket it.
    enum class Paste : std::uint8_t { none, seven_bit, eight_bit };
    /// Where the text of a paste ends in the held bytes, and the length of the end bracket: 0 while it is incomplete.
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
    void type_with_escape_key(std::string_view bytes);
    void command(char letter, std::string_view bytes);
    bool take_arrow(char final);
    void end_pan();
    void report(KeyEvent event) { events_.push_back(std::move(event)); }

    std::optional<EscapeKey> escape_;
    MouseEncoding mouse_encoding_ = MouseEncoding::standard;
    HeldBytes held_;      ///< not yet sorted
    std::string flushed_; ///< the keys flushed last, which may turn out to be the start of a reply
    bool expecting_ = false;
    int of_character_ = 0;              ///< bytes missing from the last UTF-8 character
    bool is_flushed_eight_bit_ = false; ///< an 8-bit introducer was flushed
    Paste paste_ = Paste::none;
    bool paste_began_ = false; ///< a paste has begun, and its first piece was not reported yet
    bool awaiting_ = false;    ///< the escape key was pressed: the next key may be a command
    bool pannable_ = false;
    bool panning_ = false;
    std::string escape_bytes_;    ///< the escape key of the awaited command, as received
    std::vector<char32_t> taken_; ///< keys whose presses were consumed: their releases are too
    std::vector<KeyEvent> events_;
};

} // namespace cleat
