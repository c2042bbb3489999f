// Where a user's server is found, and that no other user's server is used in its place.
#include "common/base/paths.h"
#include "common/base/unique_fd.h"
#include "tests/support/needs_root.h"
#include "tests/support/scratch.h"
#include "tests/support/server.h"

#include <doctest/doctest.h>

#include <grp.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

using namespace cleat;
using namespace cleat::test;
namespace fs = std::filesystem;

namespace {

/// Ids of users that need not exist.
constexpr uid_t ANNA = 61011;
constexpr uid_t MALLORY = 61012;
constexpr uid_t GUEST = 61013;

/// A user with a home directory, and no login variables except those given.
class User {
 public:
    explicit User(uid_t user) : user_(user)
    {
        std::string name = (fs::temp_directory_path() / "cleat-test-XXXXXX").string();
        REQUIRE(::mkdtemp(name.data()) != nullptr);
        REQUIRE(::chown(name.c_str(), user, user) == 0);
        home_ = name;
    }
    ~User()
    {
        (void)cleat({"server", "stop"});
        std::error_code ignored;
        fs::remove_all(home_, ignored);
        fs::remove_all(in_tmp(), ignored);
    }
    User(const User&) = delete;
    User& operator=(const User&) = delete;

    [[nodiscard]] const std::string& home() const { return home_; }
    [[nodiscard]] std::string in_tmp() const { return "/tmp/cleat-" + std::to_string(user_); }

    /// Creates the directory that a server leaves in /tmp, listable by the user's group.
    [[nodiscard]] fs::path leave_open_directory() const
    {
        const fs::path directory = in_tmp();
        REQUIRE(::mkdir(directory.c_str(), 0700) == 0);
        REQUIRE(::chown(directory.c_str(), user_, user_) == 0);
        fs::permissions(directory, fs::perms::owner_all | fs::perms::group_read);
        return directory;
    }

    /// Runs `cleat` as this user with only these variables, as cron(8) does; su(1) and `docker exec` set others.
    [[nodiscard]] Finished cleat(const std::vector<std::string>& arguments,
                                 std::vector<std::string> variables = {}) const
    {
        const auto number = std::to_string(user_);
        std::vector<std::string> command{"setpriv",       "--reuid",    number,
                                         "--regid",       number,       "--clear-groups",
                                         "env",           "-i",         "PATH=/usr/bin:/bin",
                                         "SHELL=/bin/sh", "TERM=xterm", "HOME=" + home_};
        command.insert(command.end(), variables.begin(), variables.end());
        command.push_back(Server::program());
        command.insert(command.end(), arguments.begin(), arguments.end());
        return run(command);
    }

 private:
    uid_t user_;
    std::string home_;
};

/// Another user's directory and listening socket where a user's server would be. The destructor removes them.
class Squatter {
 public:
    explicit Squatter(std::string directory) : directory_(std::move(directory))
    {
        REQUIRE(::mkdir(directory_.c_str(), 0755) == 0);
        socket_ = UniqueFd(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
        sockaddr_un address{};
        address.sun_family = AF_UNIX;
        const auto path = directory_ + "/" + SERVER_SOCKET;
        path.copy(address.sun_path, sizeof address.sun_path - 1);
        REQUIRE(::bind(socket_.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0);
        REQUIRE(::chmod(path.c_str(), 0666) == 0);
        REQUIRE(::seteuid(MALLORY) == 0);
        const int outcome = ::listen(socket_.get(), 8);
        REQUIRE(::seteuid(0) == 0);
        REQUIRE(outcome == 0);
        REQUIRE(::chown(directory_.c_str(), MALLORY, MALLORY) == 0);
    }
    ~Squatter()
    {
        std::error_code ignored;
        fs::remove_all(directory_, ignored);
    }
    Squatter(const Squatter&) = delete;
    Squatter& operator=(const Squatter&) = delete;

    /// Whether a client has connected.
    [[nodiscard]] bool was_visited() const { return UniqueFd(::accept(socket_.get(), nullptr, nullptr)).get() >= 0; }

 private:
    std::string directory_;
    UniqueFd socket_;
};

} // namespace

TEST_CASE("a squatter on the server's path in /tmp receives nothing and does not keep a server from starting")
{
    if (!can_run_as_others()) return;
    const User anna(ANNA);
    const Squatter squatter(anna.in_tmp());

    const Finished none = anna.cleat({"server", "status"});
    CHECK(none.status != 0);
    CHECK(none.err ==
          "cleat: no server is running; passed over: the directory \"" + anna.in_tmp() + "\" belongs to user 61012\n");
    const Finished made = anna.cleat({"new", "-d", "-n", "work", "--", "cat"});
    INFO(made.err);
    CHECK(made.status == 0);
    CHECK(anna.cleat({"send", "work", "--text", "secret", "--keys", "Enter"}).status == 0);
    CHECK(anna.cleat({"ls"}).out.find("work") != std::string::npos);

    CHECK_FALSE(squatter.was_visited());
}

TEST_CASE("a squatter on the path for guests in /tmp does not prevent sharing")
{
    if (!can_run_as_others()) return;
    const User anna(ANNA);
    const User guest(GUEST);
    const Squatter squatter("/tmp/cleat-shared-" + std::to_string(ANNA));
    CHECK(anna.cleat({"new", "-d", "-n", "work", "--", "cat"}).status == 0);

    const Finished shared = anna.cleat({"share", "work", "--user", std::to_string(GUEST)});
    INFO(shared.err);
    CHECK(shared.status == 0);
    const Finished seen = guest.cleat({"--owner", std::to_string(ANNA), "ls"});
    INFO(seen.err);
    CHECK(seen.out.find("work") != std::string::npos);
    CHECK(anna.cleat({"server", "stop"}).status == 0);

    const Finished none = guest.cleat({"--owner", std::to_string(ANNA), "ls"});
    CHECK(none.out.empty());
    CHECK_FALSE(squatter.was_visited());
}

TEST_CASE("ls without a server reports which directory of the user was skipped")
{
    if (!can_run_as_others()) return;
    const User anna(ANNA);
    const fs::path directory = anna.leave_open_directory();

    const Finished list = anna.cleat({"ls"});

    CHECK(list.status == 0);
    CHECK(list.out.empty());
    CHECK(list.err ==
          "cleat: passed over: the directory \"" + directory.string() + "\" is open to others: chmod 700 it\n");
}

TEST_CASE("a server whose directory was opened to others closes it and is still found")
{
    if (!can_run_as_others()) return;
    const User anna(ANNA);
    REQUIRE(anna.cleat({"new", "-d", "-n", "work", "--", "cat"}, {"HOME=/nonexistent"}).status == 0);
    const fs::path directory = anna.in_tmp();
    REQUIRE(fs::exists(directory / "cleatd.sock"));
    fs::permissions(directory, fs::perms::owner_all | fs::perms::group_read);

    const Finished list = anna.cleat({"ls"}); // looks in the home directory, too

    CHECK(list.out.find("work") != std::string::npos);
    CHECK(fs::status(directory).permissions() == fs::perms::owner_all);
    CHECK(anna.cleat({"server", "stop"}).status == 0);
}

TEST_CASE("if a squatter has the only directory left the message says so and nothing is sent")
{
    if (!can_run_as_others()) return;
    const User anna(ANNA);
    const Squatter squatter(anna.in_tmp());

    const Finished made = anna.cleat({"new", "-d", "--", "cat"}, {"HOME=/nonexistent"});
    CHECK(made.status != 0);
    CHECK(made.err.find("\"" + anna.in_tmp() + "\" belongs to user 61012") != std::string::npos);
    const Finished chosen = anna.cleat({"ls"}, {"CLEAT_RUNTIME_DIR=" + anna.in_tmp()});
    CHECK(chosen.status != 0);
    CHECK(chosen.err == "cleat: the directory \"" + anna.in_tmp() + "\" belongs to user 61012\n");

    CHECK_FALSE(squatter.was_visited());
}

TEST_CASE("a server started from cron is found from a login session and from su")
{
    if (!can_run_as_others()) return;
    const User anna(ANNA);
    const auto login = anna.home() + "/runtime";
    REQUIRE(::mkdir(login.c_str(), 0700) == 0);
    REQUIRE(::chown(login.c_str(), ANNA, ANNA) == 0);
    const auto in_login = std::vector<std::string>{"XDG_RUNTIME_DIR=" + login};
    REQUIRE(anna.cleat({"new", "-d", "-n", "work", "--", "cat"}).status == 0); // as from cron

    CHECK(anna.cleat({"ls"}, in_login).out.find("work") != std::string::npos);
    CHECK(anna.cleat({"ls"}, {"XDG_RUNTIME_DIR=/run/user/0"}).out.find("work") != std::string::npos); // su
    CHECK(anna.cleat({"ls"}, {"HOME=/root"}).out.find("work") == std::string::npos); // the user's server is not there
    CHECK(anna.cleat({"new", "-d", "-n", "more", "--", "cat"}, in_login).status == 0);
    CHECK_FALSE(fs::exists(login + "/cleat")); // there is one server

    const auto status = nlohmann::json::parse(anna.cleat({"server", "status", "--json"}, in_login).out);
    CHECK(status["sessions"] == 2);
    CHECK(status["runtime_directory"].get<std::string>().starts_with(anna.home() + "/.local/state/cleat/run/"));
    CHECK(status["runtime_directory_from"] == "HOME");
}

TEST_CASE("a user whose variables name another user's directory does not use that user's server")
{
    if (!can_run_as_others()) return;
    const User anna(ANNA);
    const User mallory(MALLORY);
    REQUIRE(mallory.cleat({"new", "-d", "-n", "trap", "--", "cat"}).status == 0);

    // As sudo(8) and su(1) may leave the variables.
    const Finished there = anna.cleat({"ls"}, {"HOME=" + mallory.home(), "XDG_RUNTIME_DIR=" + mallory.home()});
    CHECK(there.status == 0);
    CHECK(there.out.find("trap") == std::string::npos);
    const Finished root =
        run({Server::program(), "ls"},
            {{"CLEAT_RUNTIME_DIR",
              nlohmann::json::parse(mallory.cleat({"server", "status", "--json"}).out)["runtime_directory"]}});
    CHECK(root.status != 0);
    CHECK(root.err.find("belongs to user 61012") != std::string::npos);
}

TEST_CASE("a server removes what earlier servers left in the home directory, and nothing else")
{
    if (!can_run_as_others()) return;
    const User anna(ANNA);
    REQUIRE(anna.cleat({"new", "-d", "-n", "work", "--", "cat"}).status == 0);
    const auto status = nlohmann::json::parse(anna.cleat({"server", "status", "--json"}).out);
    const auto own = fs::path(status["runtime_directory"].get<std::string>());
    const auto chosen = [&](const std::string& name) {
        return std::vector<std::string>{"CLEAT_RUNTIME_DIR=" + (own.parent_path() / name).string()};
    };
    REQUIRE(anna.cleat({"server", "start"}, chosen("alive")).status == 0);
    REQUIRE(anna.cleat({"server", "start"}, chosen("gone")).status == 0);
    REQUIRE(anna.cleat({"server", "stop"}, chosen("gone")).status == 0);
    REQUIRE(fs::exists(own.parent_path() / "gone" / "cleatd.lock"));
    fs::create_directory(own.parent_path() / "other");

    REQUIRE(anna.cleat({"server", "stop"}).status == 0);
    REQUIRE(eventually([&] { return anna.cleat({"server", "start"}).status == 0; }));

    CHECK_FALSE(fs::exists(own.parent_path() / "gone"));
    CHECK(fs::exists(own.parent_path() / "other"));
    CHECK(anna.cleat({"server", "status"}, chosen("alive")).status == 0);
    CHECK(anna.cleat({"server", "stop"}, chosen("alive")).status == 0);
}

TEST_CASE("the client that starts a server reports once which directory of the user was skipped")
{
    if (!can_run_as_others()) return;
    const User anna(ANNA);
    const fs::path directory = anna.leave_open_directory();
    const std::string why =
        "passed over: the directory \"" + directory.string() + "\" is open to others: chmod 700 it\n";

    const Finished attached = anna.cleat({"attach", "work"}); // starts none
    const Finished first = anna.cleat({"new", "-d", "-n", "other", "--", "cat"});
    const Finished second = anna.cleat({"new", "-d", "-n", "third", "--", "cat"});

    CHECK(attached.status != 0);
    CHECK(attached.err == "cleat: no server is running; " + why);
    CHECK(first.status == 0);
    CHECK(first.err == "cleat: " + why);
    CHECK(second.status == 0);
    CHECK(second.err.empty());
    CHECK(anna.cleat({"server", "stop"}).status == 0);
}

namespace {

/// A user with an entry in the user database, a home directory and a shell, for use with su(1). The entry exists only
/// while a command runs, in a separate mount namespace.
class KnownUser {
 public:
    KnownUser() : user_(ANNA)
    {
        append("/etc/passwd", "cleat-anna:x:61011:61011::" + user_.home() + ":/bin/sh");
        append("/etc/shadow", "cleat-anna:*:19000:0:99999:7:::");
    }

    [[nodiscard]] const User& user() const { return user_; }

    /// Runs a shell command as root in a mount namespace with the user's entry.
    [[nodiscard]] Finished as_root(const std::string& words, const Variables& variables = {}) const
    {
        const auto bind = [this](const std::string& file) {
            return "mount --bind " + copy_of(file) + " " + file + " && ";
        };
        return run({"unshare", "-m", "--propagation", "private", "sh", "-c",
                    bind("/etc/passwd") + bind("/etc/shadow") + words},
                   variables);
    }

 private:
    [[nodiscard]] std::string copy_of(const std::string& file) const { return directory_ / fs::path(file).filename(); }
    void append(const std::string& file, const std::string& line) const
    {
        fs::copy_file(file, copy_of(file));
        std::ofstream(copy_of(file), std::ios::app) << line << '\n';
    }

    Scratch directory_;
    User user_;
};

bool can_unshare()
{
    if (run({"unshare", "-m", "--propagation", "private", "sh", "-c", "su --version && mount --version"}).status == 0)
        return true;
    MESSAGE("not tested: no mount namespaces here, or no su");
    return false;
}

} // namespace

TEST_CASE("a user has one server, which is found from cron, su, sudo and a container's shell")
{
    if (!can_run_as_others() || !can_unshare()) return;
    const KnownUser known;
    const User& anna = known.user();
    REQUIRE(anna.cleat({"new", "-d", "-n", "work", "--", "cat"}).status == 0);
    const auto keeper = nlohmann::json::parse(anna.cleat({"server", "status", "--json"}).out)["keeper_pid"];
    int made = 0;
    const auto check_found = [&](const std::string& way, const auto& cleat) {
        INFO(way);
        const Finished list = cleat("ls");
        CHECK(list.status == 0);
        CHECK(list.out.find("work") != std::string::npos);
        CHECK(list.err.empty());
        const Finished another = cleat("new -d -n way" + std::to_string(++made) + " -- cat");
        INFO(another.err);
        CHECK(another.status == 0);
        const auto status = nlohmann::json::parse(cleat("server status --json").out);
        CHECK(status["keeper_pid"] == keeper);
        CHECK(status["sessions"] == made + 1);
    };
    const auto by_root = [&](const std::string& before, const std::string& after, const Variables& variables) {
        return [&known, before, after, variables](const std::string& words) {
            return known.as_root(before + Server::program() + ' ' + words + after, variables);
        };
    };
    const Variables roots{{"XDG_RUNTIME_DIR", "/run/user/0"}, {"HOME", "/root"}, {"XDG_STATE_HOME", "/root/.state"}};
    check_found("su", by_root("su cleat-anna -c '", "'", roots));
    check_found("su -", by_root("su - cleat-anna -c '", "'", roots));
    check_found("su -m, which keeps root's variables", by_root("su -m cleat-anna -c '", "'", roots));
    const auto with = [&](const std::string& variables) {
        return by_root("setpriv --reuid 61011 --regid 61011 --clear-groups env -i PATH=/usr/bin:/bin TERM=xterm " +
                           variables + " ",
                       "", {});
    };
    const auto home = "HOME=" + anna.home();
    check_found("cron", with(home + " LOGNAME=cleat-anna SHELL=/bin/sh"));
    check_found("sudo -u", with(home + " USER=cleat-anna SUDO_USER=root SUDO_UID=0 SUDO_COMMAND=x"));
    check_found("sudo -E", with("HOME=/root USER=cleat-anna SUDO_USER=root XDG_RUNTIME_DIR=/run/user/0"));
    check_found("sudo -i", with(home + " USER=cleat-anna LOGNAME=cleat-anna MAIL=/x SHELL=/bin/sh SUDO_USER=root"));
    check_found("docker exec", with(home + " HOSTNAME=0123456789ab"));
    check_found("docker exec, without a home", with("HOSTNAME=0123456789ab"));
}

TEST_CASE("containers that share a home directory have a server each and do not use another's")
{
    if (!can_run_as_others() || !can_unshare()) return;
    const User anna(ANNA);
    REQUIRE(anna.cleat({"new", "-d", "-n", "outside", "--", "cat"}).status == 0);
    const auto keeper = nlohmann::json::parse(anna.cleat({"server", "status", "--json"}).out)["keeper_pid"];
    const std::string cleat = Server::program();
    const std::string as_anna =
        "setpriv --reuid 61011 --regid 61011 --clear-groups env -i PATH=/usr/bin:/bin TERM=xterm HOME=" + anna.home() +
        ' ';
    // A container has its own processes and /tmp, except for the test's own directories there: the home directory, and
    // perhaps the programs.
    const std::string programs = fs::path(cleat).parent_path().string();
    const auto in_container = [&](const std::string& words) {
        std::string keep;
        std::string put_back;
        for (const auto& [name, directory] : {std::pair("home", anna.home()), std::pair("programs", programs)}) {
            const std::string kept = std::string("/run/keep-cleat-") + name;
            keep += "mkdir " + kept + " && mount --bind " + directory + ' ' + kept + "; ";
            put_back += "mkdir -p " + directory + " && mount --bind " + kept + ' ' + directory + "; ";
        }
        Finished out = run({"unshare", "-m", "-p", "-f", "--mount-proc", "--propagation", "private", "sh", "-c",
                            keep + "mount -t tmpfs none /tmp; " + put_back + words});
        for (const char* const name : {"home", "programs"}) fs::remove(std::string("/run/keep-cleat-") + name);
        return out;
    };
    const Finished inside =
        in_container(as_anna + cleat + " ls; echo first; " + as_anna + cleat + " new -d -n inside -- cat && " +
                     as_anna + cleat + " ls && " + as_anna + cleat + " server stop");
    INFO(inside.err);
    CHECK(inside.status == 0);
    CHECK(inside.out.starts_with("first\n")); // the container does not see the server outside
    CHECK(inside.out.find("inside") != std::string::npos);
    CHECK(inside.out.find("outside") == std::string::npos);

    const Finished list = anna.cleat({"ls"});
    CHECK(list.out.find("outside") != std::string::npos);
    CHECK(list.out.find("inside") == std::string::npos);
    CHECK(nlohmann::json::parse(anna.cleat({"server", "status", "--json"}).out)["keeper_pid"] == keeper);

    // With the same CLEAT_RUNTIME_DIR both reach one server, which runs programs outside the container.
    const auto chosen =
        "CLEAT_RUNTIME_DIR=" +
        nlohmann::json::parse(anna.cleat({"server", "status", "--json"}).out)["runtime_directory"].get<std::string>();
    const Finished shared = in_container(as_anna + chosen + ' ' + cleat + " new -d -n more -- cat && " + as_anna +
                                         chosen + ' ' + cleat + " ls");
    INFO(shared.err);
    CHECK(shared.status == 0);
    CHECK(shared.out.find("outside") != std::string::npos);
    CHECK(anna.cleat({"ls"}).out.find("more") != std::string::npos);
}

TEST_CASE("a server is found after its login's directories were removed, and uses them again when they are back")
{
    if (!can_run_as_others()) return;
    const User anna(ANNA);
    const std::string login = anna.home() + "/login/of/anna";
    const std::vector<std::string> logged_in{"XDG_RUNTIME_DIR=" + login};
    const auto log_in = [&] {
        fs::create_directories(login);
        REQUIRE(::chown(login.c_str(), ANNA, ANNA) == 0);
        fs::permissions(login, fs::perms::owner_all);
    };
    const auto status = [&] { return anna.cleat({"server", "status"}, logged_in).out; };
    log_in();
    REQUIRE(anna.cleat({"new", "-d", "-n", "work", "--", "cat"}, logged_in).status == 0);
    REQUIRE(status().find(login) != std::string::npos);

    fs::remove_all(anna.home() + "/login");

    for (const auto& variables : {logged_in, std::vector<std::string>()}) {
        const Finished list = anna.cleat({"ls"}, variables);
        INFO(list.err);
        CHECK(list.out.find("work") != std::string::npos);
        CHECK(anna.cleat({"new", "-d", "--", "cat"}, variables).status == 0);
    }
    CHECK(status().find("3 sessions") != std::string::npos); // all on one server
    CHECK(status().find("HOME") != std::string::npos);

    log_in();
    CHECK(eventually([&] { return status().find(login) != std::string::npos; }));
    CHECK(status().find("3 sessions") != std::string::npos);
    CHECK(anna.cleat({"ls"}, logged_in).out.find("work") != std::string::npos);
    CHECK(anna.cleat({"server", "stop"}, logged_in).status == 0);
}

TEST_CASE("a server started with XDG_RUNTIME_DIR is found without it, as from cron and su")
{
    if (!can_run_as_others()) return;
    const User anna(ANNA);
    const std::string login = anna.home() + "/login";
    REQUIRE(::mkdir(login.c_str(), 0700) == 0);
    REQUIRE(::chown(login.c_str(), ANNA, ANNA) == 0);
    REQUIRE(anna.cleat({"new", "-d", "-n", "work", "--", "cat"}, {"XDG_RUNTIME_DIR=" + login}).status == 0);

    CHECK(anna.cleat({"ls"}).out.find("work") != std::string::npos);
    CHECK(anna.cleat({"new", "-d", "-n", "work", "--", "cat"}).status == 123); // the same server's name
    CHECK(anna.cleat({"server", "stop"}).status == 0);
    // What the stopped server left behind misleads no client.
    CHECK(anna.cleat({"new", "-d", "-n", "other", "--", "cat"}).status == 0);
    CHECK(anna.cleat({"ls"}, {"XDG_RUNTIME_DIR=" + login}).out.find("other") != std::string::npos);
}

TEST_CASE("a link in the home directory that leads to another user's server is not used")
{
    if (!can_run_as_others()) return;
    const User anna(ANNA);
    const std::string login = anna.home() + "/login";
    REQUIRE(::mkdir(login.c_str(), 0700) == 0);
    REQUIRE(::chown(login.c_str(), ANNA, ANNA) == 0);
    REQUIRE(anna.cleat({"new", "-d", "--", "cat"}, {"XDG_RUNTIME_DIR=" + login}).status == 0);
    fs::path link;
    for (const auto& entry : fs::directory_iterator(anna.home() + "/.local/state/cleat/run"))
        if (entry.is_symlink()) link = entry.path();
    REQUIRE(fs::read_symlink(link) == login + "/cleat");
    REQUIRE(anna.cleat({"server", "stop"}).status == 0);
    CHECK(eventually([&] { return !fs::is_symlink(link); }));

    const Squatter squatter("/tmp/cleat-of-mallory");
    fs::create_symlink("/tmp/cleat-of-mallory", link);
    REQUIRE(::lchown(link.c_str(), ANNA, ANNA) == 0);

    const Finished none = anna.cleat({"server", "status"});
    CHECK(none.status != 0);
    CHECK(none.err.find("passed over: the directory \"/tmp/cleat-of-mallory\"") != std::string::npos);
    CHECK(anna.cleat({"new", "-d", "-n", "work", "--", "cat"}).status == 0);
    CHECK(anna.cleat({"ls"}).out.find("work") != std::string::npos);
    CHECK_FALSE(squatter.was_visited());
}
