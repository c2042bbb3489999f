#pragma once

#include "common/base/result.h"
#include "common/wire/messages.h"

#include <sys/types.h>

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace cleat {

/// The last `capacity` bytes that a session's program wrote, by absolute offset from the session's first byte, with the
/// stream of each byte and the time of each read. If the program alternates between its streams all the time, fewer
/// bytes are kept: at most `MAX_RUNS` runs of one stream. Lives in a memfd, with its data mapped twice in a row so that
/// any span is contiguous; another process that maps the same memfd sees the same log.
///
/// One process writes. Another can read at the same time: it copies what it needs, and the copy is valid if `begin()`
/// is then not beyond the offset of its first byte. When the writer is killed, its successor maps the memory and calls
/// `unappended()`.
class Log {
 public:
    static constexpr std::size_t DEFAULT_CAPACITY = 1U << 20;
    static constexpr std::size_t MAX_RUNS = 16'384;

    /// Bytes of a memfd that a log of that capacity takes.
    [[nodiscard]] static constexpr std::size_t size_in_memory(std::size_t capacity) { return DATA_BEGIN + capacity; }
    /// Creates a log of `capacity` bytes (a power of two, at least a page) in the memory from `at` on, a multiple of
    /// every page size in use. The memory must exist, be all zero, and never be truncated.
    static Result<void> lay_out(int memory, off_t at, std::size_t capacity = DEFAULT_CAPACITY);
    /// Maps the log at `at`. The descriptor is borrowed for the call only. `invalid` if there is no log, or one of
    /// another version, or its header is inconsistent.
    static Result<Log> map(int memory, off_t at);

    Log(Log&& other) noexcept;
    Log& operator=(Log&& other) noexcept;
    ~Log();

    /// Contiguous room for the next read, at most the capacity. It replaces the oldest bytes, which are lost with this
    /// call: `begin()` moves. Fills the room with `SENTINEL`, except where an earlier call has done so: on average this
    /// fills one byte for each byte read, however large the room.
    [[nodiscard]] std::span<char> space(std::size_t most, OutputStream stream = OutputStream::out);
    /// The largest `space()` that loses nothing from `offset` on, whatever the stream. All bytes from there on must
    /// still be kept.
    [[nodiscard]] std::size_t room_before_losing(std::uint64_t offset) const;
    /// Appends the first `count` bytes of the last `space()`, as read from its stream at `time` (microseconds of
    /// CLOCK_MONOTONIC).
    void append(std::size_t count, std::int64_t time);

    /// Fills room for reads; never a byte of UTF-8 text.
    static constexpr char SENTINEL = '\xff';
    /// How many bytes after `end()` were read, but not appended before the writer was killed: all up to the last that
    /// is not the sentinel. They are in place, ready to be appended. (If a read ended in sentinel bytes, those are
    /// lost.)
    [[nodiscard]] std::size_t unappended() const;

    /// Offsets of the oldest byte kept and of the byte after the newest.
    [[nodiscard]] std::uint64_t begin() const;
    [[nodiscard]] std::uint64_t end() const;
    /// The bytes of `[from, to)`, in place, valid until the next `space()`. They must still be kept.
    [[nodiscard]] std::string_view bytes(std::uint64_t from, std::uint64_t to) const;

    /// What `bytes` returns, for a process that does not write. The bytes can be overwritten meanwhile: they were valid
    /// if `begin()` is not beyond `from` afterwards.
    [[nodiscard]] std::string_view bytes_at_risk(std::uint64_t from, std::uint64_t to) const;

    /// Consecutive bytes of one stream.
    struct Run {
        OutputStream stream = OutputStream::out;
        std::uint64_t end = 0; ///< offset of the byte after the last, at most `end()`
    };
    /// The run that contains the byte at `offset`, which must still be kept.
    [[nodiscard]] Run run_at(std::uint64_t offset) const;

    /// One read: its first offset and its time.
    struct Read {
        std::uint64_t offset = 0;
        std::int64_t time = 0;
    };
    /// The read that contains the byte at `offset`, as far back as times are kept (the last 4,095 reads); otherwise the
    /// oldest known one. All zero if there was none.
    [[nodiscard]] Read read_at(std::uint64_t offset) const;
    /// The end of the last read whose time is at most `time`; but never less than the end of the read that contains the
    /// byte at `offset`.
    [[nodiscard]] std::uint64_t end_of_reads(std::uint64_t offset, std::int64_t time) const;
    /// The bytes of `[from, to)`, which must still be kept, in place: divided into reads as far back as times are kept,
    /// and in one piece before.
    [[nodiscard]] std::vector<std::string_view> reads(std::uint64_t from, std::uint64_t to) const;
    /// The reads from the one at `offset` on, oldest first.
    [[nodiscard]] std::vector<Read> reads(std::uint64_t offset) const;

    [[nodiscard]] std::size_t capacity() const;

 private:
    struct Header;
    /// Where the data starts: a multiple of every page size in use; unused pages take no memory.
    static constexpr std::size_t DATA_BEGIN = 256U << 10U;

    Log() = default;
    Result<void> map_parts(int memory, off_t at, std::size_t capacity);
    void unmap();
    [[nodiscard]] bool is_sane() const;
    void begin_run(std::uint64_t offset, OutputStream stream);
    [[nodiscard]] static std::uint64_t oldest_read(std::uint64_t reads);
    [[nodiscard]] std::uint64_t oldest_run() const;
    [[nodiscard]] std::uint64_t read_number(std::uint64_t offset) const;
    [[nodiscard]] Read read_of(std::uint64_t number) const;
    [[nodiscard]] char* at(std::uint64_t offset) const;

    Header* header_ = nullptr;
    char* data_ = nullptr;
    std::size_t capacity_ = 0;
};

} // namespace cleat
