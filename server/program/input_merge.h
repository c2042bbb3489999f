#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace cleat {

/// Who input comes from: the number of a viewer (from 1 on), or one of the following.
using InputSource = std::uint64_t;
inline constexpr InputSource SENDERS = 0;                  ///< requests to send, which are no viewers
inline constexpr InputSource TERMINAL = ~std::uint64_t{0}; ///< what the session's terminal answers and reports
inline constexpr InputSource PASTE_MARKS = TERMINAL - 1;   ///< where pastes begin and end (DEC mode 2004)

/// A stretch of input, all of one source.
struct InputPiece {
    InputSource source = SENDERS;
    std::string bytes;
    bool operator==(const InputPiece&) const = default;
};

/// Whether pastes are framed in `CSI 200 ~` and `CSI 201 ~` (DEC mode 2004).
enum class PasteFrame : std::uint8_t { off, on };

/// Which piece of a paste it is: the first, the last, both or neither.
struct PastePart {
    bool begin = false;
    bool end = false;
    bool operator==(const PastePart&) const = default;
};

/// Puts the input of several sources into one order, in which no paste is interrupted: while one is under way, what
/// comes of other sources waits for its end. What one source gave stays in order. A paste that was framed when it began
/// is closed when it ends, whatever ends it. Pure.
class InputMerge {
 public:
    /// Keys, reports and answers, which are never cut.
    void type(InputSource source, std::string_view bytes);
    /// A piece of a paste. One that is not the first begins a paste all the same where none of its source is under way.
    void paste(InputSource source, std::string_view text, PastePart part);
    /// Nothing more comes of the paste that the source may have begun.
    void end_paste(InputSource source);
    /// Ends the paste that is under way in place of its source. The rest of it will be a paste of its own.
    void interrupt();

    /// What may go to the program now, in order; pastes that begin in it are framed, or not.
    [[nodiscard]] std::vector<InputPiece> take(PasteFrame frame);

    /// Whose paste is under way.
    [[nodiscard]] std::optional<InputSource> pasting() const { return pasting_; }
    /// Whether others wait for its end.
    [[nodiscard]] bool is_blocked() const { return !lanes_.empty(); }
    /// Bytes that wait, of one source and of all.
    [[nodiscard]] std::size_t waiting(InputSource source) const;
    [[nodiscard]] std::size_t waiting() const;
    /// The memory that waiting takes, about, of one source and of all: many small pieces count for more than their
    /// bytes.
    [[nodiscard]] std::size_t weight(InputSource source) const;
    [[nodiscard]] std::size_t weight() const;

 private:
    enum class Kind : std::uint8_t { typed, pasted };
    struct Item {
        std::uint64_t serial = 0; ///< of all items: in which order they came
        Kind kind = Kind::typed;
        std::string bytes;
        PastePart part; ///< of what is pasted
    };
    struct Lane {
        std::deque<Item> items;
        std::size_t bytes = 0;
    };
    using Lanes = std::map<InputSource, Lane>;

    void add(InputSource source, Kind kind, std::string_view bytes, PastePart part);
    [[nodiscard]] static std::size_t weight(const Lane& lane);
    [[nodiscard]] Lanes::iterator next_lane();
    void apply(InputSource source, Item item, PasteFrame frame, std::vector<InputPiece>& out);
    void close(std::vector<InputPiece>& out);

    Lanes lanes_; ///< none of which is empty
    std::uint64_t next_serial_ = 0;
    std::optional<InputSource> pasting_;
    bool is_framed_ = false;
    std::vector<InputPiece> due_; ///< of a paste that was interrupted
};

} // namespace cleat
