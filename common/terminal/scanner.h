#pragma once

#include "common/terminal/sequence.h"

#include <string>
#include <string_view>

namespace cleat {

/// Splits a program's output into text and control functions: ECMA-48 5, and what DEC's terminals and xterm made of it.
///
/// - Controls inside a sequence act at once; CAN and SUB abandon it; ESC abandons it and begins another.
/// - 8-bit controls are not recognised, as by any terminal in UTF-8 mode: the bytes 80 to 9f are malformed text, and
/// the
///   characters U+0080 to U+009F are the sink's to ignore.
/// - A byte from 80 up inside a sequence abandons it and is text. Inside a string it is part of the string.
/// - A control sequence longer than 256 bytes is swallowed to its final byte, a string longer than 64 KiB to its end;
///   but one of OSC 52, which holds a clipboard, may be as long as 1 MiB of it takes in Base64.
/// - Strings other than OSC and DCS (SOS, PM, APC) are swallowed.
/// - A string that begins with `R` ends there, and one that begins with `P` after 7 more bytes, as in xterm: the Linux
///   console's palette sequences (console_codes(4), `ESC ] R` and `ESC ] P nrrggbb`) have no terminator.
///
/// No allocation but for what a feed leaves unfinished. Results never depend on where feeds are cut.
class Scanner {
 public:
    enum class StringKind { osc, dcs };
    enum class StringEnd { st, bel };
    /// The bytes that a string ends with: an answer ends as the question did.
    [[nodiscard]] static std::string_view bytes_of(StringEnd end) { return end == StringEnd::bel ? "\a" : "\x1b\\"; }

    /// What is found, in order. Views are good for the call.
    class Sink {
     public:
        /// Bytes of 20 and up, without DEL: UTF-8, or not; a character is never split over two calls.
        virtual void text(std::string_view run) = 0;
        /// A C0 control other than ESC, CAN, SUB.
        virtual void control(char c) = 0;
        /// `ESC intermediate final`; `intermediate` is 0 if there was none.
        virtual void escape(char intermediate, char final) = 0;
        virtual void sequence(const ControlSequence& sequence) = 0;
        virtual void string(StringKind kind, std::string_view payload, StringEnd end) = 0;
        /// A clipboard that was too long, at its end.
        virtual void clipboard_too_long() {}

     protected:
        ~Sink() = default;
    };

    void feed(std::string_view bytes, Sink& sink);

    /// Of a clipboard, decoded.
    static constexpr std::size_t LONGEST_CLIPBOARD = 1U << 20;
    /// Of its string: Base64, and what stands before it.
    static constexpr std::size_t LONGEST_CLIPBOARD_STRING = (LONGEST_CLIPBOARD + 2) / 3 * 4 + 64;

    /// The bytes of what is unfinished: a new scanner fed these is in the state of this one. At most 64 KiB and a
    /// little, but of a clipboard.
    [[nodiscard]] const std::string& tail() const { return tail_; }
    /// The same without what there is of a clipboard: a new scanner fed these ends where this one ends, and finds no
    /// clipboard then.
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
