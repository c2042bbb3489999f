#include "server/peer/guest_door.h"

#include <utility>

namespace cleat {

GuestDoor::GuestDoor(Loop& loop, KeeperLink& keeper, std::function<void(UniqueFd)> on_guest)
    : loop_(loop), keeper_(keeper), on_guest_(std::move(on_guest))
{}

void GuestDoor::open(OnOpen on_open)
{
    if (acceptor_) return on_open({});
    waiting_.push_back(std::move(on_open));
    if (waiting_.size() == 1) keeper_.share();
}

void GuestDoor::opened(Result<UniqueFd> listener)
{
    if (listener) acceptor_.emplace(loop_, std::move(*listener), on_guest_);
    const Result<void> outcome = listener ? Result<void>() : Result<void>(listener.error());
    // Cleared only after the calls: a caller that shares nothing after all must not close the socket for the next.
    for (std::size_t i = 0; i < waiting_.size(); ++i) waiting_[i](outcome);
    waiting_.clear();
}

void GuestDoor::rest(Clock::duration duration)
{
    if (acceptor_) acceptor_->rest(duration);
}

void GuestDoor::close()
{
    if (!acceptor_ || !waiting_.empty()) return;
    acceptor_.reset();
    keeper_.unshare();
}

} // namespace cleat
