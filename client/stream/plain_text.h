#pragma once

#include "common/terminal/scanner.h"

#include <string>
#include <string_view>

namespace cleat {

/// What is to be read of a program's output: its text, with newlines and tabs, and nothing that a terminal would obey.
/// A carriage return alone begins a new line. Never depends on where the output is cut.
class PlainText final : private Scanner::Sink {
 public:
    /// The text of some more output.
    [[nodiscard]] std::string convert(std::string_view bytes);

 private:
    void text(std::string_view run) override;
    void control(char c) override;
    void escape(char, char) override {}
    void sequence(const ControlSequence&) override {}
    void string(Scanner::StringKind, std::string_view, Scanner::StringEnd) override {}
    void end_return();

    Scanner scanner_;
    std::string out_;
    bool after_return_ = false;
};

} // namespace cleat
