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

/// A place between two events of a recording.
struct CastPlace {
    std::uint64_t offset = 0; ///< in its bytes (uncompressed), where a line begins
    CastTime time{};          ///< of the event before
    std::uint64_t events = 0; ///< before it
    std::uint64_t lines = 0;  ///< before it

    bool operator==(const CastPlace&) const = default;
};

/// Reads an asciicast, v2 or v3, from bytes as they come, wherever they are cut. What is no event is counted, passed
/// over, and never the end: garbage, lines that are too long, bytes that are no UTF-8. Keeps one line at most.
class CastReader {
 public:
    /// A longer line is no event.
    static constexpr std::size_t LONGEST_LINE = 16U << 20;

    CastReader() = default;
    /// Goes on from `place`, where the bytes that are fed begin, with what was wrong before it.
    CastReader(const CastHeader& header, const CastPlace& place, CastDamage damage = {});

    void feed(std::string_view bytes);
    /// No bytes follow: the last line may lack its end.
    void finish() { finished_ = true; }

    /// The next event that is there, or nothing until more is fed. Its data is valid until the next call of anything.
    [[nodiscard]] std::optional<CastEvent> next();

    /// Null until it was read. Events come only after it; lines before it are garbage.
    [[nodiscard]] const CastHeader* header() const { return header_ ? &*header_ : nullptr; }
    /// After the event that was given last.
    [[nodiscard]] const CastPlace& place() const { return place_; }
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
    bool skipping_ = false;   ///< in a line that is too long
    bool finished_ = false;
    bool complete_line_ = true; ///< the line that was taken last had its end
    std::optional<CastHeader> header_;
    CastPlace place_;
    CastDamage damage_;
    JsonStringReader strings_;
};

} // namespace cleat
