#include "common/terminal/terminal.h"

#include "common/terminal/encode.h"
#include "common/terminal/inner.h"
#include "common/terminal/mouse_report.h"

#include <cassert>

namespace cleat {

Terminal::Terminal(Size size, History history) : inner_(std::make_unique<Inner>(size, std::move(history)))
{
    assert(is_valid(size));
}

Terminal::Terminal(std::unique_ptr<Inner> inner) : inner_(std::move(inner)) {}

Terminal Terminal::restore(const Snapshot& snapshot, History history)
{
    return Terminal(std::make_unique<Inner>(snapshot, std::move(history)));
}

Terminal::Terminal(Terminal&&) noexcept = default;
Terminal& Terminal::operator=(Terminal&&) noexcept = default;
Terminal::~Terminal() = default;

void Terminal::feed(std::string_view bytes)
{
    inner_->feed(bytes);
}

std::uint64_t Terminal::offset() const
{
    return inner_->state().offset;
}

void Terminal::resize(Size size)
{
    assert(is_valid(size));
    inner_->resize(size);
}

Screen Terminal::screen() const
{
    return inner_->screen();
}

const Frame* Terminal::before_update() const
{
    return inner_->before_update();
}

std::uint64_t Terminal::updates() const
{
    return inner_->updates();
}

Size Terminal::size() const
{
    return inner_->state().size;
}

const Modes& Terminal::modes() const
{
    return inner_->state().modes;
}

Side Terminal::active() const
{
    return inner_->state().active;
}

const History& Terminal::history() const
{
    return inner_->history();
}

void Terminal::seal_history()
{
    inner_->seal_history();
}

const std::string& Terminal::working_directory() const
{
    return inner_->state().working_directory;
}

std::string Terminal::take_replies()
{
    return inner_->take_replies();
}

std::vector<TerminalEvent> Terminal::take_events()
{
    return inner_->take_events();
}

void Terminal::set_profile(const TerminalProfile& profile)
{
    inner_->set_profile(profile);
}

void Terminal::set_readback(Readback readback)
{
    inner_->set_readback(readback);
}

std::string Terminal::encode(const Key& key) const
{
    return encode_key(key, modes());
}

std::string Terminal::encode_paste(std::string_view text) const
{
    return encode_paste_text(text, modes());
}

std::string Terminal::encode_mouse(std::string_view report) const
{
    return mouse_report_for(report, modes(), inner_->state().profile);
}

Snapshot Terminal::snapshot(SnapshotHistory history, UnfinishedClipboard unfinished) const
{
    return inner_->snapshot(history, unfinished);
}

} // namespace cleat
