#include "server/program/process_scans.h"

#include <chrono>
#include <utility>

namespace cleat {
namespace {

using std::chrono::microseconds;
using std::chrono::milliseconds;

constexpr microseconds BETWEEN_STEPS{500};
constexpr milliseconds SCAN_INTERVAL{10};

} // namespace

ProcessScans::ProcessScans(Loop& loop) : timer_(loop, [this] { resume(); }) {}

void ProcessScans::ask(OnScanned done)
{
    asked_.push_back(std::move(done));
    if (!timer_.is_running() && !scan_) timer_.start(microseconds(0));
}

void ProcessScans::resume()
{
    if (!scan_) begin();
    if (scan_ && scan_->read_more()) timer_.start(BETWEEN_STEPS);
    else finish();
}

void ProcessScans::begin()
{
    if (asked_.empty()) return;
    scan_.emplace();
    ++looks_;
    answered_ = std::exchange(asked_, {});
}

/// Starts the pause even if no request is waiting: one may arrive at any moment.
void ProcessScans::finish()
{
    if (!scan_) return;
    const ProcessTable table = scan_->table();
    timer_.start(SCAN_INTERVAL);
    scan_.reset();
    for (const OnScanned& done : std::exchange(answered_, {})) done(table);
}

} // namespace cleat
