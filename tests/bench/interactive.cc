// What a session costs its user, compared with a bare pty and tmux: the echo time of a key, the time until a client
// shows the screen, the throughput of output. Figures vary with the machine; only the ratios matter.
#define DOCTEST_CONFIG_IMPLEMENT
#include "tests/bench/flood.h"
#include "tests/bench/output.h"
#include "tests/bench/parts.h"
#include "tests/support/cases.h"
#include "tests/support/scratch.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <set>
#include <stdexcept>

namespace cleat::bench {

namespace {

/// A failed check in test support code ends the benchmark.
void on_assertion(const doctest::AssertData& data)
{
    if (data.m_failed) throw std::runtime_error(std::string(data.m_file) + ": " + data.m_expr);
}

void measure(const std::set<std::string>& parts)
{
    for (const std::string& part : parts)
        if (part != "echo" && part != "attach" && part != "drain" && part != "exec" && part != "record" &&
            part != "viewers" && part != "stalled" && part != "hostile" && part != "ends")
            throw std::runtime_error("no part named \"" + part + "\"");
    InCleat cleat;
    InTmux tmux;
    BarePty bare;
    const Scratch scratch;
    const Setting setting{bare, cleat, tmux, scratch.path(), test::cases_divisor()};
    const auto wanted = [&](const char* part) { return parts.empty() || parts.contains(part); };
    if (wanted("echo")) measure_echo(setting);
    if (wanted("attach")) measure_attach(setting);
    if (wanted("drain")) measure_drain(setting);
    if (wanted("exec")) measure_exec(setting);
    if (wanted("record")) measure_record(setting);
    if (wanted("viewers")) measure_viewers(setting);
    if (wanted("viewers") || wanted("stalled")) measure_stalled(setting);
    if (wanted("hostile")) measure_hostile(setting);
    if (wanted("ends")) measure_ends(setting);
}

} // namespace

} // namespace cleat::bench

/// Arguments: the parts to measure: echo, attach, drain, exec, record, viewers, stalled, hostile, ends; all by default.
/// With "flood SECONDS FILE", runs the program that writes in a measured session.
int main(int count, char** arguments)
{
    if (count == 4 && std::string(arguments[1]) == "flood")
        cleat::bench::run_flood(std::atof(arguments[2]), cleat::bench::MARK, arguments[3]);
    doctest::Context context;
    context.setAssertHandler(cleat::bench::on_assertion);
    context.setAsDefaultForAssertsOutOfTestCases();
    std::setvbuf(stdout, nullptr, _IOLBF, 0);
    try {
        cleat::bench::measure({arguments + 1, arguments + count});
    } catch (const std::exception& failure) {
        std::fprintf(stderr, "bench_interactive: %s\n", failure.what());
        return 1;
    }
    return 0;
}
