// SPDX-License-Identifier: Apache-2.0
#include "catalog/expression.h"

#include <gmock/gmock.h>

namespace vigie::catalog {
namespace {

using model::Facts;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

Vocabulary words() {
    Vocabulary vocabulary;
    vocabulary.add({.name = "a.flag", .type = FactType::flag});
    vocabulary.add({.name = "b.flag", .type = FactType::flag});
    vocabulary.add({.name = "a.number", .type = FactType::number});
    vocabulary.add({.name = "a.text", .type = FactType::text});
    vocabulary.add({.name = "a.list", .type = FactType::list});
    vocabulary.add({.name = "a.word", .type = FactType::text, .values = {"red", "blue"}});
    return vocabulary;
}

Truth ask(std::string_view text, const Facts& facts) {
    const auto expression = Expression::parse(text, words());
    if (!expression) throw std::runtime_error(expression.error().what);
    return expression->evaluate(facts);
}

std::string complaint(std::string_view text) {
    const auto expression = Expression::parse(text, words());
    return expression ? "" : expression.error().what;
}

Facts known() {
    Facts facts;
    facts.set("a.flag", true);
    facts.set("b.flag", false);
    facts.set("a.number", std::int64_t{29});
    facts.set("a.text", "Apache/2.4.62 (Debian)");
    facts.set("a.list", std::vector<std::string>{"publickey", "password"});
    return facts;
}

TEST(Expression, ComparesNumbersTextsAndFlags) {
    EXPECT_EQ(ask("a.number < 30", known()), Truth::yes);
    EXPECT_EQ(ask("a.number >= 30", known()), Truth::no);
    EXPECT_EQ(ask("a.number != -29", known()), Truth::yes);
    EXPECT_EQ(ask("30 > a.number", known()), Truth::yes);
    EXPECT_EQ(ask("a.text == \"Apache/2.4.62 (Debian)\"", known()), Truth::yes);
    EXPECT_EQ(ask("a.flag == true and b.flag == false", known()), Truth::yes);
    EXPECT_EQ(ask("a.flag != b.flag", known()), Truth::yes);
}

TEST(Expression, LooksIntoListsAndTexts) {
    EXPECT_EQ(ask("a.list contains \"password\"", known()), Truth::yes);
    EXPECT_EQ(ask("a.list contains \"pass\"", known()), Truth::no);
    EXPECT_EQ(ask("a.text contains \"debian\"", known()), Truth::yes);
    EXPECT_EQ(ask("count(a.list) == 2", known()), Truth::yes);
    EXPECT_EQ(ask("a.number in [1, 29]", known()), Truth::yes);
    EXPECT_EQ(ask("a.text in ['x', 'y']", known()), Truth::no);
}

TEST(Expression, MatchesPatterns) {
    EXPECT_EQ(ask("a.text matches \"^Apache/[0-9]\"", known()), Truth::yes);
    EXPECT_EQ(ask("a.text matches \"nginx\"", known()), Truth::no);
    EXPECT_EQ(ask("a.list matches \"^pass\"", known()), Truth::yes) << "any item of a list";
    EXPECT_EQ(ask("a.list matches \"^word$\"", known()), Truth::no);
}

TEST(Expression, ACatastrophicPatternBecomesUnknownInsteadOfHanging) {
    Facts facts;
    facts.set("a.text", std::string(3000, 'a') + "!");

    EXPECT_EQ(ask("a.text matches \"^(a+)+$\"", facts), Truth::unknown);
}

TEST(Expression, AbsentFactsAreUnknownNotFalse) {
    const Facts none;
    for (const char* text : {"a.flag", "not a.flag", "a.number < 3", "a.list contains \"x\"", "count(a.list) > 0",
                             "a.text matches \"x\"", "a.word in [\"red\"]", "a.flag == true"})
        EXPECT_EQ(ask(text, none), Truth::unknown) << text;
    EXPECT_EQ(ask("exists(a.flag)", none), Truth::no);
    EXPECT_EQ(ask("exists(a.flag)", known()), Truth::yes);
}

TEST(Expression, FollowsKleene) {
    const Facts facts = known();  // a.word is unknown
    const std::string unknown = "a.word == \"red\"";
    EXPECT_EQ(ask(unknown + " and a.flag", facts), Truth::unknown);
    EXPECT_EQ(ask(unknown + " and b.flag", facts), Truth::no);
    EXPECT_EQ(ask(unknown + " or a.flag", facts), Truth::yes);
    EXPECT_EQ(ask(unknown + " or b.flag", facts), Truth::unknown);
    EXPECT_EQ(ask("not (" + unknown + ")", facts), Truth::unknown);
}

TEST(Expression, UnknownCanBeSaidOutright) {
    EXPECT_EQ(ask("b.flag or (a.flag and unknown)", known()), Truth::unknown);
    EXPECT_EQ(ask("a.flag or (a.flag and unknown)", known()), Truth::yes);
    EXPECT_EQ(ask("b.flag or (b.flag and unknown)", known()), Truth::no);
}

TEST(Expression, AndBindsTighterThanOrAndNotTighterStill) {
    EXPECT_EQ(ask("a.flag or a.flag and b.flag", known()), Truth::yes);
    EXPECT_EQ(ask("(a.flag or a.flag) and b.flag", known()), Truth::no);
    EXPECT_EQ(ask("not b.flag and a.flag", known()), Truth::yes);
}

TEST(Expression, AFactOfAnotherTypeThanDeclaredCountsAsAbsent) {
    Facts facts;
    facts.set("a.number", "29");

    EXPECT_EQ(ask("a.number < 30", facts), Truth::unknown);
}

TEST(Expression, NamesTheFactsItMisses) {
    const auto expression = Expression::parse("a.flag and a.number < 3 and exists(a.text)", words());
    Facts facts;
    facts.set("a.flag", true);

    ASSERT_TRUE(expression.has_value());
    EXPECT_THAT(expression->names(), ElementsAre("a.flag", "a.number"));
    EXPECT_THAT(expression->missing(facts), ElementsAre("a.number"));
}

TEST(ExpressionErrors, SayTheColumnAndTheReason) {
    EXPECT_EQ(complaint("a.flag and a.flagg"), "column 12: unknown fact 'a.flagg'");
    EXPECT_THAT(complaint("a.word == \"green\""), HasSubstr("'green' is not one of the words of a.word"));
    EXPECT_THAT(complaint("a.word in [\"red\", \"green\"]"), HasSubstr("not one of the words"));
    EXPECT_THAT(complaint("a.text < \"b\""), HasSubstr("only numbers have an order"));
    EXPECT_THAT(complaint("a.text == 3"), HasSubstr("different types"));
    EXPECT_THAT(complaint("a.text"), HasSubstr("a condition was expected"));
    EXPECT_THAT(complaint("a.number and a.flag"), HasSubstr("a condition was expected"));
    EXPECT_THAT(complaint("a.list == a.list"), HasSubstr("contains and count()"));
    EXPECT_THAT(complaint("count(a.text) > 1"), HasSubstr("not a list"));
    EXPECT_THAT(complaint("a.text matches \"(\""), HasSubstr("does not compile"));
    EXPECT_THAT(complaint("a.flag a.flag"), HasSubstr("the end was expected"));
    EXPECT_THAT(complaint("(a.flag"), HasSubstr(") was expected"));
    EXPECT_THAT(complaint("a.text == \"open"), HasSubstr("does not end"));
    EXPECT_THAT(complaint(""), HasSubstr("was expected"));
    EXPECT_THAT(complaint("a.number == 99999999999999999999"), HasSubstr("not a number"));
}

TEST(ExpressionErrors, DeepNestingIsRefusedNotFollowed) {
    EXPECT_THAT(complaint(std::string(500, '(') + "a.flag"), HasSubstr("too deep"));
    std::string nots;
    for (int i = 0; i < 300; ++i) nots += "not ";
    EXPECT_THAT(complaint(nots + "a.flag"), HasSubstr("too deep"));
    EXPECT_THAT(complaint(std::string(3000, ' ') + "a.flag"), HasSubstr("longer than"));
}

TEST(Vocabulary, LoadsTheFactsOnDisk) {
    const auto loaded = Vocabulary::load(std::filesystem::path(VIGIE_SOURCE_DIR) / "data" / "facts");

    ASSERT_TRUE(loaded.has_value()) << loaded.error().what;
    ASSERT_NE(loaded->find("ssh.auth_methods"), nullptr);
    EXPECT_EQ(loaded->find("ssh.auth_methods")->type, FactType::list);
    EXPECT_EQ(loaded->find("ssh.nothing"), nullptr);
}

TEST(Vocabulary, AFolderThatIsNotThereIsAnError) {
    EXPECT_FALSE(Vocabulary::load("/nonexistent/facts").has_value());
}

}  // namespace
}  // namespace vigie::catalog
