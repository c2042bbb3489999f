#include "common/base/background_writer.h"

#include "common/base/detached_thread.h"
#include "common/base/line_queue.h"

#include <condition_variable>
#include <mutex>
#include <optional>
#include <utility>

namespace cleat {

struct BackgroundWriter::Shared {
    Write write;
    Describe describe;
    std::mutex mutex;
    std::condition_variable change;
    LineQueue queue{LIMIT};
    bool is_closing = false;
    bool is_done = false;

    /// Blocks until there is a line to write. Returns nothing once all is written and the writer is closing.
    std::optional<LineQueue::Next> next()
    {
        std::unique_lock lock(mutex);
        change.wait(lock, [this] { return !queue.is_empty() || is_closing; });
        auto out = queue.take();
        if (out) return out;
        is_done = true;
        change.notify_all();
        return std::nullopt;
    }

    void run()
    {
        while (const auto what = next()) {
            if (what->left_out > 0) write(describe(what->left_out));
            if (!what->line.empty()) write(what->line);
        }
    }
};

BackgroundWriter::BackgroundWriter(Write write, Describe describe, std::chrono::milliseconds close_timeout)
    : shared_(std::make_shared<Shared>()), close_timeout_(close_timeout)
{
    shared_->write = std::move(write);
    shared_->describe = std::move(describe);
    has_thread_ = run_detached([shared = shared_] { shared->run(); });
}

BackgroundWriter::~BackgroundWriter()
{
    std::unique_lock lock(shared_->mutex);
    shared_->is_closing = true;
    shared_->change.notify_all();
    if (has_thread_) shared_->change.wait_for(lock, close_timeout_, [this] { return shared_->is_done; });
}

void BackgroundWriter::append(std::string line)
{
    if (!has_thread_) return shared_->write(line);
    const std::scoped_lock lock(shared_->mutex);
    shared_->queue.push(std::move(line));
    shared_->change.notify_all();
}

} // namespace cleat
