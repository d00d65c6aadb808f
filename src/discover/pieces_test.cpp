// SPDX-License-Identifier: Apache-2.0
// The pure pieces: resolv.conf, the word list, the walk along aliases, the wildcard.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "discover/lookup.h"
#include "discover/resolvers.h"
#include "discover/wildcard.h"
#include "discover/word_list.h"

namespace vigie::discover {
namespace {

using dns::Message;
using dns::Rcode;
using dns::RecordType;
using model::IpAddress;
using testing::ElementsAre;
using testing::IsEmpty;

std::vector<std::string> resolver_texts(std::string_view text) {
    std::vector<std::string> out;
    for (const IpAddress& address : resolvers_from(text)) out.push_back(address.text());
    return out;
}

TEST(Resolvers, AreReadFromResolvConf) {
    EXPECT_THAT(
        resolver_texts("# made by hand\nsearch ch.example\nnameserver 192.0.2.53\n  nameserver\t2001:db8::53 # v6\n"
                       "options edns0\nnameserver 192.0.2.53\n"),
        ElementsAre("192.0.2.53", "2001:db8::53"));
}

TEST(Resolvers, LeaveOutWhatIsNotAnAddress) {
    EXPECT_THAT(resolver_texts("nameserver fe80::1%eth0\nnameserver example.org\nnameserver\nnameservers 192.0.2.1\n"
                               ";nameserver 192.0.2.2\nnameserver192.0.2.3\n"),
                IsEmpty());
    EXPECT_THAT(resolver_texts(""), IsEmpty());
}

TEST(WordList, HasEachWordOnceInLowerCase) {
    const auto list = parse_word_list("# heading\nwww\nPACS  # imaging\n\nwww\r\n_dmarc\nportail.patient\n", "w.txt");

    ASSERT_TRUE(list) << list.error().what;
    EXPECT_THAT(list->words, ElementsAre("www", "pacs", "_dmarc", "portail.patient"));
}

TEST(WordList, SaysWhichLineIsWrong) {
    EXPECT_EQ(parse_word_list("www\nmon portail\n", "w.txt").error().what,
              "w.txt:2: 'mon portail' is not a DNS label; expected: letters, digits and dashes");
    EXPECT_FALSE(parse_word_list("-www", "w.txt"));
    EXPECT_FALSE(parse_word_list("a..b", "w.txt"));
}

TEST(WordList, OfTheProjectIsReadableAndLongEnough) {
    const auto list = load_word_list(VIGIE_SOURCE_DIR "/data/wordlists/sous-domaines.txt");

    ASSERT_TRUE(list) << list.error().what;
    EXPECT_GE(list->words.size(), 250U);
    for (const char* word : {"www", "portail", "dpi", "pacs", "vpn", "telemedecine", "ris", "sil", "labo", "rdv"})
        EXPECT_THAT(list->words, testing::Contains(word));
}

dns::Record record(std::string name, RecordType type, std::string value) {
    dns::Record out;
    out.name = std::move(name);
    out.type = type;
    out.rdata = value;
    out.target = type == RecordType::cname ? value : "";
    return out;
}

TEST(Walk, FollowsAliasesInAnyOrderAndSortsAddresses) {
    Message message;
    message.answers = {record("b.fr", RecordType::a, "192.0.2.9"), record("www.fr", RecordType::cname, "b.fr"),
                       record("b.fr", RecordType::a, "192.0.2.3"), record("b.fr", RecordType::a, "192.0.2.3")};
    Lookup lookup;

    walk(message, "www.fr", lookup);

    EXPECT_TRUE(lookup.exists);
    EXPECT_THAT(lookup.chain, ElementsAre("b.fr"));
    ASSERT_EQ(lookup.addresses.size(), 2U);
    EXPECT_EQ(lookup.addresses[0].text(), "192.0.2.3");
}

TEST(Walk, IgnoresRecordsAboutOtherNames) {
    Message message;
    message.answers = {record("bank.example", RecordType::a, "198.51.100.1")};
    Lookup lookup;

    walk(message, "www.fr", lookup);

    EXPECT_THAT(lookup.addresses, IsEmpty());
}

TEST(Walk, StopsAtALoop) {
    Message message;
    message.answers = {record("a.fr", RecordType::cname, "b.fr"), record("b.fr", RecordType::cname, "a.fr")};
    Lookup lookup;

    walk(message, "a.fr", lookup);

    EXPECT_TRUE(lookup.loop);
    EXPECT_THAT(lookup.chain, ElementsAre("b.fr"));
}

TEST(Walk, StopsAfterEightAliases) {
    Message message;
    for (int i = 0; i < 30; ++i)
        message.answers.push_back(record("n" + std::to_string(i), RecordType::cname, "n" + std::to_string(i + 1)));
    Lookup lookup;

    walk(message, "n0", lookup);

    EXPECT_TRUE(lookup.loop);
    EXPECT_EQ(lookup.chain.size(), kChainLimit);
}

TEST(Walk, KnowsADanglingAlias) {
    Message message;
    message.rcode = Rcode::no_such_name;
    message.answers = {record("old.fr", RecordType::cname, "gone.cloud.example")};
    Lookup lookup;

    walk(message, "old.fr", lookup);

    EXPECT_TRUE(lookup.dangling);
    EXPECT_TRUE(lookup.exists);
}

Lookup at(std::vector<std::string> addresses, std::vector<std::string> chain = {}) {
    Lookup out;
    out.exists = !addresses.empty() || !chain.empty();
    out.chain = std::move(chain);
    for (const std::string& text : addresses) out.addresses.push_back(*IpAddress::parse(text));
    return out;
}

TEST(Wildcard, IsAbsentWhenRandomNamesDoNotExist) {
    Wildcard wildcard;
    for (int i = 0; i < 3; ++i) wildcard.add_sample({});

    EXPECT_TRUE(wildcard.settled());
    EXPECT_FALSE(wildcard.present());
    EXPECT_EQ(wildcard.compare(at({"192.0.2.1"})), Wildcard::Match::different);
}

TEST(Wildcard, WithOneAddressHidesOnlyThatAddress) {
    Wildcard wildcard;
    for (int i = 0; i < 3; ++i) wildcard.add_sample(at({"192.0.2.1"}));

    EXPECT_TRUE(wildcard.settled());
    EXPECT_EQ(wildcard.compare(at({"192.0.2.1"})), Wildcard::Match::same);
    EXPECT_EQ(wildcard.compare(at({"192.0.2.2"})), Wildcard::Match::different);
    EXPECT_EQ(wildcard.compare(at({"192.0.2.1"}, {"portail.ch-exemple.fr"})), Wildcard::Match::different);
}

TEST(Wildcard, ThatRotatesIsSampledUntilNothingNewComes) {
    Wildcard wildcard;
    const std::vector<std::string> pool{"192.0.2.1", "192.0.2.2", "192.0.2.3"};
    std::size_t samples = 0;
    while (!wildcard.settled()) wildcard.add_sample(at({pool[samples++ % 3]}));

    EXPECT_EQ(samples, 7U);  // three that differ, four that bring nothing new
    EXPECT_EQ(wildcard.compare(at({"192.0.2.3", "192.0.2.1"})), Wildcard::Match::same);
    EXPECT_EQ(wildcard.compare(at({"192.0.2.77"})), Wildcard::Match::unclear);
    EXPECT_EQ(wildcard.compare(at({"198.51.100.7"})), Wildcard::Match::different);
}

TEST(Wildcard, ThatNeverRepeatsItselfIsGivenUpAfterSixteenSamples) {
    Wildcard wildcard;
    int samples = 0;
    while (!wildcard.settled()) wildcard.add_sample(at({"192.0.2." + std::to_string(++samples)}));

    EXPECT_EQ(samples, 16);
    EXPECT_EQ(wildcard.compare(at({"192.0.2.200"})), Wildcard::Match::unclear);
}

TEST(Wildcard, MadeOfAliasesIsRecognisedByTheirTarget) {
    Wildcard wildcard;
    for (int i = 0; i < 3; ++i) wildcard.add_sample(at({"192.0.2." + std::to_string(i)}, {"lb.host.example"}));

    EXPECT_EQ(wildcard.compare(at({"203.0.113.9"}, {"lb.host.example"})), Wildcard::Match::same);
    EXPECT_EQ(wildcard.compare(at({"203.0.113.9"}, {"www.host.example"})), Wildcard::Match::different);
}

TEST(Wildcard, WithAnAliasForEachNameIsRecognisedByItsParent) {
    Wildcard wildcard;
    for (int i = 0; i < 3; ++i) wildcard.add_sample(at({}, {"n" + std::to_string(i) + ".edge.example"}));

    EXPECT_EQ(wildcard.compare(at({}, {"vpn.edge.example"})), Wildcard::Match::same);
}

}  // namespace
}  // namespace vigie::discover
