#include "server/memory/session_memory.h"

#include "common/base/log.h"
#include "common/wire/fields.h"
#include "common/wire/tagged.h"
#include "server/memory/blobs.h"
#include "server/memory/log_clock.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>

#include <algorithm>
#include <utility>

namespace cleat {

FIELDS_OF(HistoryLayout::Segment, position, capacity, used)
FIELDS_OF(HistoryLayout, first, end, begin, is_open, segments)

namespace {

constexpr std::uint64_t MEMORY_MAGIC = 0x6d65'6d74'6165'6c63; // "cleatmem" on a little-endian machine
constexpr std::uint64_t MEMORY_VERSION = 1;

/// A saved state of the terminal.
struct SavedTerminal {
    std::string snapshot; ///< without history
    HistoryLayout history;
    FIELDS(snapshot, history)
};

/// The start of the memory. `magic` is written last.
struct Header {
    std::uint64_t magic = 0;
    std::uint64_t version = 0;
    SessionMoments moments;
    Blobs::Entries facts;
    Blobs::Entries terminals;
};
static_assert(sizeof(Header) <= SessionMemory::LOG_AT);

Result<void> lay_out(int memory)
{
    if (::ftruncate(memory, SessionMemory::ARENA_AT) < 0) return Error::from_errno("sizing a session's memory");
    // No process that has the memory can truncate it under another's mapping, which would cause SIGBUS.
    if (::fcntl(memory, F_ADD_SEALS, F_SEAL_SHRINK | F_SEAL_SEAL) < 0)
        return Error::from_errno("sealing a session's memory");
    return Log::lay_out(memory, SessionMemory::LOG_AT);
}

Result<Header*> map_header(int memory)
{
    void* const at = ::mmap(nullptr, sizeof(Header), PROT_READ | PROT_WRITE, MAP_SHARED, memory, 0);
    if (at == MAP_FAILED) return Error::from_errno("mapping a session's memory");
    return static_cast<Header*>(at);
}

/// A blank terminal, at that offset of the output.
Terminal blank(Size size, History history, std::uint64_t offset)
{
    if (offset == 0) return {size, std::move(history)};
    Snapshot snapshot = Terminal(size).snapshot();
    snapshot.state.offset = offset;
    return Terminal::restore(snapshot, std::move(history));
}

} // namespace

struct SessionMemory::Parts {
    Parts(UniqueFd memfd, Header& its_header, Log its_log)
        : memory(std::move(memfd)), header(its_header), log(std::move(its_log))
    {
        facts.adopt();
        terminals.adopt();
    }
    Parts(const Parts&) = delete;
    Parts& operator=(const Parts&) = delete;
    ~Parts() { ::munmap(&header, sizeof(Header)); }

    Result<Terminal> saved_terminal();

    UniqueFd memory;
    Header& header;
    Log log;
    Arena arena{memory.get(), ARENA_AT};
    Blobs facts{header.facts, arena};
    Blobs terminals{header.terminals, arena};
    ArenaHistoryStore history{arena};
};

SessionMemory::SessionMemory(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}
SessionMemory::SessionMemory(SessionMemory&&) noexcept = default;
SessionMemory& SessionMemory::operator=(SessionMemory&&) noexcept = default;
SessionMemory::~SessionMemory() = default;

Result<SessionMemory> SessionMemory::map(UniqueFd memory)
{
    struct stat status {};
    if (::fstat(memory.get(), &status) < 0) return Error::from_errno("checking a session's memory");
    if (status.st_size == 0)
        if (auto made = lay_out(memory.get()); !made) return made.error();
    if (status.st_size != 0 && status.st_size < ARENA_AT)
        return Error("not the memory of a session, or in the format of another version", ErrorCode::invalid);
    auto log = Log::map(memory.get(), LOG_AT);
    if (!log) return log.error();
    const auto header = map_header(memory.get());
    if (!header) return header.error();
    const bool is_new = status.st_size == 0;
    if (is_new) (*header)->version = MEMORY_VERSION;
    if (is_new) (*header)->magic = MEMORY_MAGIC;
    if ((*header)->magic != MEMORY_MAGIC || (*header)->version != MEMORY_VERSION) {
        ::munmap(*header, sizeof(Header));
        return Error("not the memory of a session, or in the format of another version", ErrorCode::invalid);
    }
    if (const auto unappended = log->unappended(); unappended > 0) log->append(unappended, log_time_now());
    return SessionMemory(std::make_unique<Parts>(std::move(memory), **header, std::move(*log)));
}

Log& SessionMemory::log()
{
    return parts_->log;
}

const Log& SessionMemory::log() const
{
    return parts_->log;
}

SessionMoments& SessionMemory::moments()
{
    return parts_->header.moments;
}

const SessionMoments& SessionMemory::moments() const
{
    return parts_->header.moments;
}

std::optional<std::string_view> SessionMemory::facts() const
{
    return parts_->facts.latest();
}

bool SessionMemory::save_facts(std::string_view bytes)
{
    return parts_->facts.replace(bytes);
}

Result<Terminal> SessionMemory::Parts::saved_terminal()
{
    const auto bytes = terminals.latest();
    if (!bytes) return Error("no terminal is saved", ErrorCode::not_found);
    const auto saved = from_tagged<SavedTerminal>(*bytes);
    if (!saved) return saved.error();
    const auto snapshot = parse_snapshot(saved->snapshot);
    if (!snapshot) return snapshot.error();
    if (snapshot->state.offset < log.begin())
        return Error("the saved terminal is older than the log", ErrorCode::invalid);
    auto rows = History::restore(snapshot->history.limits(), history, saved->history);
    if (!rows) return rows.error();
    return Terminal::restore(*snapshot, std::move(*rows));
}

Terminal SessionMemory::terminal(Size size, HistoryLimits limits)
{
    auto saved = parts_->saved_terminal();
    if (!saved && saved.error().code() != ErrorCode::not_found)
        log_error("cannot restore a session's terminal: {}", saved.error().message());
    auto out = saved ? std::move(*saved) : blank(size, History(limits, &parts_->history), log().begin());
    parts_->history.commit(ArenaHistoryStore::Spares::freed);
    parts_->arena.free_rest();
    const auto until = std::min(moments().answered, log().end());
    if (out.offset() < until)
        for (const std::string_view read : log().reads(out.offset(), until)) out.feed(read);
    (void)out.take_replies();
    (void)out.take_events();
    return out;
}

bool SessionMemory::save(Terminal& terminal, ArenaHistoryStore::Spares spares)
{
    const Snapshot state = terminal.snapshot(SnapshotHistory::left_out);
    if (!parts_->terminals.replace(to_tagged(SavedTerminal{serialise(state), terminal.history().layout()})))
        return false;
    terminal.seal_history();
    parts_->history.commit(spares);
    return true;
}

Result<RecordingBoard> SessionMemory::new_board()
{
    if (::fallocate(parts_->memory.get(), FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE, BOARD_AT,
                    RecordingBoard::SIZE_IN_MEMORY) < 0)
        return Error::from_errno("clearing a recording's board");
    return RecordingBoard::map(parts_->memory.get(), BOARD_AT);
}

} // namespace cleat
