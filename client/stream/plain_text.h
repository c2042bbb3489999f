#pragma once

#include "client/stream/terminal_line.h"
#include "common/terminal/scanner.h"

#include <string>
#include <string_view>

namespace cleat {

/// What is to be read of a program's output: its lines as a terminal would leave them, with newlines and tabs, and
/// nothing that a terminal would obey. Only a newline ends a line: what follows a carriage return or a backspace is
/// written over what was there, and so are the edits of a line editor. Never depends on where the output is cut.
class PlainText final : private Scanner::Sink {
 public:
    /// `columns` are those of the program's terminal, where it wraps; 0 where it does not.
    explicit PlainText(int columns = 0) : line_(columns) {}

    /// The lines that some more output ends. One that it leaves unfinished is held until it ends, but no more of it
    /// than `TerminalLine::MOST_BYTES` and a little.
    [[nodiscard]] std::string convert(std::string_view bytes);
    /// What is left of a line that the output did not end.
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
