#include "common/recording/cast_index.h"

#include "common/base/leb128.h"
#include "common/recording/byte_hash.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>
#include <zstd.h>

#include <algorithm>
#include <limits>
#include <new>
#include <utility>

namespace cleat {

namespace {

/// The last two bytes are the version, which changes with the contents of the records.
constexpr std::string_view MAGIC("cleat cast idx\0\3", 16);
constexpr std::size_t RECORD_HEAD = 4 + 8;
constexpr std::uint64_t LARGEST_RECORD = 64U << 20;
/// Limit on the serialised snapshot of a keyframe: a larger one is neither written nor read.
constexpr std::uint64_t LARGEST_KEYFRAME = 16U << 20;
/// Limit on the serialised snapshot of `end()->resume`, which can have history: a larger one is not read.
constexpr std::uint64_t LARGEST_END = 64U << 20;
/// Longer marker labels are cut.
constexpr std::size_t LONGEST_LABEL = 4'096;
/// Fast, and snapshots of screens compress well with it.
constexpr int LEVEL = 1;

enum class RecordKind : std::uint64_t { header, keyframe, end };

void put_fixed(std::uint64_t value, int bytes, std::string& out)
{
    for (int i = 0; i < bytes; ++i) out.push_back(static_cast<char>(value >> (8 * i)));
}

std::uint64_t fixed(std::string_view bytes)
{
    std::uint64_t value = 0;
    for (std::size_t i = 0; i < bytes.size(); ++i)
        value |= std::uint64_t{static_cast<unsigned char>(bytes[i])} << (8 * i);
    return value;
}

/// Writes the fields of a record; `Taker` has the same functions.
class Putter {
 public:
    explicit Putter(std::string& out) : out_(out) {}

    void number(std::uint64_t value) { append_leb128(value, out_); }
    void time(CastTime value) { number(static_cast<std::uint64_t>(value.count())); }
    void text(std::string_view value)
    {
        number(value.size());
        out_ += value;
    }

 private:
    std::string& out_;
};

class Taker {
 public:
    explicit Taker(std::string_view bytes) : bytes_(bytes) {}

    void number(std::uint64_t& value)
    {
        const auto taken = take_leb128(bytes_);
        failed_ = failed_ || !taken;
        value = taken.value_or(0);
    }
    void time(CastTime& value)
    {
        std::uint64_t count = 0;
        number(count);
        failed_ = failed_ || count > static_cast<std::uint64_t>(LAST_CAST_TIME.count());
        value = CastTime(static_cast<std::int64_t>(count));
    }
    void text(std::string& value)
    {
        std::uint64_t size = 0;
        number(size);
        failed_ = failed_ || size > bytes_.size();
        if (failed_) return;
        value = bytes_.substr(0, size);
        bytes_.remove_prefix(size);
    }
    [[nodiscard]] bool failed() const { return failed_; }
    [[nodiscard]] std::string_view rest() const { return bytes_; }

 private:
    std::string_view bytes_;
    bool failed_ = false;
};

template <class Fields, class Place>
void fields_of_position(Fields&& fields, Place& position)
{
    fields.number(position.offset);
    fields.time(position.time);
    fields.number(position.events);
    fields.number(position.lines);
}

void put(const CastDamage& damage, Putter& out)
{
    out.number(damage.lines);
    out.number(damage.first_line);
    out.number(damage.mended);
    out.number(damage.backwards);
    out.number(damage.cut_short ? 1 : 0);
    out.text(damage.failure);
}

void take(Taker& in, CastDamage& damage)
{
    std::uint64_t cut = 0;
    in.number(damage.lines);
    in.number(damage.first_line);
    in.number(damage.mended);
    in.number(damage.backwards);
    in.number(cut);
    damage.cut_short = cut != 0;
    in.text(damage.failure);
}

void put(const std::vector<CastMarker>& markers, Putter& out)
{
    out.number(markers.size());
    for (const auto& marker : markers) {
        out.time(marker.time);
        out.text(std::string_view(marker.label).substr(0, LONGEST_LABEL));
    }
}

void take(Taker& in, std::vector<CastMarker>& markers)
{
    std::uint64_t count = 0;
    in.number(count);
    for (; count > 0 && !in.failed(); --count) {
        CastMarker marker;
        in.time(marker.time);
        in.text(marker.label);
        if (!in.failed() && markers.size() < CastIndex::MAX_MARKERS) markers.push_back(std::move(marker));
    }
}

/// The part of a keyframe's record before the snapshot.
void put(const Keyframe& keyframe, Putter& out)
{
    fields_of_position(out, keyframe.position);
    out.number(keyframe.frame.at);
    out.number(keyframe.frame.begins);
    put(keyframe.damage, out);
    out.number(keyframe.hash);
}

void take(Taker& in, Keyframe& keyframe)
{
    fields_of_position(in, keyframe.position);
    in.number(keyframe.frame.at);
    in.number(keyframe.frame.begins);
    take(in, keyframe.damage);
    in.number(keyframe.hash);
}

void put(const CastEnd& end, Putter& out)
{
    fields_of_position(out, end.position);
    put(end.damage, out);
    out.number(end.file.size);
    out.number(static_cast<std::uint64_t>(end.file.changed));
    out.number(static_cast<std::uint64_t>(end.file.touched));
    out.number(end.has_history ? 1 : 0);
    out.number(end.output);
    put(end.late_markers, out);
}

void take(Taker& in, CastEnd& end)
{
    std::uint64_t changed = 0;
    std::uint64_t touched = 0;
    fields_of_position(in, end.position);
    take(in, end.damage);
    in.number(end.file.size);
    in.number(changed);
    end.file.changed = static_cast<std::int64_t>(changed);
    in.number(touched);
    end.file.touched = static_cast<std::int64_t>(touched);
    std::uint64_t history = 0;
    in.number(history);
    end.has_history = history != 0;
    in.number(end.output);
    take(in, end.late_markers);
}

RecordKind kind_of(Taker& in)
{
    std::uint64_t kind = 0;
    in.number(kind);
    return static_cast<RecordKind>(kind);
}

std::string record_of(RecordKind kind)
{
    std::string out;
    append_leb128(static_cast<std::uint64_t>(kind), out);
    return out;
}

std::string compressed(std::string_view bytes)
{
    std::string out(ZSTD_compressBound(bytes.size()), '\0');
    const auto size = ZSTD_compress(out.data(), out.size(), bytes.data(), bytes.size(), LEVEL);
    if (ZSTD_isError(size) != 0) throw std::bad_alloc(); // there is room for all it can write
    out.resize(size);
    return out;
}

Result<std::string> decompressed(std::string_view bytes, std::uint64_t most)
{
    const auto size = ZSTD_getFrameContentSize(bytes.data(), bytes.size());
    if (size == ZSTD_CONTENTSIZE_UNKNOWN || size == ZSTD_CONTENTSIZE_ERROR || size > most)
        return Error("the keyframe is damaged", ErrorCode::invalid);
    std::string out(size, '\0');
    if (ZSTD_decompress(out.data(), out.size(), bytes.data(), bytes.size()) != size)
        return Error("the keyframe is damaged", ErrorCode::invalid);
    return out;
}

Result<void> write_at(int fd, std::string_view bytes, std::uint64_t at)
{
    while (!bytes.empty()) {
        const auto count = ::pwrite(fd, bytes.data(), bytes.size(), static_cast<off_t>(at));
        if (count < 0 && errno == EINTR) continue;
        if (count <= 0) return Error::from_errno("writing the index");
        bytes.remove_prefix(static_cast<std::size_t>(count));
        at += static_cast<std::uint64_t>(count);
    }
    return {};
}

/// Reads at most `size` bytes; fewer at the end.
Result<std::string> read_at(int fd, std::uint64_t size, std::uint64_t at)
{
    std::string out(size, '\0');
    std::size_t filled = 0;
    while (filled < size) {
        const auto count = ::pread(fd, out.data() + filled, size - filled, static_cast<off_t>(at + filled));
        if (count < 0 && errno == EINTR) continue;
        if (count < 0) return Error::from_errno("reading the index");
        if (count == 0) break;
        filled += static_cast<std::size_t>(count);
    }
    out.resize(filled);
    return out;
}

/// The content of the record at `at`; nothing if there is no valid record.
std::optional<std::string> read_record(int fd, std::uint64_t at)
{
    const auto head = read_at(fd, RECORD_HEAD, at);
    if (!head || head->size() < RECORD_HEAD) return std::nullopt;
    const auto size = fixed(std::string_view(*head).substr(0, 4));
    const auto end = ::lseek(fd, 0, SEEK_END);
    if (size > LARGEST_RECORD || end < 0 || at + RECORD_HEAD + size > static_cast<std::uint64_t>(end))
        return std::nullopt;
    auto content = read_at(fd, size, at + RECORD_HEAD);
    if (!content || byte_hash(*content) != fixed(std::string_view(*head).substr(4))) return std::nullopt;
    return std::move(*content);
}

} // namespace

Result<CastIndex> CastIndex::in_memory()
{
    UniqueFd fd(::memfd_create("cleat index", MFD_CLOEXEC));
    if (!fd) return Error::from_errno("creating an index in memory");
    return CastIndex(std::move(fd));
}

Result<CastIndex> CastIndex::read(UniqueFd file)
{
    CastIndex index(std::move(file));
    if (auto loaded = index.load_all(); !loaded) return loaded.error();
    return index;
}

Result<void> CastIndex::load_all()
{
    const auto magic = read_at(fd_.get(), MAGIC.size(), 0);
    if (!magic) return magic.error();
    if (*magic != MAGIC) return Error("not an index of this version", ErrorCode::invalid);
    size_ = MAGIC.size();
    while (const auto content = read_record(fd_.get(), size_)) {
        if (!take_record(*content, size_)) break;
        size_ += RECORD_HEAD + content->size();
    }
    if (!header_) return Error("the index has no header", ErrorCode::invalid);
    return {};
}

bool CastIndex::take_record(std::string_view content, std::uint64_t at)
{
    Taker in(content);
    const auto kind = kind_of(in);
    if (end_ || (kind == RecordKind::header) != !header_) return false;
    if (!header_) {
        auto header = parse_cast_header(in.rest());
        if (header) header_ = std::move(*header);
        header_end_ = at + RECORD_HEAD + content.size();
        return header_.has_value();
    }
    Keyframe keyframe{.at = at, .size = content.size()};
    std::vector<CastMarker> markers;
    CastEnd end;
    take(in, keyframe);
    take(in, markers);
    if (kind == RecordKind::end) take(in, end);
    const bool is_end = kind == RecordKind::end;
    const bool goes_on = keyframes_.empty() || (keyframe.position.events + (is_end ? 1 : 0) > last().events &&
                                                keyframe.position.time >= last().time);
    if (in.failed() || !goes_on || keyframe.frame.begins > keyframe.position.offset) return false;
    remember(markers);
    if (is_end) {
        remember(end.late_markers);
        end.resume = keyframe;
        end.markers = std::move(markers);
        end_ = std::move(end);
    } else {
        keyframes_.push_back(std::move(keyframe));
    }
    return true;
}

void CastIndex::remember(const std::vector<CastMarker>& markers)
{
    for (const auto& marker : markers)
        if (markers_.size() < MAX_MARKERS) markers_.push_back(marker);
}

Result<void> CastIndex::begin(const CastHeader& header)
{
    if (auto written = write_at(fd_.get(), MAGIC, 0); !written) return written.error();
    size_ = MAGIC.size();
    header_ = header;
    auto appended = append(record_of(RecordKind::header) + cast_header_line(header));
    header_end_ = size_;
    return appended;
}

Result<void> CastIndex::append(std::string_view content)
{
    std::string record;
    put_fixed(content.size(), 4, record);
    put_fixed(byte_hash(content), 8, record);
    record += content;
    if (auto written = write_at(fd_.get(), record, size_); !written) return written.error();
    size_ += record.size();
    return {};
}

Result<void> CastIndex::add(Keyframe keyframe, const std::vector<CastMarker>& markers, const Snapshot& snapshot)
{
    auto content = record_of(RecordKind::keyframe);
    Putter out(content);
    put(keyframe, out);
    put(markers, out);
    const auto bytes = serialise(snapshot);
    if (bytes.size() > LARGEST_KEYFRAME) return Error("the screen is too large for a keyframe", ErrorCode::refused);
    content += compressed(bytes);
    keyframe.at = size_;
    keyframe.size = content.size();
    if (auto added = append(content); !added) return added.error();
    keyframes_.push_back(std::move(keyframe));
    remember(markers);
    return {};
}

Result<void> CastIndex::end(CastEnd end, const Snapshot& snapshot)
{
    auto content = record_of(RecordKind::end);
    Putter out(content);
    put(end.resume, out);
    put(end.markers, out);
    put(end, out);
    content += compressed(serialise(snapshot));
    end.resume.at = size_;
    end.resume.size = content.size();
    if (auto added = append(content); !added) return added.error();
    remember(end.markers);
    remember(end.late_markers);
    end_ = std::move(end);
    return {};
}

const Keyframe* CastIndex::before(CastTime time) const
{
    const auto after = std::upper_bound(keyframes_.begin(), keyframes_.end(), time,
                                        [](CastTime t, const Keyframe& k) { return t < k.position.time; });
    return after == keyframes_.begin() ? nullptr : &*std::prev(after);
}

const Keyframe* CastIndex::after(std::uint64_t events) const
{
    const auto found =
        std::lower_bound(keyframes_.begin(), keyframes_.end(), events,
                         [](const Keyframe& k, std::uint64_t count) { return k.position.events < count; });
    return found != keyframes_.end() && found->position.events == events ? &*found : nullptr;
}

Result<Snapshot> CastIndex::load(const Keyframe& keyframe) const
{
    const auto content = read_record(fd_.get(), keyframe.at);
    if (!content) return Error("the keyframe is damaged", ErrorCode::invalid);
    Taker in(*content);
    Keyframe same;
    std::vector<CastMarker> markers;
    CastEnd end;
    const auto kind = kind_of(in);
    take(in, same);
    take(in, markers);
    if (kind == RecordKind::end) take(in, end);
    const bool is_end = kind == RecordKind::end;
    const auto bytes = decompressed(in.rest(), is_end ? LARGEST_END : LARGEST_KEYFRAME);
    if (!bytes) return bytes.error();
    auto snapshot = parse_snapshot(*bytes);
    if (snapshot && !is_end && snapshot->history.end() > snapshot->history.first())
        return Error("the keyframe is damaged: it contains history", ErrorCode::invalid);
    return snapshot;
}

Result<void> CastIndex::copy(std::size_t count, CastIndex& to) const
{
    const auto end = count > 0 ? keyframes_[count - 1].at + RECORD_HEAD + keyframes_[count - 1].size : header_end_;
    for (std::uint64_t at = 0; at < end;) {
        const auto piece = read_at(fd_.get(), std::min<std::uint64_t>(end - at, 1U << 20), at);
        if (!piece) return piece.error();
        if (piece->empty()) return Error("the index was truncated");
        if (auto written = write_at(to.fd_.get(), *piece, at); !written) return written.error();
        at += piece->size();
    }
    return to.load_all();
}

} // namespace cleat
