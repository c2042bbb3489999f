// The main function of every test program: doctest's, but it also fails if no test case was run, and prints how many
// cases of property tests were run.
#define DOCTEST_CONFIG_IMPLEMENT
#include "tests/support/cases.h"

#include <doctest/doctest.h>

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <system_error>

namespace {

unsigned test_cases_run = 0;

/// Counts the test cases that were run.
class Counter : public doctest::IReporter {
 public:
    explicit Counter(const doctest::ContextOptions& /*unused*/) {}

    void test_run_end(const doctest::TestRunStats& stats) override
    {
        test_cases_run = stats.numTestCasesPassingFilters;
    }
    void report_query(const doctest::QueryData& /*unused*/) override {}
    void test_run_start() override {}
    void test_case_start(const doctest::TestCaseData& /*unused*/) override {}
    void test_case_reenter(const doctest::TestCaseData& /*unused*/) override {}
    void test_case_end(const doctest::CurrentTestCaseStats& /*unused*/) override {}
    void test_case_exception(const doctest::TestCaseException& /*unused*/) override {}
    void subcase_start(const doctest::SubcaseSignature& /*unused*/) override {}
    void subcase_end() override {}
    void log_assert(const doctest::AssertData& /*unused*/) override {}
    void log_message(const doctest::MessageData& /*unused*/) override {}
    void test_case_skipped(const doctest::TestCaseData& /*unused*/) override {}
};

REGISTER_LISTENER("counter", 1, Counter);

} // namespace

int main(int count, char** arguments)
{
    // Keeps the indexes of test recordings out of the user's cache.
    std::string cache = "/tmp/cleat-test-cache-XXXXXX";
    if (::mkdtemp(cache.data()) != nullptr) ::setenv("XDG_CACHE_HOME", cache.c_str(), 1);
    doctest::Context context(count, arguments);
    const int status = context.run();
    std::error_code ignored;
    std::filesystem::remove_all(cache, ignored);
    if (context.shouldExit()) return status;
    if (test_cases_run == 0) {
        std::fprintf(stderr, "no test case was run: none matches the filters\n");
        return 1;
    }
    std::printf("[properties] cases: %llu\n", static_cast<unsigned long long>(cleat::test::cases_tried()));
    return status;
}
