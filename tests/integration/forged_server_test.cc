#include "tests/support/forged_server.h"
#include "tests/support/needs_root.h"
#include "tests/support/outer_terminal.h"
#include "tests/support/scratch.h"
#include "tests/support/server.h"

#include <doctest/doctest.h>

#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <limits>
#include <memory>
#include <string>
#include <vector>

using namespace cleat;
using namespace cleat::test;

namespace {

Step step_with(const std::string& text)
{
    Screen from({24, 80});
    Screen to({24, 80});
    auto row = std::make_shared<Row>(to.primary[0]->dictionary, 80);
    for (std::size_t i = 0; i < text.size(); ++i) row->cells[i] = Cell::code_point(static_cast<char32_t>(text[i]), 0);
    to.primary[0] = row;
    Step step;
    step.number = 1;
    step.update = diff(from, to);
    step.update.size = Size{24, 80};
    return step;
}

/// Grants control without a request, sets and queries the clipboard, and reports the attachment a second time.
std::string tempt(const ClientMessage& message, std::uint64_t serial)
{
    if (std::holds_alternative<Hello>(message)) return encode(ServerMessage(Welcome()), serial);
    if (std::holds_alternative<Detach>(message)) return encode(ServerMessage(Detached()), serial);
    if (std::holds_alternative<List>(message)) return encode(ServerMessage(Sessions()), serial);
    if (std::holds_alternative<ListClients>(message)) return encode(ServerMessage(Clients()), serial);
    if (!std::holds_alternative<Attach>(message)) return {};
    const Attached attached{.id = 1, .name = "work", .role = Role::controller, .client = 1, .holder = 1};
    return encode(ServerMessage(attached), serial) + encode(ServerMessage(RoleChanged{Role::controller, 1})) +
           encode(ServerMessage(attached)) +
           encode(ServerMessage(Happened{Happened::Kind::clipboard, "c", {"stolen"}})) +
           encode(ServerMessage(Happened{Happened::Kind::clipboard_query, "c", {}})) +
           encode(ServerMessage(step_with("bait")));
}

/// Answers Hello and Attach, and nothing else.
std::string welcome(const ClientMessage& message, std::uint64_t serial)
{
    if (std::holds_alternative<Hello>(message)) return encode(ServerMessage(Welcome()), serial);
    if (!std::holds_alternative<Attach>(message)) return {};
    const Attached attached{.id = 1, .name = "work", .role = Role::controller, .client = 1, .holder = 1};
    return encode(ServerMessage(attached), serial) + encode(ServerMessage(step_with("bait")));
}

/// Many steps, each with a screen different from the last.
std::string many_steps()
{
    std::string out;
    for (int i = 0; i < 64; ++i) out += encode(ServerMessage(step_with("flood " + std::to_string(i))));
    return out;
}

/// Checks that the terminal is as it was before the client started.
void check_restored(const OuterTerminal& terminal, const std::string& settings)
{
    CHECK(terminal.settings() == settings);
    CHECK(terminal.screen().modes == Terminal({24, 80}).screen().modes);
    CHECK(terminal.screen().active == Side::primary);
    CHECK(terminal.screen().cursor.visible);
}

constexpr std::string_view LEAVE = "\x1c"
                                   "d";

/// "stolen" in base64, as OSC 52 carries it.
const std::string SET_CLIPBOARD = "c3RvbGVu";

} // namespace

TEST_CASE("an observer's client sends nothing for the program, whatever role the server gives it")
{
    const Server world;
    const Scratch scratch;
    const ForgedServer forged(scratch / "cleatd.sock", scratch / "heard", tempt);
    const std::string via = "CLEAT_RUNTIME_DIR=" + scratch.path() + " " + Server::program() + " relay";
    OuterTerminal terminal = world.terminal({"--via", via, "attach", "-r", "work"});
    REQUIRE(terminal.until_text("bait"));

    terminal.type("secret");
    terminal.type("\x1c"
                  "d");

    CHECK(terminal.finish() == 0);
    CHECK(forged.count<Input>() == 0);
    CHECK(forged.count<Resize>() == 0);
    CHECK(forged.count<Profile>() == 0);
    CHECK(forged.count<Clipboard>() == 0);
    CHECK(forged.count<Detach>() == 1);
}

TEST_CASE("a client sends the session that it runs in only to the user's own server")
{
    const Server world;
    const Scratch scratch;
    const ForgedServer forged(scratch / "cleatd.sock", scratch / "heard", tempt);
    const std::string via = "CLEAT_RUNTIME_DIR=" + scratch.path() + " " + Server::program() + " relay";
    const Variables inside{{"CLEAT_SESSION_ID", "7"}};

    OuterTerminal nested = world.terminal({"--via", via, "attach", "work"}, {24, 80}, inside);
    CHECK(nested.finish() == 121);
    CHECK(nested.text().find("--nested") != std::string::npos);
    CHECK(forged.count<Attach>() == 0);

    OuterTerminal terminal = world.terminal({"--via", via, "attach", "--nested", "work"}, {24, 80}, inside);
    REQUIRE(terminal.until_text("bait"));
    terminal.type(LEAVE);
    CHECK(terminal.finish() == 0);
    Variables variables = world.variables();
    variables["CLEAT_SESSION_ID"] = "7";
    (void)run({Server::program(), "--via", via, "clients"}, variables);
    variables["CLEAT_RUNTIME_DIR"] = scratch.path();
    (void)run({Server::program(), "clients"}, variables);

    std::vector<std::string> asked;
    for (const ClientMessage& message : forged.heard()) {
        if (const auto* const attach = std::get_if<Attach>(&message)) CHECK(attach->inside == 0);
        if (const auto* const clients = std::get_if<ListClients>(&message)) asked.push_back(clients->session);
    }
    CHECK(asked == std::vector<std::string>{"", "#7"});
}

TEST_CASE("with --owner a client has no control and no clipboard access, and sends no variables")
{
    NEEDS_ROOT();
    const Server world;
    world.let_others_in();
    std::filesystem::create_directory(world.shared_directory());
    const ForgedServer forged(world.shared_socket(), world.directory() / "heard", tempt);
    const Variables secrets{{"SSH_AUTH_SOCK", "/tmp/secret-agent"}, {"DISPLAY", ":7"}, {"TERM", "xterm-256color"}};

    OuterTerminal terminal = world.terminal({"--owner", "root", "attach", "work"}, {24, 80}, secrets);
    REQUIRE(terminal.until_text("bait"));
    terminal.type("secret");
    terminal.type("\x1c"
                  "d");
    CHECK(terminal.finish() == 0);

    CHECK(terminal.bytes().find(SET_CLIPBOARD) == std::string::npos);
    CHECK(terminal.bytes().find("]52;") == std::string::npos);
    for (const ClientMessage& message : forged.heard()) {
        CHECK_FALSE(std::holds_alternative<Input>(message));
        CHECK_FALSE(std::holds_alternative<Resize>(message));
        CHECK_FALSE(std::holds_alternative<Profile>(message));
        CHECK_FALSE(std::holds_alternative<Clipboard>(message));
        if (const auto* const hello = std::get_if<Hello>(&message)) {
            CHECK(hello->terminal.empty());
            CHECK(hello->role == Role::observer);
        }
        if (const auto* const attach = std::get_if<Attach>(&message)) {
            CHECK(attach->role == Role::observer);
            CHECK(attach->followed.empty());
            CHECK_FALSE(attach->clipboard);
            CHECK(attach->inside == 0);
        }
    }

    // Verbs for controllers are refused before anything is sent.
    const auto before = forged.heard().size();
    for (const auto& arguments : std::vector<std::vector<std::string>>{{"send", "work", "--text", "x"},
                                                                       {"new", "-d"},
                                                                       {"exec", "--", "id"},
                                                                       {"tail", "work"},
                                                                       {"kill", "work"}}) {
        std::vector<std::string> command{"--owner", "root"};
        command.insert(command.end(), arguments.begin(), arguments.end());
        const Finished refused = world.cleat(command, "secret");
        CHECK(refused.status == 121);
        CHECK(refused.err == "cleat: a guest can only observe\n");
    }
    CHECK(forged.heard().size() == before);
}

TEST_CASE("text from a server is printed escaped, and an impossible exit status is a failure")
{
    NEEDS_ROOT();
    const Server world;
    world.let_others_in();
    std::filesystem::create_directory(world.shared_directory());
    const auto forge = [](const ClientMessage& message, std::uint64_t serial) -> std::string {
        if (std::holds_alternative<Hello>(message)) return encode(ServerMessage(Welcome()), serial);
        if (std::holds_alternative<List>(message)) {
            SessionInfo session;
            session.name = "a\u202eb\x1b]52;c;eA==\a";
            session.title = "zero\u200bwidth";
            session.controllers = session.observers = std::numeric_limits<int>::max();
            session.created = session.active = std::numeric_limits<std::int64_t>::min();
            session.ends = std::numeric_limits<std::int64_t>::min();
            return encode(ServerMessage(Sessions{{session}}), serial);
        }
        if (std::holds_alternative<Wait>(message)) {
            Waited waited;
            waited.text = "line\x1b[2J";
            waited.ended = ExitStatus{.status = 256};
            return encode(ServerMessage(waited), serial);
        }
        return encode(ServerMessage(Failed{1, "no\u2028way\x1b[31m", 256}), serial);
    };
    const ForgedServer forged(world.shared_socket(), world.directory() / "heard", forge);

    const auto list = world.ok({"--owner", "root", "ls"});
    CHECK(list.find("a\\u{202e}b\\e]52;c;eA==\\x07") != std::string::npos);
    CHECK(list.find("zero\\u{200b}width") != std::string::npos);
    CHECK(list.find("4294967294") != std::string::npos);
    CHECK(world.ok({"--owner", "root", "wait", "x", "--text", "line"}) == "line\\e[2J\n");
    CHECK(world.cleat({"--owner", "root", "wait", "x", "--exit"}).status == 123);
    const Finished failed = world.cleat({"--owner", "root", "snapshot", "x"});
    CHECK(failed.status == 123);
    CHECK(failed.err == "cleat: no\\u{2028}way\\e[31m\n");
}

TEST_CASE("a list or a snapshot that expands when it is decoded takes bounded memory and output")
{
    const char* const sanitizer = std::getenv("CLEAT_SANITIZE"); // sanitizers reserve much address space and are slow
    const bool limited = sanitizer == nullptr || *sanitizer == 0;
    const int rows = limited ? 60'000 : 3'000;
    const auto forge = [rows](const ClientMessage& message, std::uint64_t serial) -> std::string {
        if (std::holds_alternative<Hello>(message)) return encode(ServerMessage(Welcome()), serial);
        if (std::holds_alternative<List>(message)) {
            Sessions list;
            list.sessions.resize(4'000);
            std::string hidden;
            for (int i = 0; i < 256; ++i) hidden += "\U000e0001";
            SessionInfo& wide = list.sessions.front();
            wide.name = wide.title = wide.directory = hidden;
            wide.command = {hidden};
            return encode(ServerMessage(list), serial);
        }
        auto snapshot = Terminal({24, 1'000}).snapshot();
        snapshot.history = History({.line_bytes = 1U << 20});
        Row row(snapshot.primary[0]->dictionary, 1'000);
        row.cells.back() = Cell::code_point('x', 0);
        row.wrapped = true;
        for (int i = 0; i < rows; ++i) snapshot.history.append(row);
        Snapshotted taken;
        taken.snapshot.data = serialise(snapshot);
        return encode(ServerMessage(taken), serial);
    };
    const Server world;
    const Scratch scratch;
    const ForgedServer forged(scratch / "cleatd.sock", scratch / "heard", forge);
    Variables variables = world.variables();
    variables["CLEAT_RUNTIME_DIR"] = scratch.path();

    const Finished list = run({Server::program(), "ls"}, variables);
    CHECK(list.status == 0);
    CHECK(list.out.size() < 4U << 20);
    for (const std::string format : {"text", "ansi", "json"}) {
        CAPTURE(format);
        const std::string limit = limited ? "ulimit -v 131072; " : "";
        const Finished taken =
            run({"sh", "-c", limit + R"(exec "$0" snapshot x --history --format "$1" | tr -cd x | wc -c)",
                 Server::program(), format},
                variables);
        CHECK(taken.err.empty());
        CHECK(std::stoi(taken.out) >= rows);
    }
}

TEST_CASE("the largest possible list takes memory of a small multiple of its bytes, and so does printing it")
{
    const char* const sanitizer = std::getenv("CLEAT_SANITIZE"); // sanitizers reserve much address space and are slow
    const bool limited = sanitizer == nullptr || *sanitizer == 0;
    const auto forge = [limited](const ClientMessage& message, std::uint64_t serial) -> std::string {
        if (std::holds_alternative<Hello>(message)) return encode(ServerMessage(Welcome()), serial);
        const std::size_t scale = limited ? 1 : 16;
        const std::string most(MAX_TO_CLIENT / scale - (64U << 10), '\x01');
        if (std::holds_alternative<ListClients>(message)) {
            Clients clients;
            clients.clients.emplace_back().terminal = most;
            return encode(ServerMessage(clients), serial);
        }
        Sessions list;
        SessionInfo one;
        one.name = std::string(1'200, '\x01');
        list.sessions.assign(MAX_LISTED / scale, one);
        return encode(ServerMessage(list), serial);
    };
    const Server world;
    const Scratch scratch;
    const ForgedServer forged(scratch / "cleatd.sock", scratch / "heard", forge);
    Variables variables = world.variables();
    variables["CLEAT_RUNTIME_DIR"] = scratch.path();

    for (const std::string verb : {"ls", "ls --json", "clients x", "clients x --json"}) {
        CAPTURE(verb);
        std::string limit = limited ? "ulimit -v 131072; " : "";
        const Finished listed = run(
            {"sh", "-c", limit.append(R"(exec "$0" )").append(verb).append(" | wc -c"), Server::program()}, variables);
        CHECK(listed.err.empty());
        CHECK(std::stoi(listed.out) > 1'000);
    }
}

TEST_CASE("a list of more sessions than a server can have is refused")
{
    const auto forge = [](const ClientMessage& message, std::uint64_t serial) -> std::string {
        if (std::holds_alternative<Hello>(message)) return encode(ServerMessage(Welcome()), serial);
        Sessions list;
        list.sessions.resize(MAX_LISTED + 1);
        return encode(ServerMessage(list), serial);
    };
    const Server world;
    const Scratch scratch;
    const ForgedServer forged(scratch / "cleatd.sock", scratch / "heard", forge);
    Variables variables = world.variables();
    variables["CLEAT_RUNTIME_DIR"] = scratch.path();

    const Finished list = run({Server::program(), "ls"}, variables);

    CHECK(list.status != 0);
    CHECK(list.out.empty());
    CHECK(list.err == "cleat: invalid data from the server: message 72: sessions: more than 10000 in a list\n");
}

TEST_CASE("a snapshot whose links would be written for each cell is refused before any of it is written")
{
    const auto forge = [](const ClientMessage& message, std::uint64_t serial) -> std::string {
        if (std::holds_alternative<Hello>(message)) return encode(ServerMessage(Welcome()), serial);
        auto snapshot = Terminal({100, 1'000}).snapshot();
        Row row(std::make_shared<Dictionary>(), 1'000);
        const auto link = row.dictionary->link_id({.id = "", .uri = std::string(2'000, 'u')});
        const auto linked = row.dictionary->style_id(Style{.link = link});
        for (std::size_t i = 0; i < row.cells.size(); ++i)
            row.cells[i] = Cell::code_point('x', i % 2 == 0 ? linked : 0);
        for (auto& each : snapshot.primary) each = std::make_shared<const Row>(row);
        Snapshotted taken;
        taken.snapshot.data = serialise(snapshot);
        return encode(ServerMessage(taken), serial);
    };
    const Server world;
    const Scratch scratch;
    const ForgedServer forged(scratch / "cleatd.sock", scratch / "heard", forge);
    Variables variables = world.variables();
    variables["CLEAT_RUNTIME_DIR"] = scratch.path();

    for (const std::string format : {"json", "ansi"}) {
        const Finished taken = run({Server::program(), "snapshot", "x", "--format", format}, variables);
        CHECK(taken.status != 0);
        CHECK(taken.out.empty());
        CHECK(taken.err == "cleat: the hyperlinks of the snapshot are too long to print\n");
    }
    const Finished text = run({Server::program(), "snapshot", "x"}, variables);
    CHECK(text.status == 0);
    CHECK(text.out.size() == 100 * 1'001);
}

TEST_CASE("a hostile server cannot make the dashboard open an unlimited number of connections")
{
    const auto forge = [](const ClientMessage& message, std::uint64_t serial) -> std::string {
        if (std::holds_alternative<Hello>(message)) return encode(ServerMessage(Welcome()), serial);
        if (std::holds_alternative<WatchSessions>(message))
            return encode(ServerMessage(Failed{static_cast<int>(ErrorCode::unsupported), "older", 0}), serial);
        if (!std::holds_alternative<List>(message)) return {};
        Sessions list;
        for (std::uint64_t id = 1; id <= 1'500; ++id) list.sessions.emplace_back().id = id;
        return encode(ServerMessage(list), serial);
    };
    const Server world;
    const Scratch scratch;
    const ForgedServer forged(scratch / "cleatd.sock", scratch / "heard", forge);
    const std::string via = "CLEAT_RUNTIME_DIR=" + scratch.path() + " exec " + Server::program() + " relay";

    OuterTerminal dashboard = world.terminal({"--via", via, "watch"});
    // Each connection starts a process: wait for each one in turn instead of limiting the time for all.
    for (std::size_t attached = 0; attached < 64; attached = forged.count<Attach>())
        REQUIRE(dashboard.until([&] { return forged.count<Attach>() > attached; }));
    const std::size_t lists = forged.count<List>();
    CHECK(dashboard.until([&] { return forged.count<List>() >= lists + 3; }));
    CHECK(dashboard.until([&] { return dashboard.text().find(" 1000 sessions") != std::string::npos; }));
    dashboard.type("q");

    CHECK(dashboard.finish() == 0);
    CHECK(forged.count<Attach>() == 64);
}

TEST_CASE("send to a program that has closed its terminal reports that, not an ended session")
{
    const Server world;
    world.ok({"new", "-d", "-n", "work", "--", "sh", "-c", "exec <&- >&- 2>&-; exec sleep 1000"});

    Finished sent;
    CHECK(eventually([&] {
        sent = world.cleat({"send", "work", "--text", "x"});
        return sent.status != 0;
    }));

    CHECK(sent.err == "cleat: the program of session \"work\" has closed its terminal\n");
    for (int i = 0; i < 5; ++i) {
        sent = world.cleat({"send", "work", "--raw", "-"}, "x");
        CHECK(sent.status == 123);
        CHECK(sent.err == "cleat: the program takes no more input\n");
    }
    CHECK(world.info("work")["state"] == "running");
}

TEST_CASE("the escape key and a signal end a client whose server floods it or has gone silent")
{
    const Server world;
    const std::string settings = world.terminal({"--version"}).settings();
    for (const std::string& flood : {many_steps(), std::string()}) {
        for (const bool by_key : {true, false}) {
            CAPTURE(flood.empty());
            CAPTURE(by_key);
            const Scratch scratch;
            const ForgedServer forged(scratch / "cleatd.sock", scratch / "heard", welcome, ::geteuid(), flood);
            OuterTerminal terminal =
                world.terminal({"attach", "work"}, {24, 80}, {{"CLEAT_RUNTIME_DIR", scratch.path()}});
            REQUIRE(terminal.until_text(flood.empty() ? "bait" : "flood"));
            CHECK(terminal.settings() != settings);

            if (by_key) terminal.type(LEAVE);
            else ::kill(terminal.program().pid(), SIGTERM);

            CHECK(terminal.finish() == (by_key ? 0 : 128 + SIGTERM));
            check_restored(terminal, settings);
        }
    }
}

TEST_CASE("a signal ends a client that never got a reply, and its terminal is untouched")
{
    const Server world;
    const std::string settings = world.terminal({"--version"}).settings();
    const Scratch scratch;
    const ForgedServer forged(scratch / "cleatd.sock", scratch / "heard",
                              [](const ClientMessage&, std::uint64_t) { return std::string(); });
    OuterTerminal terminal = world.terminal({"attach", "work"}, {24, 80}, {{"CLEAT_RUNTIME_DIR", scratch.path()}});
    REQUIRE(terminal.until([&] { return forged.count<Attach>() == 1; }));

    ::kill(terminal.program().pid(), SIGTERM);

    CHECK(terminal.finish() == 128 + SIGTERM);
    CHECK(terminal.bytes().find('\x1b') == std::string::npos);
    check_restored(terminal, settings);
}

TEST_CASE("the variables of another user's server are not even requested")
{
    const auto forge = [](const ClientMessage& message, std::uint64_t serial) -> std::string {
        if (std::holds_alternative<Hello>(message)) return encode(ServerMessage(Welcome()), serial);
        return encode(ServerMessage(Environment{{"SSH_AUTH_SOCK=/tmp/theirs"}}), serial);
    };
    const Server world;
    std::filesystem::create_directory(world.shared_directory());
    const ForgedServer forged(world.shared_socket(), world.directory() / "heard", forge);

    const Finished asked = world.cleat({"--owner", std::to_string(::geteuid()), "env", "work"});

    CHECK(asked.status == 120);
    CHECK(asked.out.empty());
    CHECK(asked.err.find("cannot be used with --via or --owner") != std::string::npos);
    CHECK(forged.count<AskEnvironment>() == 0);
}

TEST_CASE("a shell that evaluates the output of env sets only followed variables, whatever a server sends")
{
    const Server world;
    const Scratch scratch;
    const std::string touch = "touch " + scratch / "harm";
    const std::string display = ":9'; " + touch + "; '\n`" + touch + "`\"$(" + touch + ")\"\\";
    const auto forge = [&](const ClientMessage& message, std::uint64_t serial) {
        if (std::holds_alternative<Hello>(message)) return encode(ServerMessage(Welcome()), serial);
        const Environment forged{{"PATH=" + scratch.path(), "LD_PRELOAD=/lib/harm.so", "A; " + touch + "; B=1",
                                  "$(" + touch + ")=1", "ODD=1", "DISPLAY=" + display, touch, "=" + touch,
                                  "SSH_AUTH_SOCK\n" + touch + "\n=1"}};
        return encode(ServerMessage(forged), serial);
    };
    const ForgedServer forged(scratch / "cleatd.sock", scratch / "heard", forge);
    Variables variables = world.variables();
    variables["CLEAT_RUNTIME_DIR"] = scratch.path();
    variables["DISPLAY"] = "";
    variables["ODD"] = "";

    const Finished evaluated = run({"sh", "-c", R"sh(before=$PATH
eval "$("$0" env work)" || exit
[ "$PATH" = "$before" ] || echo "PATH is $PATH"
printf '%s|%s|%s' "${LD_PRELOAD-}" "${ODD-}" "$DISPLAY")sh",
                                    Server::program()},
                                   variables, "");

    CHECK(evaluated.status == 0);
    CHECK(evaluated.err.empty());
    CHECK(evaluated.out == "||" + display);
    CHECK_FALSE(std::filesystem::exists(scratch / "harm"));
}

TEST_CASE("a client reports a server that never responds, and stops waiting for it")
{
    struct Stopped {
        pid_t process;
        explicit Stopped(pid_t pid) : process(pid) { ::kill(process, SIGSTOP); }
        ~Stopped() { ::kill(process, SIGCONT); }
        Stopped(const Stopped&) = delete;
        Stopped& operator=(const Stopped&) = delete;
    };
    const Server world;
    world.ok({"new", "-d", "-n", "work", "--", "sleep", "1000"});
    const auto idle = world.descriptors().worker;
    OuterTerminal waiting = world.terminal({"wait", "work", "--text", "never"});
    REQUIRE(waiting.until([&] { return world.descriptors(1).worker > idle; }));
    // A server that never answers and one that only greets, the latter also behind --via.
    const Scratch silent;
    const Scratch greeting;
    const ForgedServer first(silent / "cleatd.sock", silent / "heard",
                             [](const ClientMessage&, std::uint64_t) { return std::string(); });
    const ForgedServer second(greeting / "cleatd.sock", greeting / "heard",
                              [](const ClientMessage& message, std::uint64_t serial) {
                                  if (!std::holds_alternative<Hello>(message)) return std::string();
                                  return encode(ServerMessage(Welcome()), serial);
                              });
    const auto in = [](const Scratch& scratch) { return Variables{{"CLEAT_RUNTIME_DIR", scratch.path()}}; };
    const std::string via = "CLEAT_RUNTIME_DIR=" + greeting.path() + " " + Server::program() + " relay";
    {
        const Stopped stopped(world.worker());
        std::vector<OuterTerminal> terminals;
        for (const std::vector<std::string>& verb :
             {std::vector<std::string>{"attach", "work"}, {"ls"}, {"ls", "--watch"}, {"watch"}, {"tail", "work"}}) {
            terminals.push_back(world.terminal(verb));
            terminals.push_back(world.terminal(verb, {24, 80}, in(silent)));
            terminals.push_back(world.terminal(verb, {24, 80}, in(greeting)));
            std::vector<std::string> behind{"--via", via};
            behind.insert(behind.end(), verb.begin(), verb.end());
            terminals.push_back(world.terminal(behind));
        }
        terminals.push_back(std::move(waiting));
        for (OuterTerminal& each : terminals) {
            OuterTerminal* const terminal = &each;
            CAPTURE(&each - terminals.data());
            CHECK(terminal->finish() == 122);
            CHECK(terminal->text().find("the server does not answer") != std::string::npos);
        }
    }
    CHECK(world.info("work")["state"] == "running");
}
