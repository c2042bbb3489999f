#include "server/memory/log.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <bit>
#include <cassert>
#include <cstring>
#include <utility>

namespace cleat {
namespace {

using Shared = std::atomic<std::uint64_t>;
static_assert(Shared::is_always_lock_free, "another process reads these");

constexpr std::uint64_t MAGIC = 0x676f'6c74'6165'6c63; // "cleatlog" on a little-endian machine
constexpr std::uint64_t VERSION = 2;
constexpr std::size_t SLOTS = 4096;

/// The offset and time of one read. Atomic, because another process may read a slot while it is replaced.
struct Slot {
    Shared offset;
    Shared time;
};

/// Encodes the start of a run, with its stream in the lowest bit.
std::uint64_t as_run(std::uint64_t offset, OutputStream stream)
{
    return offset << 1U | static_cast<std::uint64_t>(stream);
}

std::uint64_t begin_of(std::uint64_t run)
{
    return run >> 1U;
}

OutputStream stream_of(std::uint64_t run)
{
    return static_cast<OutputStream>(run & 1U);
}

std::size_t page_size()
{
    return static_cast<std::size_t>(::sysconf(_SC_PAGESIZE));
}

bool is_capacity(std::uint64_t capacity)
{
    return std::has_single_bit(capacity) && capacity >= page_size() && capacity <= (std::uint64_t{1} << 40U);
}

} // namespace

/// The start of the memory.
///
/// A read goes as follows: `reserved` is advanced, which takes the oldest bytes from readers; the sentinel is filled
/// in; `filled` is advanced; the kernel writes; the read's slot is written; `end` is advanced. At whatever step a
/// SIGKILL arrives, `[end, filled)` contains sentinel bytes or bytes that were read. Always `end <= filled <=
/// reserved`.
struct Log::Header {
    std::uint64_t magic;
    std::uint64_t version;
    std::uint64_t capacity;
    Shared end;
    Shared filled;
    Shared reserved;
    Shared reads; ///< total number; the last ones have slots
    std::array<Slot, SLOTS> slots;
    Shared stream; ///< of the current read
    Shared runs;   ///< total number; the last ones are in `run`
    Shared floor;  ///< the runs of earlier bytes are no longer kept
    std::array<Shared, MAX_RUNS> run;
};

Result<void> Log::lay_out(int memory, off_t at, std::size_t capacity)
{
    static_assert(sizeof(Header) <= DATA_BEGIN);
    assert(is_capacity(capacity));
    const std::array<std::uint64_t, 3> beginning{MAGIC, VERSION, capacity};
    if (::pwrite(memory, beginning.data(), sizeof beginning, at) != sizeof beginning)
        return Error::from_errno("writing to memory for a log");
    return {};
}

Result<Log> Log::map(int memory, off_t at)
{
    const Error invalid("the memory is not a session's log", ErrorCode::invalid);
    struct stat status {};
    if (::fstat(memory, &status) < 0) return Error::from_errno("checking a log");
    std::array<std::uint64_t, 3> beginning{};
    if (::pread(memory, beginning.data(), sizeof beginning, at) != sizeof beginning) return invalid;
    const auto [magic, version, capacity] = beginning;
    if (magic != MAGIC || version != VERSION || !is_capacity(capacity)) return invalid;
    if (static_cast<std::uint64_t>(status.st_size - at) < size_in_memory(capacity)) return invalid;

    Log log;
    if (auto mapped = log.map_parts(memory, at, capacity); !mapped) return mapped.error();
    if (!log.is_sane()) return invalid;
    return log;
}

Result<void> Log::map_parts(int memory, off_t at, std::size_t capacity)
{
    constexpr int ACCESS = PROT_READ | PROT_WRITE;
    void* const header = ::mmap(nullptr, DATA_BEGIN, ACCESS, MAP_SHARED, memory, at);
    if (header == MAP_FAILED) return Error::from_errno("mapping a log");
    header_ = static_cast<Header*>(header);
    void* const range = ::mmap(nullptr, 2 * capacity, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (range == MAP_FAILED) return Error::from_errno("reserving room for a log");
    data_ = static_cast<char*>(range);
    capacity_ = capacity;
    const off_t data_at = at + static_cast<off_t>(DATA_BEGIN);
    for (char* const where : {data_, data_ + capacity}) {
        if (::mmap(where, capacity, ACCESS, MAP_SHARED | MAP_FIXED, memory, data_at) == MAP_FAILED)
            return Error::from_errno("mapping a log");
    }
    return {};
}

bool Log::is_sane() const
{
    const auto end = header_->end.load();
    const auto filled = header_->filled.load();
    const auto reserved = header_->reserved.load();
    return end <= filled && filled <= reserved && reserved - end <= capacity_;
}

Log::Log(Log&& other) noexcept
    : header_(std::exchange(other.header_, nullptr)),
      data_(std::exchange(other.data_, nullptr)),
      capacity_(std::exchange(other.capacity_, 0))
{}

Log& Log::operator=(Log&& other) noexcept
{
    if (this == &other) return *this;
    unmap();
    header_ = std::exchange(other.header_, nullptr);
    data_ = std::exchange(other.data_, nullptr);
    capacity_ = std::exchange(other.capacity_, 0);
    return *this;
}

Log::~Log()
{
    unmap();
}

void Log::unmap()
{
    if (data_ != nullptr) ::munmap(data_, 2 * capacity_);
    if (header_ != nullptr) ::munmap(header_, DATA_BEGIN);
}

char* Log::at(std::uint64_t offset) const
{
    return data_ + (offset & (capacity_ - 1));
}

std::span<char> Log::space(std::size_t most, OutputStream stream)
{
    header_->stream.store(static_cast<std::uint64_t>(stream), std::memory_order_relaxed);
    const auto room = std::min(most, capacity_);
    const auto from = end();
    const auto to = from + room;
    const auto filled = header_->filled.load(std::memory_order_relaxed);
    if (to > filled) {
        if (to > header_->reserved.load(std::memory_order_relaxed)) header_->reserved.store(to);
        std::atomic_thread_fence(std::memory_order_seq_cst); // `reserved` must be visible before any byte is lost
        std::memset(at(filled), SENTINEL, to - filled);
        header_->filled.store(to, std::memory_order_release);
    }
    return {at(from), room};
}

void Log::append(std::size_t count, std::int64_t time)
{
    const auto from = end();
    assert(count <= header_->filled.load(std::memory_order_relaxed) - from && "more than there was room for");
    if (count == 0) return;
    begin_run(from, static_cast<OutputStream>(header_->stream.load(std::memory_order_relaxed)));
    const auto reads = header_->reads.load(std::memory_order_relaxed);
    auto& slot = header_->slots[reads % SLOTS];
    slot.offset.store(from, std::memory_order_relaxed);
    slot.time.store(static_cast<std::uint64_t>(time), std::memory_order_relaxed);
    header_->reads.store(reads + 1, std::memory_order_release);
    header_->end.store(from + count, std::memory_order_release);
}

/// Records the stream of the bytes from `offset` on. If there is no room for one more run, the oldest is discarded with
/// its bytes: bytes of an unknown stream are not kept.
void Log::begin_run(std::uint64_t offset, OutputStream stream)
{
    const auto runs = header_->runs.load(std::memory_order_relaxed);
    if (runs > 0 && stream_of(header_->run[(runs - 1) % MAX_RUNS].load(std::memory_order_relaxed)) == stream) return;
    if (runs >= MAX_RUNS) {
        header_->floor.store(begin_of(header_->run[(runs + 1) % MAX_RUNS].load(std::memory_order_relaxed)));
        std::atomic_thread_fence(std::memory_order_seq_cst); // `floor` must be visible before any run is lost
    }
    header_->run[runs % MAX_RUNS].store(as_run(offset, stream), std::memory_order_relaxed);
    header_->runs.store(runs + 1, std::memory_order_release);
}

/// The number of the oldest run that is kept, counted from the session's start.
std::uint64_t Log::oldest_run() const
{
    const auto runs = header_->runs.load(std::memory_order_acquire);
    return runs < MAX_RUNS ? 0 : runs - MAX_RUNS;
}

Log::Run Log::run_at(std::uint64_t offset) const
{
    const auto runs = header_->runs.load(std::memory_order_acquire);
    if (runs == 0) return {OutputStream::out, end()};
    std::uint64_t low = oldest_run();
    std::uint64_t high = runs;
    while (high - low > 1) {
        const auto middle = low + (high - low) / 2;
        if (begin_of(header_->run[middle % MAX_RUNS].load(std::memory_order_relaxed)) <= offset) low = middle;
        else high = middle;
    }
    const auto ends =
        low + 1 < runs ? begin_of(header_->run[(low + 1) % MAX_RUNS].load(std::memory_order_relaxed)) : end();
    return {stream_of(header_->run[low % MAX_RUNS].load(std::memory_order_relaxed)), ends};
}

std::size_t Log::room_before_losing(std::uint64_t offset) const
{
    const auto runs = header_->runs.load(std::memory_order_relaxed);
    if (runs >= MAX_RUNS && begin_of(header_->run[(runs + 1) % MAX_RUNS].load()) > offset) return 0;
    const auto kept = end() - std::min(offset, end());
    return kept < capacity_ ? capacity_ - kept : 0;
}

std::size_t Log::unappended() const
{
    const auto from = end();
    const auto filled = header_->filled.load();
    const std::string_view rest(at(from), filled - from);
    return rest.find_last_not_of(SENTINEL) + 1; // npos + 1 is 0
}

std::uint64_t Log::begin() const
{
    std::atomic_thread_fence(std::memory_order_seq_cst); // bytes copied before this call were copied before this load
    const auto reserved = header_->reserved.load();
    const auto floor = header_->floor.load();
    return std::max(floor, reserved > capacity_ ? reserved - capacity_ : 0);
}

std::uint64_t Log::end() const
{
    return header_->end.load(std::memory_order_acquire);
}

std::string_view Log::bytes(std::uint64_t from, std::uint64_t to) const
{
    assert(from <= to && to <= end() && (from == to || from >= begin()) && "bytes that are not kept");
    return {at(from), to - from};
}

std::string_view Log::bytes_at_risk(std::uint64_t from, std::uint64_t to) const
{
    assert(from <= to && to - from <= capacity_);
    return {at(from), to - from};
}

/// The number of the oldest read whose slot is kept. The slot that the next read will use is excluded: another process
/// may be writing it.
std::uint64_t Log::oldest_read(std::uint64_t reads)
{
    return reads < SLOTS ? 0 : reads - (SLOTS - 1);
}

std::uint64_t Log::end_of_reads(std::uint64_t offset, std::int64_t time) const
{
    const auto end_now = end();
    const auto reads = header_->reads.load(std::memory_order_acquire);
    std::uint64_t low = oldest_read(reads);
    std::uint64_t high = reads;
    while (low < high) { // finds the first read after `offset` and after `time`
        const auto middle = low + (high - low) / 2;
        const auto& slot = header_->slots[middle % SLOTS];
        const bool is_after = slot.offset.load(std::memory_order_relaxed) > offset &&
                              static_cast<std::int64_t>(slot.time.load(std::memory_order_relaxed)) > time;
        if (is_after) high = middle;
        else low = middle + 1;
    }
    return low == reads ? end_now : header_->slots[low % SLOTS].offset.load(std::memory_order_relaxed);
}

Log::Read Log::read_at(std::uint64_t offset) const
{
    return header_->reads.load(std::memory_order_acquire) == 0 ? Read() : read_of(read_number(offset));
}

std::vector<Log::Read> Log::reads(std::uint64_t offset) const
{
    const auto count = header_->reads.load(std::memory_order_acquire);
    std::vector<Read> out;
    for (auto number = count == 0 ? 0 : read_number(offset); number < count; ++number) out.push_back(read_of(number));
    return out;
}

std::vector<std::string_view> Log::reads(std::uint64_t from, std::uint64_t to) const
{
    std::vector<std::string_view> out;
    const auto take_up_to = [&](std::uint64_t end) {
        if (end <= from) return;
        out.push_back(bytes(from, end));
        from = end;
    };
    for (const Read& read : reads(from)) take_up_to(std::min(read.offset, to));
    take_up_to(to);
    return out;
}

/// The number of the read that contains the byte at `offset`, or of the oldest one with a known time. There must have
/// been a read.
std::uint64_t Log::read_number(std::uint64_t offset) const
{
    const auto reads = header_->reads.load(std::memory_order_acquire);
    std::uint64_t low = oldest_read(reads);
    std::uint64_t high = reads;
    while (high - low > 1) {
        const auto middle = low + (high - low) / 2;
        if (header_->slots[middle % SLOTS].offset.load(std::memory_order_relaxed) <= offset) low = middle;
        else high = middle;
    }
    return low;
}

Log::Read Log::read_of(std::uint64_t number) const
{
    const auto& slot = header_->slots[number % SLOTS];
    return {.offset = slot.offset.load(std::memory_order_relaxed),
            .time = static_cast<std::int64_t>(slot.time.load(std::memory_order_relaxed))};
}

std::size_t Log::capacity() const
{
    return capacity_;
}

} // namespace cleat
