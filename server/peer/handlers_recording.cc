#include "server/peer/handlers.h"
#include "server/peer/peer.h"

// Recordings, and the recent history of sessions.

namespace cleat {

namespace {

/// Null if the session is not being recorded; then an error was sent to the peer.
Recording* running_recording(Session& session, const PeerReply& reply)
{
    Recording* const recording = session.recording().latest();
    if (recording != nullptr && !recording->is_over()) return recording;
    reply.fail(Error("session \"" + session.name() + "\" is not being recorded", ErrorCode::not_found));
    return nullptr;
}

void answer_recording(const Result<void>& result, SessionId id, const PeerReply& reply)
{
    const auto peer = reply.peer();
    if (!peer) return;
    if (!result) return reply.fail(result.error());
    SessionTable& sessions = peer->host().sessions();
    reply.answer(Recordings{sessions.recordings().list(sessions.find(id))});
}

} // namespace

void handle(const StartRecording& m, const Request& request)
{
    Session* const session = request.find(m.session);
    if (session == nullptr) return;
    request.sessions().recordings().record(
        *session, m.wish,
        [reply = request.reply, id = session->id()](const Result<void>& begun) { answer_recording(begun, id, reply); });
}

void handle(const StopRecording& m, const Request& request)
{
    Session* const session = request.find(m.session);
    if (session == nullptr) return;
    Recording* const recording = running_recording(*session, request.reply);
    if (recording == nullptr) return;
    recording->finish([reply = request.reply, id = session->id()](const Result<void>& written) {
        answer_recording(written, id, reply);
    });
}

void handle(const MarkRecording& m, const Request& request)
{
    Session* const session = request.find(m.session);
    if (session == nullptr) return;
    Recording* const recording = running_recording(*session, request.reply);
    if (recording == nullptr) return;
    request.reply.answer(recording->mark(m.label));
}

void handle(const ListRecordings& m, const Request& request)
{
    const Session* const session = m.session ? request.find(*m.session) : nullptr;
    if (m.session && session == nullptr) return;
    request.reply.answer(Recordings{request.sessions().recordings().list(session)});
}

void handle(const TakeRecentHistory& m, const Request& request)
{
    const Session* const session = request.find(m.session);
    if (session == nullptr) return;
    request.reply.answer(session->recent_history());
}

} // namespace cleat
