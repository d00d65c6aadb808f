// SPDX-License-Identifier: Apache-2.0
#include "report/process.h"

#include <gtest/gtest.h>

namespace vigie::report {
namespace {

using namespace std::chrono_literals;

TEST(RunProcess, GivesStatusAndBothOutputs) {
    const auto result = run_process({"sh", "-c", "echo out; echo err >&2; exit 3"}, 10s);

    ASSERT_TRUE(result) << result.error().what;
    EXPECT_EQ(result->exit_status, 3);
    EXPECT_EQ(result->diagnostics, "out\nerr\n");
}

TEST(RunProcess, ArgumentsAreNotReadByAShell) {
    const auto result = run_process({"echo", "a b; $(id) *"}, 10s);

    ASSERT_TRUE(result);
    EXPECT_EQ(result->diagnostics, "a b; $(id) *\n");
}

TEST(RunProcess, AMissingProgramIsOneClearError) {
    const auto result = run_process({"/nonexistent/program"}, 10s);

    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().what, "starting /nonexistent/program: it is not installed");
}

TEST(RunProcess, AProgramThatDoesNotEndIsStopped) {
    const auto result = run_process({"sh", "-c", "sleep 60 & sleep 60"}, 200ms);

    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().code, base::Errc::timeout);
}

TEST(RunProcess, OutputIsBounded) {
    const auto result = run_process({"head", "-c", "1000000", "/dev/zero"}, 10s);

    ASSERT_TRUE(result);
    EXPECT_EQ(result->diagnostics.size(), kMostDiagnostics);
}

TEST(RunProcess, HasNoStandardInput) {
    const auto result = run_process({"cat"}, 10s);

    ASSERT_TRUE(result);
    EXPECT_EQ(result->diagnostics, "");
}

}  // namespace
}  // namespace vigie::report
