#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace cleat {

/// Writes a text in pieces, to what it is given.
using TextMaker = std::function<void(const std::function<void(std::string_view)>& write)>;

/// Text on standard output that changes. On a terminal it is shown in place, on the alternate screen where there is
/// one, cut at the edges; elsewhere each text follows the one before. What is the same again is not written again.
class LivePage {
 public:
    LivePage();
    /// Ends it.
    ~LivePage() { end(); }
    LivePage(const LivePage&) = delete;
    LivePage& operator=(const LivePage&) = delete;

    /// May have the text made twice, and keeps no more of it than a terminal shows.
    void show(const TextMaker& text);
    /// Gives the terminal back.
    void end();

 private:
    void show_after(const TextMaker& text);
    void show_in_place(const TextMaker& text);

    bool in_place_;
    std::string enter_; ///< for the alternate screen
    std::string leave_;
    std::string page_;                  ///< that is shown in place
    std::optional<std::uint64_t> hash_; ///< of the text that was written last
    bool begun_ = false;
};

/// The first lines of a text, at most so many, and at most `LONGEST_LINE` bytes of each.
[[nodiscard]] std::string first_lines(const TextMaker& text, int lines);
inline constexpr std::size_t LONGEST_LINE = 64U << 10;

/// As much of each line of `text` as fits so many columns, of as many lines as fit; every line erased to its end.
[[nodiscard]] std::string page_of(std::string_view text, int rows, int columns);

} // namespace cleat
