#pragma once

#include "server/program/input_merge.h"

#include <cstddef>
#include <deque>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace cleat {

/// Bytes for a program that takes them when it likes, in order. Knows whose they are. Its owner decides when there are
/// too many.
class InputQueue {
 public:
    void add(InputSource source, std::string_view bytes);
    [[nodiscard]] bool is_empty() const { return taken_ == bytes_.size(); }
    [[nodiscard]] std::size_t size() const { return bytes_.size() - taken_; }
    /// The same, of one source.
    [[nodiscard]] std::size_t waiting(InputSource source) const;

    struct Written {
        bool is_read = true;              ///< false: nobody will ever read it, and all was dropped
        std::vector<InputSource> sources; ///< whose bytes were taken, or dropped; each once
    };
    /// Writes what `fd` (non-blocking) takes.
    Written write_to(int fd);

 private:
    struct Span {
        InputSource source = SENDERS;
        std::size_t size = 0;
    };
    void note_taken(std::size_t count, std::vector<InputSource>& sources);

    std::string bytes_;
    std::size_t taken_ = 0;
    std::deque<Span> spans_; ///< of what is not taken
    std::map<InputSource, std::size_t> waiting_;
};

} // namespace cleat
