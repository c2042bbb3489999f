#include "common/base/detached_thread.h"

#include <csignal>
#include <system_error>
#include <thread>
#include <utility>

namespace cleat {

bool run_detached(std::function<void()> work)
{
    sigset_t all;
    sigset_t before;
    ::sigfillset(&all);
    ::pthread_sigmask(SIG_SETMASK, &all, &before); // inherited by the thread
    bool runs = true;
    try {
        std::thread(std::move(work)).detach();
    } catch (const std::system_error&) {
        runs = false;
    }
    ::pthread_sigmask(SIG_SETMASK, &before, nullptr);
    return runs;
}

} // namespace cleat
