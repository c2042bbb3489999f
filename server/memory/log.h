#pragma once

#include "common/base/result.h"
#include "common/wire/messages.h"

#include <sys/types.h>

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace cleat {

/// The last `capacity` bytes that a session's program wrote, by absolute offset from the session's first byte, which
/// stream each is of, and when each read happened. Of a program that changes between its streams all the time, fewer:
/// no more runs of one stream are kept than `MOST_RUNS`. Lives in a memfd, its data mapped twice in a row so that any
/// span is contiguous; another process that maps the same memfd sees the same log.
///
/// One process writes. Another may read meanwhile: it copies what it wants, and what it copied is good if `begin()` is
/// still not beyond it afterwards. When the writer is killed, its successor maps the memory and asks for `unnoted()`.
class Log {
 public:
    static constexpr std::size_t DEFAULT_CAPACITY = 1U << 20;
    static constexpr std::size_t MOST_RUNS = 16'384;

    /// What a log of that capacity takes of a memfd.
    [[nodiscard]] static constexpr std::size_t size_in_memory(std::size_t capacity) { return DATA_BEGIN + capacity; }
    /// Makes a log of `capacity` bytes (a power of two, at least a page) of the memory from `at` on, a multiple of
    /// every page size in use. It must be there, all zero, and never be cut short.
    static Result<void> lay_out(int memory, off_t at, std::size_t capacity = DEFAULT_CAPACITY);
    /// Maps the log at `at`. The descriptor is borrowed for the call only. `invalid` if that is no log, or one of
    /// another version, or its figures cannot be.
    static Result<Log> map(int memory, off_t at);

    Log(Log&& other) noexcept;
    Log& operator=(Log&& other) noexcept;
    ~Log();

    /// Room for the next read, contiguous, at most the capacity. It takes the place of the oldest bytes, which are lost
    /// with this call: `begin()` moves. Filled with `SENTINEL`, as far as it was not yet: over time one byte is filled
    /// for each byte read, however large the room.
    [[nodiscard]] std::span<char> space(std::size_t most, OutputStream stream = OutputStream::out);
    /// How long `space()` may be so that nothing is lost from `offset` on, of which nothing is lost yet, whatever the
    /// stream.
    [[nodiscard]] std::size_t room_before_losing(std::uint64_t offset) const;
    /// Says that `count` bytes of the last `space()` were filled, from its stream, at `time` (microseconds of
    /// CLOCK_MONOTONIC).
    void append(std::size_t count, std::int64_t time);

    /// What room for reads is filled with; no byte of UTF-8 text.
    static constexpr char SENTINEL = '\xff';
    /// How many bytes after `end()` were read, but not noted by `append` before the writer was killed: all up to the
    /// last that is not the sentinel. They are there to be appended. (A read that ended in sentinel bytes loses those.)
    [[nodiscard]] std::size_t unnoted() const;

    /// Offsets of the oldest byte kept and of the one after the newest.
    [[nodiscard]] std::uint64_t begin() const;
    [[nodiscard]] std::uint64_t end() const;
    /// The bytes of `[from, to)`, in place, valid until the next `space()`. Must be kept.
    [[nodiscard]] std::string_view bytes(std::uint64_t from, std::uint64_t to) const;

    /// The same for a process that does not write, to which they may be lost while it looks: they were good if
    /// `begin()` is not beyond `from` afterwards.
    [[nodiscard]] std::string_view bytes_at_risk(std::uint64_t from, std::uint64_t to) const;

    /// Bytes of one stream in a row.
    struct Run {
        OutputStream stream = OutputStream::out;
        std::uint64_t end = 0; ///< offset of the byte after the last, at most `end()`
    };
    /// The run that the byte at `offset` is in, which must be kept.
    [[nodiscard]] Run run_at(std::uint64_t offset) const;

    /// One read: where it began and when it was.
    struct Read {
        std::uint64_t offset = 0;
        std::int64_t time = 0;
    };
    /// The read that brought the byte at `offset`, as far back as times are kept (the last 4,095 reads);
    /// beyond that, the oldest one known. All zero if there was none.
    [[nodiscard]] Read read_at(std::uint64_t offset) const;
    /// The end of the last read that was not after `time`, but at least of the one that brought the byte at `offset`.
    [[nodiscard]] std::uint64_t end_of_reads(std::uint64_t offset, std::int64_t time) const;
    /// The bytes of `[from, to)`, which must be kept, in place: as reads brought them, as far back as times are kept,
    /// and in one piece before.
    [[nodiscard]] std::vector<std::string_view> reads(std::uint64_t from, std::uint64_t to) const;
    /// The reads from that one on, oldest first.
    [[nodiscard]] std::vector<Read> reads(std::uint64_t offset) const;

    [[nodiscard]] std::size_t capacity() const;

 private:
    struct Header;
    /// Where the data begins: a multiple of every page size in use, and only the pages used are there.
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
