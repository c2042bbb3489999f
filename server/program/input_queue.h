#pragma once

#include "server/program/input_merge.h"

#include <cstddef>
#include <deque>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace cleat {

/// Bytes queued for a program, in order, with their sources. The caller limits their number.
class InputQueue {
 public:
    void add(InputSource source, std::string_view bytes);
    [[nodiscard]] bool is_empty() const { return taken_ == bytes_.size(); }
    [[nodiscard]] std::size_t size() const { return bytes_.size() - taken_; }
    /// Number of queued bytes from one source.
    [[nodiscard]] std::size_t waiting(InputSource source) const;

    struct Written {
        bool is_read = true;              ///< false: no process will ever read the bytes, and all were dropped
        std::vector<InputSource> sources; ///< each source whose bytes were taken or dropped, once
    };
    /// Writes as much as `fd` (non-blocking) takes.
    Written write_to(int fd);

 private:
    struct Span {
        InputSource source = SENDERS;
        std::size_t size = 0;
    };
    void note_taken(std::size_t count, std::vector<InputSource>& sources);

    std::string bytes_;
    std::size_t taken_ = 0;
    std::deque<Span> spans_; ///< of the bytes that are not taken
    std::map<InputSource, std::size_t> waiting_;
};

} // namespace cleat
