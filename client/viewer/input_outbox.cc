#include "client/viewer/input_outbox.h"

#include <algorithm>
#include <utility>

namespace cleat {

namespace {

/// Small pieces are combined into messages of at most this many bytes.
constexpr std::size_t SMALL = 16U << 10;

} // namespace

void InputOutbox::attached(std::uint64_t window)
{
    window_ = window;
    sent_ = taken_ = 0;
}

void InputOutbox::add(ClientMessage message, std::size_t size)
{
    queue_.push_back({std::move(message), size});
    waiting_ += size;
}

void InputOutbox::add_typed(std::string_view bytes)
{
    auto* const last = queue_.empty() ? nullptr : std::get_if<Input>(&queue_.back().message);
    if (last == nullptr || queue_.back().size + bytes.size() > SMALL)
        return add(Input{{std::string(bytes)}}, bytes.size());
    last->bytes.data += bytes;
    queue_.back().size += bytes.size();
    waiting_ += bytes.size();
}

void InputOutbox::add_pasted(std::string_view text, bool begin, bool end)
{
    if (begin) skips_paste_ = false;
    else if (!is_in_paste_) skips_paste_ = true;
    is_in_paste_ = !end;
    if (skips_paste_) dropped_ += text.size();
    else add(Paste{{std::string(text)}, begin, end}, text.size());
}

void InputOutbox::end_paste()
{
    if (is_in_paste_) add_pasted({}, false, true);
}

void InputOutbox::add_mouse(std::string_view report)
{
    add(Mouse{{std::string(report)}}, report.size());
}

void InputOutbox::add_focus(bool focused)
{
    add(Focus{focused}, 0);
}

std::optional<ClientMessage> InputOutbox::next(std::size_t queued)
{
    if (queue_.empty()) return std::nullopt;
    const std::uint64_t window = window_ != 0 ? window_ : OTHERWISE;
    const std::uint64_t in_flight = window_ != 0 ? sent_ - taken_ : queued;
    const std::size_t size = queue_.front().size;
    if (in_flight > 0 && in_flight + size > window) return std::nullopt;
    ClientMessage message = std::move(queue_.front().message);
    queue_.pop_front();
    waiting_ -= size;
    sent_ += size;
    return message;
}

void InputOutbox::taken(std::uint64_t bytes)
{
    taken_ = std::clamp(bytes, taken_, sent_);
}

std::size_t InputOutbox::drop()
{
    queue_.clear();
    skips_paste_ = is_in_paste_;
    dropped_ += std::exchange(waiting_, 0);
    return std::exchange(dropped_, 0);
}

} // namespace cleat
