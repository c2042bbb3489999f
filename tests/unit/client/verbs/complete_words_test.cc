#include "client/verbs/complete_words.h"

#include <doctest/doctest.h>

using namespace cleat;

TEST_CASE("a candidate is a line with its description, and a marker asks the shell for values")
{
    CHECK(completion_lines({.candidates = {{"new", "create a session"}, {"ls", ""}}}) ==
          "new\tcreate a session\nls\t\n");
    CHECK(completion_lines({.kind = ValueKind::file, .prefix = "--config="}) == ":files\t--config=\n");
    CHECK(completion_lines({.candidates = {{"x", ""}}, .kind = ValueKind::user}) == "x\t\n:users\t\n");
    CHECK(completion_lines({.kind = ValueKind::file, .command = 2}) == ":arguments\t2\n");
    CHECK(completion_lines({.kind = ValueKind::session}).empty());
}

TEST_CASE("no candidate has control characters, whatever a server says")
{
    CHECK(completion_lines({.candidates = {{"a\nb", ""}, {"a\x1b[m", ""}, {"a\u202e", ""}, {"ok", "x\n\ty"}}}) ==
          "ok\tx\\n\\ty\n");
}

TEST_CASE("a candidate that looks like a marker is left out")
{
    CHECK(completion_lines({.candidates = {{":commands", "x"}, {"a:b", ""}}}) == "a:b\t\n");
}

TEST_CASE("a session is described by its state and its command")
{
    SessionInfo session;
    session.name = "work";
    session.command = {"vim", "notes.txt"};

    CHECK(session_candidates({session}).candidates == std::vector<Completable>{{"work", "detached: vim notes.txt"}});
}
