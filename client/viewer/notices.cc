#include "client/viewer/notices.h"

#include <utility>

namespace cleat {

namespace {

std::string name_of(const EscapeKey& escape)
{
    return "C-" + std::string(1, static_cast<char>(escape.character));
}

/// The help: the commands of the escape key. Pieces are short, because terminals can be narrow.
std::vector<std::string> help_for(const EscapeKey& escape)
{
    const std::string key = name_of(escape) + " ";
    return {key + "d detach",
            key + "? hide help",
            key + "i session info",
            key + "t take control",
            key + "a request control",
            key + "g grant control",
            key + "arrows pan window",
            key + "s status line",
            key + "r recent history",
            key + "z suspend",
            key + name_of(escape) + " send " + name_of(escape)};
}

/// The status line below a window.
WindowStatus status_for(const std::string& session, const std::optional<EscapeKey>& escape)
{
    if (!escape) return {session, {}};
    const std::string key = name_of(*escape);
    return {session, key + " arrows pan   " + key + " s hide"};
}

} // namespace

Notices::Notices(Loop& loop, Painter& painter, std::optional<EscapeKey> escape, std::function<void()> repaint)
    : painter_(painter),
      escape_(escape),
      repaint_(std::move(repaint)),
      notice_timer_(loop, [this] { show(Shown::nothing, {}); })
{}

void Notices::show(Shown what, std::vector<std::string> pieces)
{
    shown_ = what;
    notice_timer_.stop();
    painter_.set_banner(std::move(pieces));
    repaint_();
}

void Notices::notice(const std::string& text)
{
    if (shown_ == Shown::help || loss_) return;
    shown_ = Shown::notice;
    notice_timer_.start(NOTICE);
    painter_.set_notice(text);
    repaint_();
}

void Notices::lost(const std::string& why)
{
    loss_ = why;
    show_loss();
}

void Notices::show_loss()
{
    std::vector<std::string> words{"reconnecting", "keys are not sent"};
    if (escape_) words.push_back(name_of(*escape_) + " d detaches");
    words.push_back(loss_.value_or(std::string()));
    show(Shown::nothing, std::move(words));
}

void Notices::toggle_help()
{
    if (shown_ != Shown::help && escape_) return show(Shown::help, help_for(*escape_));
    if (loss_) return show_loss();
    show(Shown::nothing, {});
}

void Notices::await_info()
{
    if (shown_ != Shown::nothing) show(Shown::nothing, {});
    shown_ = Shown::awaits_info;
}

void Notices::show_info(std::vector<std::string> pieces)
{
    if (shown_ == Shown::awaits_info && !loss_) show(Shown::info, std::move(pieces));
}

void Notices::key_pressed()
{
    if (shown_ == Shown::awaits_info) shown_ = Shown::nothing;
    if (shown_ == Shown::notice || shown_ == Shown::info) show(Shown::nothing, {});
}

void Notices::name_session(const std::string& name)
{
    session_ = name;
    set_status();
}

void Notices::toggle_status()
{
    has_status_ = !has_status_;
    set_status();
    repaint_();
}

void Notices::set_status()
{
    painter_.set_status(has_status_ ? std::optional(status_for(session_, escape_)) : std::nullopt);
}

void Notices::hide_all()
{
    shown_ = Shown::nothing;
    notice_timer_.stop();
    painter_.set_banner({});
    if (loss_) show_loss();
}

} // namespace cleat
