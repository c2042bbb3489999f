#pragma once

#include "common/model/size.h"

#include <cstdint>
#include <random>
#include <string>
#include <string_view>
#include <vector>

namespace cleat::test {

/// Generates program output: text of every width, and every sequence that terminals know, mostly with sensible
/// parameters. The same seed gives the same stream everywhere.
class Stream {
 public:
    explicit Stream(std::uint32_t seed) : random_(seed) {}

    /// One piece: a run of text, a control or a sequence.
    [[nodiscard]] std::string piece(Size size);
    /// `count` pieces.
    [[nodiscard]] std::string pieces(Size size, int count);
    /// Only text, with line ends.
    [[nodiscard]] std::string text();
    /// A small size, so that margins, wrapping and history matter.
    [[nodiscard]] Size size();
    /// A number from `least` to `most`.
    [[nodiscard]] int number(int least, int most);
    [[nodiscard]] bool chance(int in);

 private:
    std::string movement(Size size);
    std::string editing(Size size);
    std::string rectangle(Size size);
    std::string rendition();
    std::string any_mode();
    std::string mode();
    std::string margins(Size size);
    std::string cursor();
    std::string escape();
    std::string command();
    std::string keyboard();
    std::string query();
    std::string garbage();
    std::string parameter(int most);
    std::string_view one_of(const std::vector<std::string_view>& choices);

    std::mt19937 random_;
};

} // namespace cleat::test
