#include "server/program/input_merge.h"

#include <algorithm>
#include <utility>

namespace cleat {

namespace {

constexpr std::string_view BEGIN_OF_PASTE = "\x1b[200~";
constexpr std::string_view END_OF_PASTE = "\x1b[201~";
/// Memory of an item besides its bytes.
constexpr std::size_t WEIGHT_OF_ITEM = 64;

void append(std::vector<InputPiece>& out, InputSource source, std::string bytes)
{
    if (bytes.empty()) return;
    if (!out.empty() && out.back().source == source) out.back().bytes += bytes;
    else out.push_back({source, std::move(bytes)});
}

} // namespace

void InputMerge::type(InputSource source, std::string_view bytes)
{
    if (!bytes.empty()) add(source, Kind::typed, bytes, {});
}

void InputMerge::paste(InputSource source, std::string_view text, PastePart part)
{
    if (part != PastePart() || !text.empty()) add(source, Kind::pasted, text, part);
}

void InputMerge::end_paste(InputSource source)
{
    if (pasting_ == source || lanes_.contains(source)) add(source, Kind::pasted, {}, {.end = true});
}

void InputMerge::interrupt()
{
    close(due_);
}

void InputMerge::add(InputSource source, Kind kind, std::string_view bytes, PastePart part)
{
    Lane& lane = lanes_[source];
    lane.bytes += bytes.size();
    Item* const last = lane.items.empty() ? nullptr : &lane.items.back();
    const bool is_newest = last != nullptr && last->serial + 1 == next_serial_;
    if (!is_newest || last->kind != kind || last->part.end || part.begin) {
        lane.items.push_back({next_serial_++, kind, std::string(bytes), part});
    } else {
        last->bytes += bytes;
        last->part.end = part.end;
    }
}

/// The lane of the current paste, otherwise the one with the oldest item.
InputMerge::Lanes::iterator InputMerge::next_lane()
{
    if (pasting_) return lanes_.find(*pasting_);
    return std::min_element(lanes_.begin(), lanes_.end(), [](const auto& a, const auto& b) {
        return a.second.items.front().serial < b.second.items.front().serial;
    });
}

std::vector<InputPiece> InputMerge::take(PasteFrame frame)
{
    std::vector<InputPiece> out = std::exchange(due_, {});
    for (auto lane = next_lane(); lane != lanes_.end(); lane = next_lane()) {
        Item item = std::move(lane->second.items.front());
        lane->second.items.pop_front();
        lane->second.bytes -= item.bytes.size();
        const InputSource source = lane->first;
        if (lane->second.items.empty()) lanes_.erase(lane);
        apply(source, std::move(item), frame, out);
    }
    return out;
}

void InputMerge::apply(InputSource source, Item item, PasteFrame frame, std::vector<InputPiece>& out)
{
    if (item.part.begin) close(out); // the previous paste had no end
    if (item.kind == Kind::pasted && !pasting_ && (item.part.begin || !item.bytes.empty())) {
        pasting_ = source;
        is_framed_ = frame == PasteFrame::on;
        if (is_framed_) append(out, PASTE_MARKS, std::string(BEGIN_OF_PASTE));
    }
    append(out, source, std::move(item.bytes));
    if (item.part.end) close(out);
}

void InputMerge::close(std::vector<InputPiece>& out)
{
    if (std::exchange(pasting_, std::nullopt) && std::exchange(is_framed_, false))
        append(out, PASTE_MARKS, std::string(END_OF_PASTE));
}

std::size_t InputMerge::waiting(InputSource source) const
{
    const auto lane = lanes_.find(source);
    return lane == lanes_.end() ? 0 : lane->second.bytes;
}

std::size_t InputMerge::waiting() const
{
    std::size_t bytes = 0;
    for (const auto& [source, lane] : lanes_) bytes += lane.bytes;
    return bytes;
}

std::size_t InputMerge::weight(InputSource source) const
{
    const auto lane = lanes_.find(source);
    return lane == lanes_.end() ? 0 : weight(lane->second);
}

std::size_t InputMerge::weight() const
{
    std::size_t bytes = 0;
    for (const auto& [source, lane] : lanes_) bytes += weight(lane);
    return bytes;
}

std::size_t InputMerge::weight(const Lane& lane)
{
    return lane.bytes + lane.items.size() * WEIGHT_OF_ITEM;
}

} // namespace cleat
