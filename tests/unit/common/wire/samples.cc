#include "tests/unit/common/wire/samples.h"

namespace cleat::test {

namespace {

Modes every_mode()
{
    Modes modes;
    for (const auto& entry : MODES) modes.*entry.flag = !entry.usual();
    modes.mouse_tracking = MouseTracking::motion;
    modes.mouse_encoding = MouseEncoding::sgr;
    modes.keyboard_flags = 5;
    modes.modify_other_keys = 2;
    return modes;
}

Update every_change()
{
    Update update;
    update.size = Size{25, 81};
    update.primary.moves = {{.from = 1, .to = 0, .count = 23}};
    update.primary.changes = {{.row = 23, .packed = std::string("\0\x02\0\x02hi", 6)}};
    update.alternate.changes = {{.row = 0, .packed = std::string("\x01\x01\0\x01x", 5)}};
    update.active = Side::alternate;
    update.cursor = Cursor{
        .row = 3, .column = 79, .pending_wrap = true, .visible = false, .blink = true, .shape = CursorShape::bar};
    update.modes = every_mode();
    update.title = "a title";
    update.icon = "an icon";
    update.palette = Palette{{1, Colour::rgb(1, 2, 3)}, {257, Colour::rgb(4, 5, 6)}};
    return update;
}

} // namespace

std::vector<ClientMessage> client_samples()
{
    return {
        Hello{1, 2, "0.1.0", Role::observer, "xterm-256color", 45'000},
        New{"work",
            {"vim", "file"},
            "/home",
            {"LANG=C.UTF-8"},
            30,
            100,
            1'000,
            SizeRule::largest,
            "ann",
            {"nofile=64:128"},
            SessionKind::pipes,
            false,
            true,
            60'000,
            70'000,
            80'000,
            90,
            {"DISPLAY=:0"},
            RecordingOptions{"/tmp/{name}.cast", true, true, true, 1'000'000, 3'600'000, true},
            50,
            027,
            -5},
        Attach{"work", Role::observer, 30, 100, 50, 500, 7, true, true, Claim::take, {"DISPLAY=:0"}, {"abc"}},
        Detach{},
        DetachAll{"work", 3, true},
        Input{{std::string("\x1b[A\0\xff", 5)}},
        Resize{30, 100},
        Acknowledge{12},
        List{},
        Rename{"work", "play"},
        Kill{"work", 15, 5'000},
        SetSize{"work", 30, 100, SizeRule::fixed},
        TakeSnapshot{"work", 100},
        Send{"work",
             {{SendPiece::Kind::text, {"ls"}}, {SendPiece::Kind::key, {"Enter"}}, {SendPiece::Kind::paste, {"x"}}}},
        Wait{"work", Wait::For::idle, "re", 300, 4'000'000'000U, 5'000},
        AskStatus{},
        Stop{},
        Profile{Colour::rgb(1, 2, 3), Colour::indexed(4), 8, 16, Colour::rgb(4, 5, 6), {{1, Colour::rgb(7, 8, 9)}}},
        Paste{{"pasted"}, false, false},
        Focus{false},
        Mouse{{"\x1b[<0;1;1M"}},
        Clipboard{{"copied"}},
        TakeControl{},
        AskControl{},
        GrantControl{3},
        ListClients{"work"},
        Share{"work", Grantee::group, 100, 3'600'000},
        Unshare{"work", Grantee::everyone, 100},
        ListShares{"work"},
        Ping{},
        Follow{"work", Role::controller, Claim::take, 4'000'000'000U, 10, Follow::Streams::err, false, true, {"abc"}},
        CloseInput{"work"},
        Signal{"work", 15},
        Forget{"work"},
        AskEnvironment{"work"},
        AskShownIn{"abc"},
        WatchSessions{},
        StartRecording{"work", {"/tmp/{name}.cast", true, true, true, 1'000'000, 3'600'000, true}},
        StopRecording{"work"},
        MarkRecording{"work", "here"},
        ListRecordings{"work"},
        TakeRecentHistory{"work"},
    };
}

std::vector<ServerMessage> server_samples()
{
    const ExitStatus killed{0, 9, true, EndCause::max_age};
    return {
        Welcome{1, "0.1.0", Role::observer, 64},
        Done{},
        Failed{2, "no session named \"work\"", 127},
        Created{3, "work"},
        Attached{3, "work", Role::controller, 5, 6, 262'144},
        Step{5,
             every_change(),
             {{"one"}, {"two"}},
             1'234'567,
             9'999,
             RowPositions{{7, 300}, {8, 0}, {6, 5}, 900, 4, 800, false}},
        Ended{killed},
        Detached{"by request"},
        Sessions{{{3,
                   "work",
                   {"sh", "-c", "x"},
                   4'242,
                   30,
                   100,
                   "title",
                   "/tmp",
                   1,
                   2,
                   1'000,
                   2'000,
                   killed,
                   SizeRule::smallest,
                   SessionKind::pipes,
                   3'000,
                   EndCause::idle,
                   "/tmp/work.cast",
                   4}}},
        Snapshotted{"work", {std::string("\0\1\2", 3)}, 10, 20},
        Sent{77},
        Waited{78, "matched", ExitStatus{7, 0, false, EndCause::timeout}},
        ServerStatus{"0.1.0", 10, 11, 12, 13, 14, "/run/cleat", "/run", 15, 16, "17.0"},
        Happened{Happened::Kind::clipboard, "c", {"copied"}, true},
        RoleChanged{Role::controller, 4},
        ControlAsked{4},
        Clients{{{4, Role::controller, true, true, 30, 100, "xterm-256color", 4'242, 1'000, 2'000}}},
        Environment{{"DISPLAY=:0"}},
        ShownIn{{"abc", "def"}},
        Shares{{{"work", Grantee::group, 100, 3'600'000}}},
        Pong{},
        Following{3, "work", SessionKind::pipes, Role::controller, 5, 4'000'000'000U, 4'000'000'001U, 132},
        Output{4'000'000'000U, OutputStream::err, {std::string("\0\xff", 2)}},
        Gap{1, 4'000'000'000U},
        InputClosed{},
        InputTaken{65'536},
        Recordings{
            {{3, "work", "/tmp/work.cast", RecordingState::failed, "disk full", 1'000, 2'000, 2, 3, 4, 5, true, true}}},
        RecentHistory{"work", {"{}"}},
        RecordingChanged{RecordingState::paused, "/tmp/work.cast", "disk full"},
        GuestVisits{1'001, true, 3},
        SessionsChanged{{{.id = 4, .name = "other"}}, {5, 300}},
    };
}

} // namespace cleat::test
