#include "server/program/process_looks.h"

#include <chrono>
#include <utility>

namespace cleat {
namespace {

using std::chrono::microseconds;
using std::chrono::milliseconds;

constexpr microseconds BETWEEN_STEPS{500};
constexpr milliseconds BETWEEN_LOOKS{10};

} // namespace

ProcessLooks::ProcessLooks(Loop& loop) : timer_(loop, [this] { go_on(); }) {}

void ProcessLooks::ask(OnLooked done)
{
    asked_.push_back(std::move(done));
    if (!timer_.is_running() && !scan_) timer_.start(microseconds(0));
}

void ProcessLooks::go_on()
{
    if (!scan_) begin();
    if (scan_ && scan_->read_more()) timer_.start(BETWEEN_STEPS);
    else finish();
}

void ProcessLooks::begin()
{
    if (asked_.empty()) return;
    scan_.emplace();
    ++looks_;
    answered_ = std::exchange(asked_, {});
}

/// The pause runs even if no request waits for the next scan: one may come at once.
void ProcessLooks::finish()
{
    if (!scan_) return;
    const ProcessTable table = scan_->table();
    timer_.start(BETWEEN_LOOKS);
    scan_.reset();
    for (const OnLooked& done : std::exchange(answered_, {})) done(table);
}

} // namespace cleat
