#pragma once

#include "common/terminal/sequence.h"

#include <string>
#include <string_view>

namespace cleat {

/// Splits a program's output into text and control functions: ECMA-48, clause 5, with the practice of DEC's terminals
/// and xterm.
///
/// - Controls inside a sequence act at once; CAN and SUB abandon it; ESC abandons it and starts another.
/// - 8-bit controls are not recognised, as in any terminal in UTF-8 mode: the bytes 0x80 to 0x9f are malformed text;
///   the characters U+0080 to U+009F are passed on, and the sink ignores them.
/// - A byte from 0x80 up inside a sequence abandons it and is text. Inside a string it is part of the string.
/// - A control sequence longer than 256 bytes is swallowed up to its final byte, a string longer than 64 KiB up to its
///   end; but the string of OSC 52, which carries a clipboard, can be as long as 1 MiB of data in Base64.
/// - Strings other than OSC and DCS (SOS, PM, APC) are swallowed.
/// - A string that starts with `R` ends there, and one that starts with `P` after 7 more bytes, as in xterm: the Linux
///   console's palette sequences (console_codes(4), `ESC ] R` and `ESC ] P nrrggbb`) have no terminator.
///
/// Allocates only for input left unfinished by a feed. The results do not depend on how the input is split.
class Scanner {
 public:
    enum class StringKind { osc, dcs };
    enum class StringEnd { st, bel };
    /// The terminator of a string: a reply ends as its query did.
    [[nodiscard]] static std::string_view bytes_of(StringEnd end) { return end == StringEnd::bel ? "\a" : "\x1b\\"; }

    /// Receives the elements in order. Views are valid during the call only.
    class Sink {
     public:
        /// Bytes from 0x20 on, without DEL: UTF-8 or malformed; a character is never split between two calls.
        virtual void text(std::string_view run) = 0;
        /// A C0 control other than ESC, CAN, SUB.
        virtual void control(char c) = 0;
        /// `ESC intermediate final`; `intermediate` is 0 if there was none.
        virtual void escape(char intermediate, char final) = 0;
        virtual void sequence(const ControlSequence& sequence) = 0;
        virtual void string(StringKind kind, std::string_view payload, StringEnd end) = 0;
        /// A clipboard that was too long has ended.
        virtual void clipboard_too_long() {}

     protected:
        ~Sink() = default;
    };

    void feed(std::string_view bytes, Sink& sink);

    /// Limit on a clipboard, decoded.
    static constexpr std::size_t LONGEST_CLIPBOARD = 1U << 20;
    /// Limit on the string that carries a clipboard: the Base64, and the text before it.
    static constexpr std::size_t LONGEST_CLIPBOARD_STRING = (LONGEST_CLIPBOARD + 2) / 3 * 4 + 64;

    /// The bytes of the unfinished element: a new scanner fed these is in the same state. At most slightly more than 64
    /// KiB, except for a clipboard.
    [[nodiscard]] const std::string& tail() const { return tail_; }
    /// Like `tail`, without the data of an unfinished clipboard: a new scanner fed these bytes finds the end of the
    /// string where this one does, but reports no clipboard.
    [[nodiscard]] std::string tail_without_clipboard() const;

 private:
    enum class State { ground, escape, sequence, string, console_palette, string_escape };

    const char* ground(const char* at, const char* end, Sink& sink);
    const char* finish_character(const char* at, const char* end, Sink& sink);
    const char* whole_sequence(const char* at, const char* end, Sink& sink);
    const char* inside(const char* at, const char* end, Sink& sink);
    const char* inside_string(const char* at, const char* end, Sink& sink);
    const char* inside_console_palette(const char* at, const char* end, Sink& sink);
    void begin_string(char c, Sink& sink);
    bool ends_string(char c, Sink& sink);
    [[nodiscard]] bool is_clipboard() const;
    [[nodiscard]] std::size_t longest_string() const;
    [[nodiscard]] bool is_swallowed() const;
    void swallow(char mark);
    const char* string_escape(const char* at, Sink& sink);
    bool common(char c, Sink& sink);
    void begin_escape();
    void abandon();
    void escape(char c, Sink& sink);
    void sequence_byte(char c, Sink& sink);
    void end_string(StringEnd end, Sink& sink);

    static constexpr std::size_t LONGEST_SEQUENCE = 256;
    static constexpr std::size_t LONGEST_STRING = 64U << 10;

    State state_ = State::ground;
    std::string tail_;
};

} // namespace cleat
