#include "server/audience/followers.h"

#include "common/wire/codec.h"

#include <algorithm>
#include <utility>
#include <vector>

namespace cleat {

namespace {

/// Maximum number of frames for one follower in one turn, while its connection takes them.
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

void Followers::attached(const Member& member)
{
    waiting_.insert(member.id);
    next_slice_.schedule();
}

void Followers::drained(const Member& member)
{
    attend(member.id);
}

void Followers::give_up(Member& member) const
{
    LogView* const view = member.log();
    if (view == nullptr) return;
    const std::uint64_t end = view->end(log_.end());
    if (view->at < end) member.sink.show(std::make_shared<const std::string>(encode(Gap{view->at, end})));
    view->at = end;
}

/// Serves lossless followers first: the program may be paused for them.
void Followers::changed()
{
    std::vector<ViewerId> first;
    for (const Member* const member : members_.followers()) {
        if (member->is_lossless()) first.push_back(member->id);
        else waiting_.insert(member->id);
    }
    for (const ViewerId id : first) attend(id);
    if (!waiting_.empty()) continue_serving();
}

void Followers::finish()
{
    finished_ = true;
    for (const Member* const member : members_.followers()) waiting_.insert(member->id);
    next_slice_.schedule();
}

std::optional<std::uint64_t> Followers::lossless() const
{
    std::optional<std::uint64_t> least;
    for (const Member* const member : members_.followers())
        if (member->is_lossless()) least = std::min(least.value_or(member->log()->at), member->log()->at);
    return least;
}

void Followers::continue_serving()
{
    for (std::size_t count = 0; count < SLICE && !waiting_.empty(); ++count)
        attend(waiting_.extract(waiting_.begin()).value());
    if (!waiting_.empty()) next_slice_.schedule();
}

void Followers::attend(ViewerId id)
{
    Member* const member = members_.find(id);
    LogView* const view = member != nullptr ? member->log() : nullptr;
    if (view == nullptr) return;
    const std::uint64_t before = view->at;
    send(*member, *view);
    const bool has_taken = member->is_lossless() && view->at != before;
    const bool is_complete =
        view->at >= view->end(log_.end()) && (finished_ || (view->until && view->at >= *view->until));
    if (is_complete) handlers_.on_complete(id);
    if (has_taken) handlers_.on_taken();
}

void Followers::send(Member& member, LogView& view)
{
    int frames = 0;
    while (frames < FRAMES_PER_TURN && view.at < view.end(log_.end()) && member.sink.is_ready()) {
        skip_lost(member, view);
        frames += send_run(member, view) ? 1 : 0; // after the last one, `drained` continues
    }
}

void Followers::skip_lost(Member& member, LogView& view) const
{
    const std::uint64_t begin = log_.begin();
    if (view.at >= begin) return;
    if (view.streams != Follow::Streams::none)
        member.sink.show(std::make_shared<const std::string>(encode(Gap{view.at, begin})));
    view.at = begin;
}

/// Sends the next bytes of one stream; or skips them if they are not wanted, and returns false.
bool Followers::send_run(Member& member, LogView& view)
{
    const Log::Run run = log_.run_at(view.at);
    const std::uint64_t run_end = std::min(run.end, view.end(log_.end()));
    if (!is_wanted(view.streams, run.stream)) {
        view.at = run_end;
        return false;
    }
    const std::uint64_t to = std::min(run_end, view.at + MAX_BYTES);
    if (!last_.frame || last_.from != view.at || last_.to != to)
        last_ = {view.at, to,
                 std::make_shared<const std::string>(encode_output(view.at, run.stream, log_.bytes(view.at, to)))};
    member.sink.show(last_.frame);
    view.at = to;
    return true;
}

std::uint64_t start_of_lines(const Log& log, std::uint64_t lines, Follow::Streams streams)
{
    const std::uint64_t begin = log.begin();
    std::uint64_t at = log.end();
    std::uint64_t seen = 0;
    if (lines == 0) return at;
    // Runs can only be found from the start, so collect them first.
    std::vector<std::pair<std::uint64_t, Log::Run>> runs;
    for (std::uint64_t from = begin; from < log.end(); from = runs.back().second.end)
        runs.emplace_back(from, log.run_at(from));
    for (auto run = runs.rbegin(); run != runs.rend(); ++run) {
        if (!is_wanted(streams, run->second.stream)) continue;
        const std::string_view bytes = log.bytes(run->first, run->second.end);
        for (std::size_t i = bytes.size(); i > 0; --i) {
            // A newline at the very end ends the last line; any other one ends the line before those counted.
            const bool is_last = seen == 0 && at == log.end();
            if (bytes[i - 1] == '\n' && !is_last && ++seen == lines) return at;
            at = run->first + i - 1;
        }
    }
    return begin;
}

} // namespace cleat
