#include "server/memory/recording_board.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <utility>

namespace cleat {
namespace {

using Shared = std::atomic<std::uint64_t>;
static_assert(Shared::is_always_lock_free, "another process reads these");

constexpr std::uint64_t BOARD_MAGIC = 0x6472'616f'6274'6163; // "catboard" on a little-endian machine
constexpr std::uint64_t BOARD_VERSION = 1;

/// An event in the ring; its data follows. Head and data are rounded up to 8 bytes.
struct EventHead {
    std::uint64_t offset;
    std::int64_t time;
    RecordingEvent::Kind kind;
    std::uint32_t size;
    std::uint64_t spare;
};
static_assert(sizeof(EventHead) == 32);

constexpr std::uint64_t size_in_ring(std::size_t data)
{
    return sizeof(EventHead) + ((data + 7) & ~std::uint64_t{7});
}

/// Whether the value is `wanted`; if it is 0, sets it to that first. Both processes may call this at the same time.
bool is_or_becomes(Shared& value, std::uint64_t wanted)
{
    std::uint64_t expected = 0;
    return value.compare_exchange_strong(expected, wanted) || expected == wanted;
}

} // namespace

/// Valid when all zero, so that neither process has to initialise it before the other maps it. `begin` and `end` of the
/// events are positions that only grow; an event is complete before `end` passes it.
struct RecordingBoard::Layout {
    Shared magic;
    Shared version;
    Shared begin;
    Shared end;
    Shared taken;
    Shared asleep_until; ///< plus one; 0: it is awake
    Shared awaited;
    Shared written;
    Shared files;
    Shared gaps;
    Shared lost;
    std::array<char, EVENT_ROOM> events;
};

Result<RecordingBoard> RecordingBoard::map(int memory, off_t at)
{
    static_assert(sizeof(Layout) <= SIZE_IN_MEMORY);
    const Error invalid("the memory is not a recording's board", ErrorCode::invalid);
    struct stat status {};
    if (::fstat(memory, &status) < 0) return Error::from_errno("checking a recording's board");
    if (status.st_size - at < static_cast<off_t>(sizeof(Layout))) return invalid;
    void* const where = ::mmap(nullptr, sizeof(Layout), PROT_READ | PROT_WRITE, MAP_SHARED, memory, at);
    if (where == MAP_FAILED) return Error::from_errno("mapping a recording's board");
    RecordingBoard board;
    board.layout_ = static_cast<Layout*>(where);
    if (!is_or_becomes(board.layout_->magic, BOARD_MAGIC) || !is_or_becomes(board.layout_->version, BOARD_VERSION))
        return invalid;
    return board;
}

RecordingBoard::RecordingBoard(RecordingBoard&& other) noexcept : layout_(std::exchange(other.layout_, nullptr)) {}

RecordingBoard& RecordingBoard::operator=(RecordingBoard&& other) noexcept
{
    if (this == &other) return *this;
    unmap();
    layout_ = std::exchange(other.layout_, nullptr);
    return *this;
}

RecordingBoard::~RecordingBoard()
{
    unmap();
}

void RecordingBoard::unmap()
{
    if (layout_ != nullptr) ::munmap(layout_, sizeof(Layout));
}

void RecordingBoard::put(std::uint64_t at, const void* from, std::size_t size)
{
    const auto begin = static_cast<std::size_t>(at % EVENT_ROOM);
    const auto first = std::min(size, EVENT_ROOM - begin);
    const char* const bytes = static_cast<const char*>(from);
    std::copy_n(bytes, first, layout_->events.data() + begin);
    std::copy_n(bytes + first, size - first, layout_->events.data());
}

void RecordingBoard::get(std::uint64_t at, void* to, std::size_t size) const
{
    const auto begin = static_cast<std::size_t>(at % EVENT_ROOM);
    const auto first = std::min(size, EVENT_ROOM - begin);
    char* const bytes = static_cast<char*>(to);
    std::copy_n(layout_->events.data() + begin, first, bytes);
    std::copy_n(layout_->events.data(), size - first, bytes + first);
}

bool RecordingBoard::post(const RecordingEvent& event)
{
    const auto end = layout_->end.load(std::memory_order_relaxed);
    const auto size = size_in_ring(event.data.size());
    if (event.data.size() > LONGEST_DATA || end + size - layout_->begin.load(std::memory_order_acquire) > EVENT_ROOM)
        return false;
    const EventHead head{event.offset, event.time, event.kind, static_cast<std::uint32_t>(event.data.size()), 0};
    put(end, &head, sizeof head);
    put(end + sizeof head, event.data.data(), event.data.size());
    layout_->end.store(end + size, std::memory_order_release);
    return true;
}

std::uint64_t RecordingBoard::taken() const
{
    return layout_->taken.load(); // must come after `set_awaited`, if that was called
}

bool RecordingBoard::take_wake(std::uint64_t end)
{
    std::atomic_thread_fence(std::memory_order_seq_cst); // the log's end was stored before this load
    const auto until = layout_->asleep_until.load(std::memory_order_relaxed);
    if (until == 0 || until - 1 > end) return false;
    layout_->asleep_until.store(0, std::memory_order_relaxed);
    return true;
}

void RecordingBoard::set_awaited(std::uint64_t offset)
{
    layout_->awaited.store(offset);
}

std::optional<RecordingEvent> RecordingBoard::next() const
{
    const auto begin = layout_->begin.load(std::memory_order_relaxed);
    if (begin == layout_->end.load(std::memory_order_acquire)) return std::nullopt;
    EventHead head{};
    get(begin, &head, sizeof head);
    RecordingEvent out{head.kind, head.offset, head.time, {}};
    out.data.resize(std::min<std::size_t>(head.size, LONGEST_DATA));
    get(begin + sizeof head, out.data.data(), out.data.size());
    return out;
}

void RecordingBoard::take_next()
{
    const auto begin = layout_->begin.load(std::memory_order_relaxed);
    EventHead head{};
    get(begin, &head, sizeof head);
    layout_->begin.store(begin + size_in_ring(head.size), std::memory_order_release);
}

void RecordingBoard::note_taken(std::uint64_t offset)
{
    layout_->taken.store(offset, std::memory_order_seq_cst);
}

void RecordingBoard::sleep_until(std::uint64_t end)
{
    layout_->asleep_until.store(end + 1, std::memory_order_seq_cst);
    std::atomic_thread_fence(std::memory_order_seq_cst); // must come before the log's end is read
}

void RecordingBoard::stay_awake()
{
    layout_->asleep_until.store(0, std::memory_order_relaxed);
}

bool RecordingBoard::take_awaited()
{
    const auto offset = layout_->awaited.load();
    return offset != 0 && offset <= layout_->taken.load() && layout_->awaited.exchange(0) != 0;
}

void RecordingBoard::set_figures(const RecordingFigures& figures)
{
    layout_->written.store(figures.written, std::memory_order_relaxed);
    layout_->files.store(figures.files, std::memory_order_relaxed);
    layout_->gaps.store(figures.gaps, std::memory_order_relaxed);
    layout_->lost.store(figures.lost, std::memory_order_relaxed);
}

RecordingFigures RecordingBoard::figures() const
{
    return {layout_->written.load(std::memory_order_relaxed), layout_->files.load(std::memory_order_relaxed),
            layout_->gaps.load(std::memory_order_relaxed), layout_->lost.load(std::memory_order_relaxed)};
}

} // namespace cleat
