#include "common/view/showing.h"

#include "common/wire/codec.h"
#include "common/wire/frame.h"

#include <algorithm>

namespace cleat {

namespace {

/// The limit on cached bytes. Viewers that keep up fall into one or a few groups; with more groups, some frames are
/// encoded again.
constexpr std::size_t MAX_CACHED_BYTES = 4U << 20;

bool may_have_returned(const Screen& screen)
{
    if (screen.active != Side::primary) return true;
    const auto& rows = screen.rows();
    return std::any_of(rows.begin(), rows.end(), [](const RowRef& row) { return row->returned; });
}

} // namespace

bool Showing::differs_for(const ShownFrameRef& from)
{
    if (from == to_) return false;
    if (!from) return true;
    if (!differs_ || differs_->first != from->number)
        differs_ = {from->number, diff(from->frame.screen, to_->frame.screen) != Update()};
    return differs_->second;
}

Step Showing::message_of(const ViewerStep& step)
{
    const Frame& to = step.to->frame;
    Step out;
    out.number = step.to->number;
    out.update = step.from ? diff(step.from->frame.screen, to.screen) : whole(to.screen);
    out.skipped = step.skipped;
    out.offset = to.offset;
    out.places = RowPositions{.from = rows_.top(),
                              .top = rows_.top(),
                              .resized = resized_.top,
                              .scrolled = to.screen.rows_scrolled,
                              .resizes = resized_.number,
                              .resized_scrolled = resized_.scrolled,
                              .returned = may_have_returned(to.screen)};
    if (!step.rows) return out;
    out.places->from = step.rows->from;
    for (const std::string& row : step.rows->rows) out.pushed.push_back({row});
    return out;
}

std::shared_ptr<const std::string> Showing::encoded(const ViewerStep& step)
{
    Key key{step.from ? step.from->number : 0, {}, 0, step.skipped};
    if (step.rows) {
        key.rows = step.rows->next;
        key.count = step.rows->rows.size();
    }
    if (const auto found = encoded_.find(key); found != encoded_.end()) return found->second;
    Step message = message_of(step);
    std::string frame = encode(ServerMessage(message));
    if (frame.size() > MAX_TO_CLIENT) {
        // Only links can make a step that long.
        message.update = without_links(message.update);
        frame = encode(ServerMessage(message));
    }
    if (kept_ > MAX_CACHED_BYTES) {
        encoded_.clear();
        kept_ = 0;
    }
    kept_ += frame.size();
    return encoded_[key] = std::make_shared<const std::string>(std::move(frame));
}

} // namespace cleat
