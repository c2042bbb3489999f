#pragma once

#include "common/recording/cast_damage.h"
#include "common/recording/cast_event.h"
#include "common/recording/cast_header.h"
#include "common/recording/cast_text.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace cleat {

/// A position between two events of a recording.
struct CastPosition {
    std::uint64_t offset = 0; ///< in the uncompressed recording, at the start of a line
    CastTime time{};          ///< of the last event before the position
    std::uint64_t events = 0; ///< number of events before the position
    std::uint64_t lines = 0;  ///< number of lines before the position

    bool operator==(const CastPosition&) const = default;
};

/// Reads an asciicast, v2 or v3, from bytes in pieces of any size. Lines that are not events (garbage, lines that are
/// too long) are counted and skipped, and invalid UTF-8 is replaced; neither stops reading. Buffers at most one line
/// besides the last piece.
class CastReader {
 public:
    /// A longer line is not an event.
    static constexpr std::size_t LONGEST_LINE = 16U << 20;

    CastReader() = default;
    /// Continues from `position`, where the bytes fed next start. `damage` is the damage before it.
    CastReader(const CastHeader& header, const CastPosition& position, CastDamage damage = {});

    void feed(std::string_view bytes);
    /// No more bytes follow: the last line may lack its newline.
    void finish() { finished_ = true; }

    /// The next complete event, or nothing until more is fed. Its data is valid until the next call.
    [[nodiscard]] std::optional<CastEvent> next();

    /// Null until the header was read. Events follow the header; lines before it are garbage.
    [[nodiscard]] const CastHeader* header() const { return header_ ? &*header_ : nullptr; }
    /// The position after the last event returned.
    [[nodiscard]] const CastPosition& position() const { return position_; }
    [[nodiscard]] const CastDamage& damage() const { return damage_; }

 private:
    [[nodiscard]] std::optional<std::string_view> take_line();
    void drop(std::size_t count);
    [[nodiscard]] bool read_line(std::string_view line, CastEvent& event);
    [[nodiscard]] bool read_event(std::string_view line, CastEvent& event);
    void note_damage();

    std::string bytes_;
    std::size_t begin_ = 0;   ///< of the first line in `bytes_`
    std::size_t scanned_ = 0; ///< no line ends between `begin_` and here
    bool skipping_ = false;   ///< inside a line that is too long
    bool finished_ = false;
    bool complete_line_ = true; ///< the last line taken had its newline
    std::optional<CastHeader> header_;
    CastPosition position_;
    CastDamage damage_;
    JsonStringReader strings_;
};

} // namespace cleat
