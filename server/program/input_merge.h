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

/// The source of input: the id of a viewer (from 1 on), or one of the following.
using InputSource = std::uint64_t;
inline constexpr InputSource SENDERS = 0;                  ///< `Send` requests, which belong to no viewer
inline constexpr InputSource TERMINAL = ~std::uint64_t{0}; ///< replies and reports of the session's terminal
inline constexpr InputSource PASTE_MARKS = TERMINAL - 1;   ///< start and end marks of pastes (DEC mode 2004)

/// A stretch of input from one source.
struct InputPiece {
    InputSource source = SENDERS;
    std::string bytes;
    bool operator==(const InputPiece&) const = default;
};

/// Whether pastes are enclosed in `CSI 200 ~` and `CSI 201 ~` (DEC mode 2004).
enum class PasteFrame : std::uint8_t { off, on };

/// Whether a piece is the first of a paste, the last, both or neither.
struct PastePart {
    bool begin = false;
    bool end = false;
    bool operator==(const PastePart&) const = default;
};

/// Merges the input of several sources into one stream in which no paste is interrupted: while one is in progress,
/// input from other sources waits for its end. Input from one source stays in order. A paste that started with a start
/// mark always ends with an end mark. Pure.
class InputMerge {
 public:
    /// Adds keys, reports or replies, which are never split.
    void type(InputSource source, std::string_view bytes);
    /// Adds a piece of a paste. A piece that is not the first one starts a paste if its source has none in progress.
    void paste(InputSource source, std::string_view text, PastePart part);
    /// Ends a paste that the source may have started.
    void end_paste(InputSource source);
    /// Ends the current paste before its source does. The rest of it becomes a separate paste.
    void interrupt();

    /// Takes the input that can go to the program now, in order; `frame` applies to the pastes that start in this
    /// input.
    [[nodiscard]] std::vector<InputPiece> take(PasteFrame frame);

    /// The source of the current paste.
    [[nodiscard]] std::optional<InputSource> pasting() const { return pasting_; }
    /// Whether input of other sources waits for the end of the current paste.
    [[nodiscard]] bool is_blocked() const { return !lanes_.empty(); }
    /// Waiting bytes, of one source and of all.
    [[nodiscard]] std::size_t waiting(InputSource source) const;
    [[nodiscard]] std::size_t waiting() const;
    /// The approximate memory for waiting input, of one source and of all: many small pieces count for more than their
    /// bytes.
    [[nodiscard]] std::size_t weight(InputSource source) const;
    [[nodiscard]] std::size_t weight() const;

 private:
    enum class Kind : std::uint8_t { typed, pasted };
    struct Item {
        std::uint64_t serial = 0; ///< order of arrival, across all lanes
        Kind kind = Kind::typed;
        std::string bytes;
        PastePart part; ///< if it is part of a paste
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

    Lanes lanes_; ///< no lane is empty
    std::uint64_t next_serial_ = 0;
    std::optional<InputSource> pasting_;
    bool is_framed_ = false;
    std::vector<InputPiece> due_; ///< the end mark of an interrupted paste
};

} // namespace cleat
