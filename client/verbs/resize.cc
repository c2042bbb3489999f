#include "client/verbs/all_verbs.h"
#include "client/verbs/session_argument.h"
#include "common/base/numbers.h"
#include "common/model/size.h"

#include <CLI/CLI.hpp>

namespace cleat {

VerbAction define_resize(CLI::App& app)
{
    const auto session = add_required_session_argument(app);
    const auto size = std::make_shared<std::string>();
    app.add_option("SIZE", *size, "COLUMNSxROWS")->required();
    return [session, size](const VerbContext& context) {
        const auto wanted = parse_dimensions(*size, MAX_SIDE);
        if (!wanted) return report(wanted.error());
        return ask_for_done(context, SetSize{*session, wanted->rows, wanted->columns});
    };
}

} // namespace cleat
