#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace cleat {

/// Produces text in pieces, by calls of `write`.
using TextMaker = std::function<void(const std::function<void(std::string_view)>& write)>;

/// Text on standard output that changes. On a terminal it is shown in place, cut at the edges, on the alternate screen
/// if the terminal has one; elsewhere the texts follow each other. A text equal to the previous one is not written.
class LivePage {
 public:
    LivePage();
    /// Calls `end`.
    ~LivePage() { end(); }
    LivePage(const LivePage&) = delete;
    LivePage& operator=(const LivePage&) = delete;

    /// Shows the text that `text` writes. May call it twice; keeps no more of the text than a terminal shows.
    void show(const TextMaker& text);
    /// Restores the terminal.
    void end();

 private:
    void show_after(const TextMaker& text);
    void show_in_place(const TextMaker& text);

    bool in_place_;
    std::string enter_; ///< enters the alternate screen
    std::string leave_;
    std::string page_;                  ///< shown in place
    std::optional<std::uint64_t> hash_; ///< of the last text written
    bool begun_ = false;
};

/// The first `lines` lines of a text, at most `LONGEST_LINE` bytes of each.
[[nodiscard]] std::string first_lines(const TextMaker& text, int lines);
inline constexpr std::size_t LONGEST_LINE = 64U << 10;

/// Control sequences and text that show `text` in a window of this size: lines are cut, and erased to their ends.
[[nodiscard]] std::string page_of(std::string_view text, int rows, int columns);

} // namespace cleat
