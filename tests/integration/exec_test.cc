#include "tests/support/cases.h"
#include "tests/support/piped.h"
#include "tests/support/raw_client.h"
#include "tests/support/server.h"
#include "tests/support/stream.h"
#include "tests/support/usage.h"

#include <doctest/doctest.h>

#include <csignal>
#include <fstream>
#include <numeric>
#include <thread>

using namespace cleat;
using namespace cleat::test;

namespace {

std::vector<std::string> command(std::vector<std::string> arguments)
{
    arguments.insert(arguments.begin(), Server::program());
    return arguments;
}

/// Starts `cleat` with these arguments and pipes for its standard streams.
Piped talk(const Server& server, std::vector<std::string> arguments)
{
    return Piped(command(std::move(arguments)), server.variables());
}

std::string every_byte()
{
    std::string out(256, '\0');
    std::iota(out.begin(), out.end(), '\0');
    return out;
}

/// A program that answers each line of JSON with another line at once.
const std::vector<std::string> ANSWERS{"mawk", "-W", "interactive",
                                       "{ print \"{\\\"turn\\\":\" NR \",\\\"got\\\":\" $0 \"}\"; fflush() }"};

std::vector<std::string> exec_answers(std::vector<std::string> options)
{
    options.insert(options.begin(), "exec");
    options.emplace_back("--");
    options.insert(options.end(), ANSWERS.begin(), ANSWERS.end());
    return options;
}

std::string question(int turn)
{
    return "{\"text\":\"\u00e4\\u00e4 " + std::to_string(turn) + "\"}";
}

std::string answer(int turn)
{
    return "{\"turn\":" + std::to_string(turn) + ",\"got\":" + question(turn) + "}";
}

} // namespace

TEST_CASE("exec passes on every byte, stdout and stderr apart, and the program's status")
{
    const Server server;
    const std::string bytes = every_byte();

    const auto done = server.cleat({"exec", "--", "sh", "-c", "tee /dev/stderr; exit 7"}, bytes);

    CHECK(done.status == 7);
    CHECK(done.out == bytes);
    CHECK(done.err == bytes);
    CHECK(server.ok({"ls", "--json"}) == "[]\n"); // a session whose status was delivered is removed
}

TEST_CASE("R14: exec exits with 127 if the program does not exist and 126 if it cannot be run")
{
    const Server server;

    const auto missing = server.cleat({"exec", "--", "no-such-program"});
    const auto unfit = server.cleat({"exec", "--", "/etc/passwd"});

    CHECK(missing.status == 127);
    CHECK(missing.err == "cleat: no program \"no-such-program\"\n");
    CHECK(unfit.status == 126);
    CHECK(unfit.err == "cleat: cannot run \"/etc/passwd\": Permission denied\n");
    CHECK(server.cleat({"exec", "--", "sh", "-c", "exit 127"}).status == 127);
    CHECK(server.cleat({"exec"}).status == 120);
}

TEST_CASE("R16: death by a signal is 128 plus its number as a status and the number alone in JSON")
{
    const Server server;

    CHECK(server.cleat({"exec", "-n", "killed", "--", "sh", "-c", "kill -9 $$"}).status == 137);

    CHECK(server.cleat({"wait", "killed", "--exit"}).status == 137);
    CHECK(server.info("killed")["signal"] == 9);
    CHECK(server.info("killed")["exit_status"].is_null());
    CHECK(server.info("killed")["kind"] == "pipes");
}

TEST_CASE("a driver can exchange any number of requests and replies with a program")
{
    const Server server;
    Piped program = talk(server, exec_answers({}));
    const int turns = scaled(10'000);

    for (int turn = 1; turn <= turns; ++turn) {
        REQUIRE(program.write(question(turn) + "\n"));
        REQUIRE(program.line() == answer(turn));
    }

    program.close_input();
    CHECK(program.rest().empty());
    CHECK(program.program().wait() == 0);
}

TEST_CASE("a driver whose client is killed again and again resumes by offset and misses no byte")
{
    const Server server;
    const int turns = scaled(10'000);
    std::optional<Piped> program(talk(server, exec_answers({"-n", "work"})));
    std::size_t taken = 0;
    for (int turn = 1; turn <= turns; ++turn) {
        REQUIRE(program->write(question(turn) + "\n"));
        if (turn % 100 == 50) {
            // Killed in the middle of an answer; another client delivers the rest.
            const std::string half = program->read(5);
            program->program().signal(SIGKILL);
            program->program().wait();
            REQUIRE(half == answer(turn).substr(0, 5));
            // Output that the killed client had passed on but the test has not read yet counts as delivered.
            const std::string passed_on = half + program->rest();
            taken += program->taken();
            program.emplace(talk(server, {"attach", "work", "--since", std::to_string(taken)}));
            REQUIRE(passed_on + program->read(answer(turn).size() + 1 - passed_on.size()) == answer(turn) + "\n");
            continue;
        }
        REQUIRE(program->line() == answer(turn));
        if (turn % 100 != 0) continue;
        program->program().signal(SIGKILL);
        program->program().wait();
        REQUIRE(program->rest().empty());
        taken += program->taken();
        program.emplace(talk(server, {"attach", "work", "--since", std::to_string(taken)}));
    }
    program->close_input();
    CHECK(program->rest().empty());
    CHECK(program->program().wait() == 0);
}

TEST_CASE("data that flows through cat in both directions comes back intact and costs the server no memory")
{
    const Server server;
    server.start();
    const long before = server.worker_memory();
    const std::size_t size = static_cast<std::size_t>(scaled(64)) << 20U;
    const std::string script = "head -c " + std::to_string(size) +
                               " /dev/urandom >data; sha256sum <data >&2; cat data | \"$0\" exec -- cat | sha256sum";

    const auto done =
        run({"sh", "-c", "cd \"$1\"; " + script, Server::program(), server.directory().string()}, server.variables());

    CHECK(done.status == 0);
    CHECK(done.out.size() == 68);
    CHECK(done.out == done.err);
    CHECK(server.worker_memory() - before < most_growth());
}

TEST_CASE("short-lived programs run in sequence lose neither output nor status")
{
    const Server server;
    for (const int i : cases(500)) {
        const auto done = server.cleat({"exec", "--", "sh", "-c", "printf '%s' \"$0\"; exit $1",
                                        "text " + std::to_string(i), std::to_string(i % 100)});
        REQUIRE(done.out == "text " + std::to_string(i));
        REQUIRE(done.err.empty());
        REQUIRE(done.status == i % 100);
    }
}

TEST_CASE("ended sessions on pipes leave no descriptor, process or memory behind")
{
    const Server server;
    server.start();
    RawClient client(server);
    client.ask_for<Welcome>(Hello{});
    const auto cycle = [&client] {
        New request;
        request.command = {"echo", "hello"};
        request.kind = SessionKind::pipes;
        request.follow = true;
        request.linger_ms = 0;
        client.ask_for<Created>(request);
        REQUIRE(client.next<Output>().bytes.data == "hello\n");
        REQUIRE(client.next<Ended>().how.status == 0);
    };
    for (int i = 0; i < 20; ++i) cycle();
    const pid_t keeper = server.keeper();
    REQUIRE(eventually([&] { return server.ok({"ls", "--json"}) == "[]\n"; }));
    const Descriptors before = server.descriptors(1);
    const long memory_before = server.worker_memory();

    for ([[maybe_unused]] const int i : cases(2'000)) cycle();

    CHECK(eventually([&] { return server.descriptors(1) == before; }));
    CHECK(server.worker_memory() - memory_before < most_growth());
    std::ifstream file("/proc/" + std::to_string(keeper) + "/task/" + std::to_string(keeper) + "/children");
    long child = 0;
    int children = 0;
    while (file >> child) ++children;
    CHECK(children == 1); // the worker
}

TEST_CASE("R1: the exit is reported after the last byte, however late the client reads it")
{
    const Server server;
    const std::size_t size = 3'000'000;
    Piped program = talk(server, {"exec", "-n", "work", "--", "sh", "-c", "head -c 3000000 /dev/zero; exit 3"});

    // More than the buffers hold: the controller pauses the program.
    CHECK(program.read(100'000).size() == 100'000);
    CHECK(server.info("work")["state"] == "running");
    CHECK(program.rest().size() == size - 100'000);

    CHECK(program.program().wait() == 3);
    CHECK(program.errors().empty());
}

TEST_CASE("R1: a grandchild that keeps the output open delays the end by two seconds at most, with a warning")
{
    const Server server;
    const auto began = std::chrono::steady_clock::now();

    const auto done = server.cleat({"exec", "--", "sh", "-c", "echo before; sleep 1000 & exit 5"});

    CHECK(std::chrono::steady_clock::now() - began < std::chrono::seconds(20));
    CHECK(done.status == 5);
    CHECK(done.out == "before\n");
    CHECK(done.err == "cleat: another process kept the program's output open: it may be incomplete\n");
}

TEST_CASE("R13: ten megabytes of input wait in order for a program that sleeps first, then its input ends")
{
    const Server server;
    const std::string text = [] {
        std::string out;
        while (out.size() < 10'000'000) out += std::to_string(out.size()) + " ";
        return out;
    }();

    const auto done = server.cleat({"exec", "--", "sh", "-c", "sleep 0.5; cat"}, text);

    CHECK(done.status == 0);
    CHECK(done.out == text);
}

TEST_CASE("R13: input sent to a session on pipes arrives before an end of input sent after it")
{
    const Server server;
    server.ok({"exec", "-d", "-n", "work", "--stdin", "--", "sh", "-c", "sleep 0.3; cat"});
    const std::string text(600'000, 'x');

    server.ok({"send", "work", "--text", "first "});
    server.ok({"send", "work", "--raw", "-", "--eof"}, text);

    CHECK(server.cleat({"wait", "work", "--exit", "--timeout", "60s"}).status == 0);
    CHECK(server.ok({"tail", "work", "--since", "0"}) == "first " + text);
    const auto late = server.cleat({"send", "work", "--text", "late"});
    CHECK(late.status == 123);
    CHECK(late.err == "cleat: session \"work\" has ended\n");
    CHECK(server.cleat({"send", "work", "--raw", "-"}, "late").status == 123);
    CHECK(server.cleat({"send", "work", "--eof"}).status == 123);
}

TEST_CASE("sending input to a program that has closed it is an error, and the session continues")
{
    const Server server;
    server.ok({"exec", "-d", "-n", "work", "--stdin", "--", "sh", "-c", "exec <&-; echo closed; sleep 1000"});
    server.ok({"wait", "work", "--text", "closed", "--timeout", "60s"});

    const auto sent = server.cleat({"send", "work", "--raw", "-"}, std::string(1'000'000, 'x'));
    CHECK(sent.status == 123);
    CHECK(sent.err == "cleat: the program takes no more input\n");

    const auto again = server.cleat({"send", "work", "--text", "x"});
    CHECK(again.status == 123);
    CHECK(again.err == "cleat: the input of session \"work\" is closed\n");
    CHECK(server.info("work")["state"] == "running");
}

TEST_CASE("a reader that closes the pipe ends the program silently, as SIGPIPE would")
{
    const Server server;

    const auto done =
        run({"bash", "-c", "\"$0\" exec -n work -- yes | head -n 1; echo ${PIPESTATUS[0]}", Server::program()},
            server.variables());

    CHECK(done.out == "y\n141\n");
    CHECK(done.err.empty());
    CHECK(server.cleat({"wait", "work", "--exit", "--timeout", "60s"}).status == 141);
}

TEST_CASE("a failure to write the output is reported with its reason")
{
    const Server server;

    const auto done =
        run({"sh", "-c", "exec \"$0\" exec -n work -- yes >/dev/full", Server::program()}, server.variables());

    CHECK(done.status == 123);
    CHECK(done.err == "cleat: cannot write the output: No space left on device\n");
    CHECK(server.cleat({"wait", "work", "--exit", "--timeout", "60s"}).status == 141);
}

TEST_CASE("the flags of a descriptor shared with a shell are unchanged")
{
    const Server server;

    const auto done =
        run({"bash", "-c", "exec 9>&1; \"$0\" exec -- echo x >&9; grep flags /proc/self/fdinfo/9", Server::program()},
            server.variables());

    CHECK(done.out == "x\nflags:\t01\n"); // O_WRONLY alone
}

TEST_CASE("a client that is not the controller never pauses the program and learns how many bytes are lost")
{
    const Server server;
    server.ok({"exec", "-d", "-n", "work", "--", "sh", "-c", "head -c 5000000 /dev/zero; echo end"});
    Piped stopped = talk(server, {"attach", "-r", "work"});
    stopped.program().signal(SIGSTOP);

    CHECK(server.cleat({"wait", "work", "--exit", "--timeout", "60s"}).status == 0);

    const auto all = server.cleat({"tail", "work", "--since", "0"});
    CHECK(all.status == 0);
    REQUIRE(all.out.size() < 1'100'000);
    CHECK(all.out.ends_with(std::string(1'000, '\0') + "end\n"));
    const std::size_t lost = 5'000'004 - all.out.size();
    CHECK(all.err == "cleat: " + std::to_string(lost) + " bytes of output were discarded: offset 0 to " +
                         std::to_string(lost) + "\n");
    CHECK(server.cleat({"tail", "work", "--since", "5000000"}).out == "end\n");
    CHECK(server.cleat({"tail", "work", "--since", "6000000"}).status == 120);
    stopped.program().signal(SIGCONT);
}

TEST_CASE("a killed client leaves its program running, and the next one continues where it stopped")
{
    const Server server;
    Piped first = talk(server, {"exec", "-n", "work", "--", "cat"});
    REQUIRE(first.write("one\n"));
    REQUIRE(first.line() == "one");
    first.program().signal(SIGKILL);
    first.program().wait();
    server.ok({"send", "work", "--text", "meanwhile\n"});

    Piped second = talk(server, {"attach", "work"});

    CHECK(second.line() == "meanwhile");
    REQUIRE(second.write("two\n"));
    CHECK(second.line() == "two");
    Piped observer = talk(server, {"attach", "-r", "work", "--since", "4"});
    CHECK(observer.line() == "meanwhile");
    second.close_input();
    CHECK(second.program().wait() == 0);
    CHECK(observer.line() == "two");
    CHECK(observer.program().wait() == 0);
}

TEST_CASE("--offset-fd reports the offset up to which everything was written")
{
    const Server server;

    const auto done =
        run({"bash", "-c", "\"$0\" exec --offset-fd 9 -- sh -c 'printf abc; printf de >&2' 9>&1 >/dev/null 2>&1",
             Server::program()},
            server.variables());

    CHECK(done.status == 0);
    CHECK((done.out == "3\n5\n" || done.out == "2\n5\n"));
}

TEST_CASE("an offset descriptor that cannot be written to is refused, and nothing is run")
{
    const Server server;
    for (const std::string redirection : {"9>&-", "9</dev/null"})
        for (const std::string verb :
             {"exec --offset-fd 9 -- echo ran", "tail --offset-fd 9", "attach --offset-fd 9"}) {
            const auto done =
                run({"bash", "-c", "\"$0\" " + verb + ' ' + redirection, Server::program()}, server.variables());
            INFO(verb << ' ' << redirection << ": " << done.err);
            CHECK(done.status == 120);
            CHECK(done.out.empty());
            CHECK(done.err.find("descriptor 9 is not open") != std::string::npos);
        }
}

TEST_CASE("characters and sequences written byte by byte arrive unchanged")
{
    const Server server;
    const std::string text = "\u00e4\u20ac\U0001f469\u200d\U0001f680\033[1;31mred\033[m\033]0;title\033\\end\r\n";

    const auto done = server.cleat({"exec", "-n", "work", "--", "dd", "bs=1", "status=none"}, text);

    CHECK(done.out == text);
    CHECK(server.ok({"tail", "work", "--text"}) == "\u00e4\u20ac\U0001f469\u200d\U0001f680redend\n");
    CHECK(server.ok({"tail", "work", "--raw"}) == text);
}

TEST_CASE("in the text of a program on a terminal a lone CR does not end a line, and CR CR LF ends one")
{
    Server server;
    server.ok({"new", "-d", "-n", "work", "--size", "20x5", "--", "bash", "--norc", "-i"});
    // A command that readline wraps: 30 characters on 20 columns.
    server.ok({"send", "work", "--text", "PS1='> '; printf 'x%s\\n' one", "--keys", "Enter"});
    server.ok({"wait", "work", "--text", "^xone$", "--timeout", "60s"});
    server.ok({"send", "work", "--text", "printf '1%%\\r22%%\\r\\n\\n'; exit", "--keys", "Enter"});
    server.ok({"wait", "work", "--exit", "--timeout", "60s"});

    const std::string text = server.ok({"tail", "work", "--text", "--since", "0"});

    CAPTURE(text);
    CHECK(text.find("PS1='> '; printf 'x%s\\n' one\nxone\n> printf '1%%\\r22%%\\r\\n\\n'; exit\n22%\n\nexit\n") !=
          std::string::npos);
}

TEST_CASE("tail can select one stream and the last lines, and follow new output")
{
    const Server server;
    server.ok({"exec", "-d", "-n", "work", "--stdin", "--", "sh", "-c",
               "for i in 1 2 3; do echo out $i; echo err $i >&2; sleep 0.05; done; echo ready; cat"});
    server.ok({"wait", "work", "--text", "ready", "--timeout", "60s"});

    CHECK(server.ok({"tail", "work", "--stream", "stderr"}) == "");
    const auto errors = server.cleat({"tail", "work", "--stream", "stderr", "-n", "2"});
    CHECK(errors.err == "err 2\nerr 3\n");
    CHECK(server.ok({"tail", "work", "--stream", "stdout", "--lines", "2"}) == "out 3\nready\n");
    Piped follows = talk(server, {"tail", "-f", "work", "--lines", "1"});
    CHECK(follows.line() == "ready");
    server.ok({"send", "work", "--text", "more\n", "--eof"});
    CHECK(follows.line() == "more");
    CHECK(follows.program().wait() == 0);
}

TEST_CASE("tail also prints the output of a session with a terminal")
{
    const Server server;
    server.ok({"new", "-d", "-n", "work", "--", "sh", "-c", "printf '\\033[31mred\\n'; read x"});
    server.ok({"wait", "work", "--text", "red", "--timeout", "60s"});

    CHECK(server.ok({"tail", "work"}) == "\033[31mred\r\n");
    CHECK(server.ok({"tail", "work", "--text"}) == "red\n");
}

TEST_CASE("verbs that need a terminal refuse a session on pipes with that reason")
{
    const Server server;
    server.ok({"exec", "-d", "-n", "work", "--stdin", "--", "cat"});
    const std::string none = "cleat: session \"work\" has no terminal\n";

    CHECK(server.cleat({"resize", "work", "80x24"}).err == none);
    CHECK(server.cleat({"snapshot", "work", "--format", "json"}).err == none);
    CHECK(server.cleat({"send", "work", "--keys", "C-c"}).err == none);
    CHECK(server.ok({"ls"}).find(" pipes ") != std::string::npos);
    server.ok({"new", "-d", "-n", "shell", "--", "cat"});
    CHECK(server.cleat({"attach", "shell"}).err == "cleat: standard input is not a terminal\n");
    CHECK(server.cleat({"send", "shell", "--eof"}).status == 123);
}

TEST_CASE("exec -t gives the program a terminal and attaches to it")
{
    const Server server;
    OuterTerminal outer =
        server.terminal({"exec", "-t", "--", "sh", "-c", "test -t 0 && echo on a terminal; read x; exit 4"});
    REQUIRE(outer.until_text("on a terminal"));

    outer.type("\r");

    CHECK(outer.finish() == 4);
}

TEST_CASE("exec without -t on a terminal sends input line by line, and an interrupt ends the program")
{
    const Server server;
    OuterTerminal outer = server.terminal({"exec", "--", "sh", "-c", "test -t 0 || echo no terminal; exec cat"});
    REQUIRE(outer.until_text("no terminal"));

    outer.type("typed\r");
    REQUIRE(outer.until([&] { return outer.text().find("typed\ntyped") != std::string::npos; }));
    outer.type("\003");

    CHECK(outer.finish() == 130);
}

TEST_CASE("a server that stops while the program runs is an error, never a success")
{
    const Server server;
    Piped program = talk(server, {"exec", "--", "sh", "-c", "echo ready; sleep 1000"});
    REQUIRE(program.line() == "ready");

    server.ok({"server", "stop"});

    program.rest();
    CHECK(program.program().wait() != 0);
}

TEST_CASE("R1: no warning is printed when all output was delivered, however late it is read")
{
    const Server server;
    server.start();
    constexpr std::size_t FIRST = 1'100'000;
    constexpr std::size_t STEP = 40'000; // less than a pipe holds: some programs exit with their last bytes still in it
    std::vector<Piped> programs;
    for (std::size_t size = FIRST; size < FIRST + 12 * STEP; size += STEP)
        programs.push_back(talk(server, {"exec", "--", "head", "-c", std::to_string(size), "/dev/zero"}));
    std::this_thread::sleep_for(std::chrono::seconds(3)); // longer than other processes may keep the output open

    std::size_t size = FIRST;
    for (Piped& program : programs) {
        CHECK(program.rest().size() == size);
        CHECK(program.program().wait() == 0);
        CHECK(program.errors().empty());
        size += STEP;
    }
}

TEST_CASE("a signal reaches a program that does not read its pending input")
{
    const Server server;
    server.start();
    const std::string file = server.directory() / "input";
    std::ofstream(file) << std::string(2'000'000, 'x');
    const std::string inner = "trap 'exit 9' INT; echo ready; while :; do sleep 0.05; done";
    Piped program({"sh", "-c", "exec \"$0\" exec -- sh -c \"$1\" <\"$2\"", Server::program(), inner, file},
                  server.variables());
    REQUIRE(program.line() == "ready");
    const std::string fdinfo = "/proc/" + std::to_string(program.program().pid()) + "/fdinfo/0";
    CHECK(eventually([&fdinfo] {
        std::ifstream description(fdinfo);
        std::string word;
        std::size_t at = 0;
        return description >> word >> at && at > 330'000; // more than the server buffers
    }));

    program.program().signal(SIGINT);

    CHECK(program.program().wait() == 9);
}
