#pragma once

#include <string>
#include <string_view>

namespace cleat {

/// Text on standard output that changes. On a terminal it is shown in place, on the alternate screen where there is
/// one, cut at the edges; elsewhere each text follows the one before. What is the same again is not written again.
class LivePage {
 public:
    LivePage();
    /// Ends it.
    ~LivePage() { end(); }
    LivePage(const LivePage&) = delete;
    LivePage& operator=(const LivePage&) = delete;

    void show(const std::string& text);
    /// Gives the terminal back.
    void end();

 private:
    bool in_place_;
    std::string enter_; ///< for the alternate screen
    std::string leave_;
    std::string shown_;
    bool begun_ = false;
};

/// As much of each line of `text` as fits so many columns, of as many lines as fit; every line erased to its end.
[[nodiscard]] std::string page_of(std::string_view text, int rows, int columns);

} // namespace cleat
