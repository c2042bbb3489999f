#include "client/link/user_names.h"
#include "client/verbs/all_verbs.h"
#include "client/verbs/json_writer.h"
#include "client/verbs/session_argument.h"
#include "client/verbs/standard_output.h"
#include "client/verbs/table.h"

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include <memory>
#include <optional>
#include <string>
#include <utility>

namespace cleat {

namespace {

const char* role_of(const ClientInfo& client)
{
    return client.role == Role::controller ? "controller" : "observer";
}

void print_table(const std::vector<ClientInfo>& clients, UserNames& names)
{
    const auto entries_of = [&names](const ClientInfo& c) -> std::vector<std::string> {
        return {std::to_string(c.id),
                names.user_or_number(c.user),
                role_of(c),
                std::to_string(c.columns) + "x" + std::to_string(c.rows),
                std::to_string(c.pid),
                TableColumns::entry(c.terminal),
                c.holds  ? "exclusive"
                : c.asks ? "requested"
                         : ""};
    };
    write_table({"ID", "USER", "ROLE", "SIZE", "PID", "TERMINAL", "CONTROL"}, clients, entries_of, write_out);
}

nlohmann::json to_json(const ClientInfo& c, UserNames& names)
{
    const auto name = names.user(c.user);
    return {{"id", c.id},
            {"role", role_of(c)},
            {"holds_control", c.holds},
            {"asks_for_control", c.asks},
            {"rows", c.rows},
            {"columns", c.columns},
            {"pid", c.pid},
            {"user", c.user},
            {"user_name", name ? nlohmann::json(*name) : nlohmann::json()},
            {"terminal", c.terminal},
            {"attached", c.since}};
}

void print_json(const std::vector<ClientInfo>& clients, UserNames& names)
{
    JsonWriter out(write_out, 2);
    write_array(out, clients, [&names](const ClientInfo& client) { return to_json(client, names); });
    write_out("\n");
}

} // namespace

VerbAction define_clients(CLI::App& app)
{
    const auto session = add_session_argument(app);
    const auto json = std::make_shared<bool>(false);
    app.add_flag("--json", *json, "print JSON");
    app.footer("cleat clients work\nList the clients attached to \"work\".");
    return [session, json](const VerbContext& context) {
        const auto answer = ask_once<Clients>(context.link, Role::observer, ListClients{session->of(context.link)});
        if (!answer) return report(answer.error());
        UserNames names(context.link);
        if (*json) print_json(answer->clients, names);
        else if (!answer->clients.empty()) print_table(answer->clients, names);
        return 0;
    };
}

} // namespace cleat
