#include "server/audience/followers.h"

#include "common/wire/codec.h"

#include <algorithm>
#include <utility>
#include <vector>

namespace cleat {

namespace {

/// Frames for one follower in one turn, as long as its connection takes them.
constexpr int FRAMES_PER_TURN = 4;

bool is_wanted(Follow::Streams streams, OutputStream stream)
{
    switch (streams) {
    case Follow::Streams::both: return true;
    case Follow::Streams::out: return stream == OutputStream::out;
    case Follow::Streams::err: return stream == OutputStream::err;
    case Follow::Streams::none: break;
    }
    return false;
}

} // namespace

bool Followers::Place::wants(OutputStream stream) const
{
    return is_wanted(wish.streams, stream);
}

void Followers::add(ViewerId id, ViewerSink& sink, const Wish& wish)
{
    places_.emplace(id, Place{sink, wish, wish.from});
    waiting_.insert(id);
    next_slice_.schedule();
}

void Followers::remove(ViewerId id)
{
    const auto found = places_.find(id);
    if (found == places_.end()) return;
    const bool was_lossless = found->second.wish.lossless;
    places_.erase(found);
    waiting_.erase(id);
    if (was_lossless) handlers_.on_taken();
}

std::optional<std::uint64_t> Followers::place(ViewerId id) const
{
    const auto found = places_.find(id);
    if (found == places_.end() || found->second.wish.streams == Follow::Streams::none) return std::nullopt;
    return found->second.at;
}

void Followers::set_lossless(ViewerId id, bool lossless)
{
    const auto found = places_.find(id);
    if (found == places_.end() || std::exchange(found->second.wish.lossless, lossless) == lossless) return;
    if (!lossless) handlers_.on_taken();
}

void Followers::drained(ViewerId id)
{
    attend(id);
}

void Followers::give_up(ViewerId id)
{
    const auto found = places_.find(id);
    if (found == places_.end()) return;
    Place& place = found->second;
    const std::uint64_t end = end_for(place);
    if (place.at < end) place.sink.show(std::make_shared<const std::string>(encode(Gap{place.at, end})));
    place.at = end;
}

/// Those who are kept from losing anything come first: the program may be waiting for them.
void Followers::changed()
{
    std::vector<ViewerId> first;
    for (const auto& [id, place] : places_) {
        if (place.wish.lossless) first.push_back(id);
        else waiting_.insert(id);
    }
    for (const ViewerId id : first) attend(id);
    if (!waiting_.empty()) go_on();
}

void Followers::finish()
{
    finished_ = true;
    for (const auto& [id, place] : places_) waiting_.insert(id);
    next_slice_.schedule();
}

std::optional<std::uint64_t> Followers::lossless() const
{
    std::optional<std::uint64_t> least;
    for (const auto& [id, place] : places_)
        if (place.wish.lossless) least = std::min(least.value_or(place.at), place.at);
    return least;
}

std::uint64_t Followers::end_for(const Place& place) const
{
    return std::min(place.wish.until.value_or(log_.end()), log_.end());
}

void Followers::go_on()
{
    for (std::size_t count = 0; count < SLICE && !waiting_.empty(); ++count)
        attend(waiting_.extract(waiting_.begin()).value());
    if (!waiting_.empty()) next_slice_.schedule();
}

void Followers::attend(ViewerId id)
{
    const auto found = places_.find(id);
    if (found == places_.end()) return;
    Place& place = found->second;
    const std::uint64_t before = place.at;
    tell(place);
    const bool has_taken = place.wish.lossless && place.at != before;
    const bool is_told =
        place.at >= end_for(place) && (finished_ || (place.wish.until && place.at >= *place.wish.until));
    if (is_told) {
        places_.erase(found);
        waiting_.erase(id);
    }
    if (has_taken) handlers_.on_taken();
    if (is_told) handlers_.on_told(id);
}

void Followers::tell(Place& place)
{
    int frames = 0;
    while (frames < FRAMES_PER_TURN && place.at < end_for(place) && place.sink.is_ready()) {
        skip_lost(place);
        frames += send_run(place) ? 1 : 0; // after the last one `drained` goes on
    }
}

void Followers::skip_lost(Place& place) const
{
    const std::uint64_t begin = log_.begin();
    if (place.at >= begin) return;
    if (place.wish.streams != Follow::Streams::none)
        place.sink.show(std::make_shared<const std::string>(encode(Gap{place.at, begin})));
    place.at = begin;
}

/// The next bytes of one stream; or past them, where they are not wanted: false.
bool Followers::send_run(Place& place)
{
    const Log::Run run = log_.run_at(place.at);
    const std::uint64_t run_end = std::min(run.end, end_for(place));
    if (!place.wants(run.stream)) {
        place.at = run_end;
        return false;
    }
    const std::uint64_t to = std::min(run_end, place.at + MOST_BYTES);
    if (!last_.frame || last_.from != place.at || last_.to != to)
        last_ = {place.at, to,
                 std::make_shared<const std::string>(encode_output(place.at, run.stream, log_.bytes(place.at, to)))};
    place.sink.show(last_.frame);
    place.at = to;
    return true;
}

std::uint64_t begin_of_lines(const Log& log, std::uint64_t lines, Follow::Streams streams)
{
    const std::uint64_t begin = log.begin();
    std::uint64_t at = log.end();
    std::uint64_t seen = 0;
    if (lines == 0) return at;
    // Runs are found from their beginning, so that they are gathered first.
    std::vector<std::pair<std::uint64_t, Log::Run>> runs;
    for (std::uint64_t from = begin; from < log.end(); from = runs.back().second.end)
        runs.emplace_back(from, log.run_at(from));
    for (auto run = runs.rbegin(); run != runs.rend(); ++run) {
        if (!is_wanted(streams, run->second.stream)) continue;
        const std::string_view bytes = log.bytes(run->first, run->second.end);
        for (std::size_t i = bytes.size(); i > 0; --i) {
            // A newline at the very end ends the last line; any other one ends the line before those that are seen.
            const bool is_last = seen == 0 && at == log.end();
            if (bytes[i - 1] == '\n' && !is_last && ++seen == lines) return at;
            at = run->first + i - 1;
        }
    }
    return begin;
}

} // namespace cleat
