#include "tests/bench/clients.h"

#include "tests/support/window.h"

#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <deque>
#include <stdexcept>

namespace cleat::bench {

namespace {

using Clock = std::chrono::steady_clock;
using test::OuterTerminal;

constexpr std::chrono::seconds RIGHT_WITHIN{10};
constexpr int LOOK_MS = 10;

/// Waits for the next order, reading the clients' output meanwhile; empty at the end.
std::string next_order(int orders, std::deque<OuterTerminal>& terminals)
{
    std::string out;
    for (;;) {
        for (OuterTerminal& terminal : terminals) terminal.take();
        pollfd watched{orders, POLLIN, 0};
        if (::poll(&watched, 1, LOOK_MS) <= 0) continue;
        std::array<char, 4'096> buffer;
        const ssize_t count = ::read(orders, buffer.data(), buffer.size());
        if (count <= 0) return {};
        out.append(buffer.data(), static_cast<std::size_t>(count));
        if (out.back() == '\0') return out.substr(0, out.size() - 1);
    }
}

bool shows_something(OuterTerminal& terminal)
{
    return terminal.until([&] { return terminal.text().find_first_not_of(" \n") != std::string::npos; });
}

int count_wrong_of(std::deque<OuterTerminal>& terminals, const Screen& wanted, const std::string& session)
{
    const auto end = Clock::now() + RIGHT_WITHIN;
    for (;;) {
        int wrong = 0;
        std::string why;
        for (OuterTerminal& terminal : terminals) {
            terminal.take();
            const std::string difference = test::difference_in_window(wanted, terminal.screen(), session);
            if (!difference.empty()) why = difference;
            wrong += difference.empty() ? 0 : 1;
        }
        if (wrong > 0 && Clock::now() < end) {
            ::poll(nullptr, 0, LOOK_MS);
            continue;
        }
        if (wrong > 0) std::fprintf(stderr, "a client shows a wrong screen: %s\n", why.c_str());
        return wrong;
    }
}

/// The screen in an order, which consists of a size and the bytes that draw the screen.
Screen screen_of(const std::string& order)
{
    int rows = 0;
    int columns = 0;
    int length = 0;
    std::sscanf(order.c_str(), "%d %d%n", &rows, &columns, &length);
    Terminal terminal({rows, columns});
    terminal.feed(std::string_view(order).substr(static_cast<std::size_t>(length) + 1));
    return terminal.screen();
}

void run(const Offshoot::Ends& ends, const test::Server& server, const std::string& session,
         const std::vector<Size>& sizes)
{
    std::deque<OuterTerminal> terminals;
    for (const Size size : sizes) terminals.push_back(server.terminal({"attach", "-r", session}, size));
    if (!std::all_of(terminals.begin(), terminals.end(), shows_something)) std::_Exit(1);
    say_line(ends.answers, "ready");
    for (std::string order = next_order(ends.orders.get(), terminals); !order.empty();
         order = next_order(ends.orders.get(), terminals))
        say_line(ends.answers, std::to_string(count_wrong_of(terminals, screen_of(order), session)));
}

} // namespace

Clients::Clients(const test::Server& server, const std::string& session, const std::vector<Size>& sizes)
    : process_([&](const Offshoot::Ends& ends) { run(ends, server, session, sizes); })
{
    if (process_.hear() != "ready") throw std::runtime_error("cannot start the clients");
}

int Clients::count_wrong(Size size, const std::string& bytes) const
{
    process_.write_line(std::to_string(size.rows) + " " + std::to_string(size.columns) + " " + bytes);
    return std::stoi(process_.hear());
}

} // namespace cleat::bench
