#pragma once

#include "client/stream/terminal_line.h"
#include "common/terminal/scanner.h"

#include <string>
#include <string_view>

namespace cleat {

/// The readable text of a program's output: its lines as a terminal would leave them, with newlines and tabs but
/// without other controls. Only a newline ends a line: text after a carriage return or a backspace overwrites, and the
/// edits of a line editor are applied. The result does not depend on where the output is split.
class PlainText final : private Scanner::Sink {
 public:
    /// `columns` is the width of the program's terminal, at which lines wrap; 0 if they do not.
    explicit PlainText(int columns = 0) : line_(columns) {}

    /// Takes more output; returns the lines that it completes. An incomplete line is kept until it ends, or until it
    /// exceeds `TerminalLine::MAX_BYTES`; then it is returned in pieces.
    [[nodiscard]] std::string convert(std::string_view bytes);
    /// The rest of an incomplete last line.
    [[nodiscard]] std::string finish() { return line_.take(); }

 private:
    void text(std::string_view run) override;
    void control(char c) override;
    void escape(char intermediate, char final) override;
    void sequence(const ControlSequence& sequence) override;
    void string(Scanner::StringKind, std::string_view, Scanner::StringEnd) override {}
    void end_line();
    void take_if_full();

    Scanner scanner_;
    TerminalLine line_;
    std::string out_;
};

} // namespace cleat
