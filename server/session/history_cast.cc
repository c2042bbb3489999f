#include "server/session/history_cast.h"

#include "common/recording/cast_writer.h"
#include "common/terminal/write_vt.h"

#include <algorithm>
#include <vector>

namespace cleat {

namespace {

/// Reads within this many microseconds are one event.
constexpr std::int64_t ONE_EVENT = 1'000;

/// Writes the recent history from one keyframe on.
class HistoryWriter {
 public:
    HistoryWriter(const LogKeyframe& first, const LogKeyframes& keyframes, const Log& log)
        : log_(log),
          base_(first.time),
          from_(std::max(first.offset, log.begin())),
          moments_(moments(keyframes, log, from_))
    {}

    void header(const LogKeyframe& first, const HistoryFacts& facts)
    {
        CastHeader header;
        header.size = first.snapshot.state.size;
        header.terminal_type = facts.terminal_type;
        header.timestamp = (facts.epoch + base_) / 1'000'000;
        header.title = facts.title;
        header.command = facts.command;
        writer_.header(header, out_);
        writer_.output(CastTime(0), write_vt(first.snapshot, {.unfinished = true}), out_);
    }

    void resize(const LogKeyframe& keyframe)
    {
        output_to(keyframe.offset);
        writer_.resize(time_of(keyframe.time), keyframe.snapshot.state.size, out_);
        writer_.output(time_of(keyframe.time), write_vt(keyframe.snapshot, {.unfinished = true}), out_);
    }

    /// Writes the output before `to`, one event for reads at the same time.
    void output_to(std::uint64_t to)
    {
        while (from_ < to) {
            while (next_ < moments_.size() && moments_[next_].offset <= from_) now_ = moments_[next_++].time;
            while (next_ < moments_.size() && moments_[next_].time - now_ < ONE_EVENT) ++next_;
            const auto end = next_ < moments_.size() ? std::min(moments_[next_].offset, to) : to;
            writer_.output(time_of(now_), log_.bytes(from_, end), out_);
            from_ = end;
        }
    }

    std::string finish(const std::optional<HistoryEnd>& end)
    {
        output_to(log_.end()); // an incomplete character is not shown yet
        if (end) writer_.exit(time_of(end->time), end->status, out_);
        return std::move(out_);
    }

 private:
    /// The known times at which output from `from` on was read.
    static std::vector<Log::Read> moments(const LogKeyframes& keyframes, const Log& log, std::uint64_t from)
    {
        auto reads = log.reads(from);
        const auto known = reads.empty() ? log.end() : reads.front().offset;
        std::vector<Log::Read> out;
        for (const auto& moment : keyframes.moments())
            if (moment.offset < known) out.push_back(moment);
        out.insert(out.end(), reads.begin(), reads.end());
        return out;
    }

    [[nodiscard]] CastTime time_of(std::int64_t time) const
    {
        return CastTime(std::max<std::int64_t>(0, time - base_));
    }

    const Log& log_;
    std::int64_t base_;
    std::uint64_t from_;
    std::vector<Log::Read> moments_;
    std::size_t next_ = 0; ///< index of the next moment
    std::int64_t now_ = 0; ///< time of the last one
    CastWriter writer_{CastVersion::v3};
    std::string out_;
};

std::string written_from(std::size_t first, const LogKeyframes& keyframes, const Log& log, const HistoryFacts& facts)
{
    const auto& all = keyframes.all();
    HistoryWriter writer(all[first], keyframes, log);
    writer.header(all[first], facts);
    for (std::size_t i = first + 1; i < all.size(); ++i)
        if (all[i].resized) writer.resize(all[i]);
    return writer.finish(facts.end);
}

} // namespace

std::string history_cast(const LogKeyframes& keyframes, const Log& log, const HistoryFacts& facts)
{
    const auto& all = keyframes.all();
    const auto kept =
        std::find_if(all.begin(), all.end(), [&](const LogKeyframe& k) { return k.offset >= log.begin(); });
    auto first = std::min(static_cast<std::size_t>(kept - all.begin()), all.size() - 1);
    auto out = written_from(first, keyframes, log, facts);
    while (out.size() > MAX_HISTORY && first + 1 < all.size()) {
        first += (all.size() - first) / 2;
        out = written_from(first, keyframes, log, facts);
    }
    return out;
}

} // namespace cleat
