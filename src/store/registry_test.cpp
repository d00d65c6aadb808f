// SPDX-License-Identifier: Apache-2.0
// The same sentences for SQLite and for PostgreSQL: the latter when VIGIE_TEST_POSTGRES is the location of a server
// that may be written to (tests/store/postgres_test.py starts one).
#include "store/registry.h"

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sched.h>
#include <stdlib.h>
#include <sys/mount.h>
#include <sys/wait.h>
#include <unistd.h>

#include "store/audit_store.h"
#include "store/database.h"

namespace vigie::store {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
namespace fs = std::filesystem;

const base::Date kDay = std::chrono::year{2026} / 11 / 22;

AuditCard card_of(const std::string& id) {
    AuditCard out;
    out.id = id;
    out.organisation.name = "CH Secret-Exemple";
    out.organisation.finess_ej = "990000010";
    out.folder = "/srv/audits/" + id;
    out.tlp = "TLP:AMBER";
    out.started = kDay;
    out.keep_until = std::chrono::year{2027} / 11 / 22;
    return out;
}

JournalEntry entry_of(const std::string& action) {
    return {0, "2026-11-22T05:00:00Z", "claire@poste", action, "A-1", "", ""};
}

enum class Engine { sqlite, postgres };

class RegistryTest : public ::testing::TestWithParam<Engine> {
protected:
    void SetUp() override {
        std::string name = (fs::temp_directory_path() / "vigie registry XXXXXX").string();
        ASSERT_NE(mkdtemp(name.data()), nullptr);
        folder_ = name;
        location_ = (folder_ / "vigie.sqlite").string();
        if (GetParam() == Engine::sqlite) return;
        location_ = std::getenv("VIGIE_TEST_POSTGRES");
        Database(location_).session() << "DROP TABLE IF EXISTS vigie, audits, documents, actions, header, journal";
    }
    void TearDown() override { fs::remove_all(folder_); }

    std::unique_ptr<Registry> registry() {
        auto opened = Registry::open(location_, master_);
        EXPECT_TRUE(opened) << opened.error().what;
        return opened ? std::move(*opened) : nullptr;
    }
    void sql(const std::string& statement) { Database(location_).session() << statement; }

    fs::path folder_;
    std::string location_;
    SecretKey master_ = SecretKey::random();
};

std::vector<Engine> engines() {
    if (std::getenv("VIGIE_TEST_POSTGRES") != nullptr) return {Engine::postgres};
    return {Engine::sqlite};
}
INSTANTIATE_TEST_SUITE_P(Store, RegistryTest, ::testing::ValuesIn(engines()));

TEST_P(RegistryTest, GivesBackWhatWasSealedAfterOpeningAgain) {
    const std::string report = std::string("constat ") + '\0' + "binaire";
    {
        const auto store = registry();
        ASSERT_TRUE(store->add(card_of("A-1")));
        ASSERT_TRUE(store->put_documents("A-1", {{"rapport.pdf", report}, {"audit.json", "{}"}}));
    }
    const auto store = registry();
    const auto card = store->card("A-1");
    ASSERT_TRUE(card) << card.error().what;
    EXPECT_EQ(card->organisation.name, "CH Secret-Exemple");
    EXPECT_EQ(card->folder, "/srv/audits/A-1");
    EXPECT_EQ(store->document("A-1", "rapport.pdf"), report);
    EXPECT_EQ(store->documents("A-1")->front().name, "audit.json");
    EXPECT_EQ(store->documents("A-1")->back().size, report.size());
}

TEST_P(RegistryTest, RefusesAnotherMasterKeyAndChangesNothing) {
    ASSERT_TRUE(registry()->add(card_of("A-1")));
    const auto wrong = Registry::open(location_, SecretKey::random());
    ASSERT_FALSE(wrong);
    EXPECT_EQ(wrong.error().code, base::Errc::input);
    EXPECT_THAT(wrong.error().what, HasSubstr("this master key is not the one of this store"));
    EXPECT_TRUE(registry()->card("A-1"));
}

TEST_P(RegistryTest, SpeaksTheLanguageOfItsUser) {
    ASSERT_TRUE(registry()->add(card_of("A-1")));
    const auto wrong = Registry::open(location_, SecretKey::random(), "fr");
    ASSERT_FALSE(wrong);
    EXPECT_THAT(wrong.error().what, HasSubstr(" : cette clé maîtresse n'est pas celle de ce magasin ; rien n'a été"));
}

TEST_P(RegistryTest, TellsADocumentThatWasAlteredOrPutInAnotherPlace) {
    const auto store = registry();
    ASSERT_TRUE(store->add(card_of("A-1")));
    ASSERT_TRUE(store->put_documents("A-1", {{"audit.json", "{}"}, {"nmap.xml", "<xml/>"}, {"rapport.html", "<p/>"}}));
    sql("UPDATE documents SET content = (SELECT content FROM documents WHERE name = 'audit.json') "
        "WHERE name = 'nmap.xml'");
    sql("UPDATE documents SET content = 'AAAA' WHERE name = 'rapport.html'");
    EXPECT_EQ(store->document("A-1", "nmap.xml").error().code, base::Errc::malformed);
    EXPECT_EQ(store->document("A-1", "rapport.html").error().code, base::Errc::malformed);
    EXPECT_EQ(store->document("A-1", "audit.json"), "{}");
}

AuditCard going(const std::string& id) {
    AuditCard out = card_of(id);
    out.destruction = "begun";
    return out;
}

TEST_P(RegistryTest, DestroysKeyAndRowsOfOneAuditOnly) {
    const auto store = registry();
    ASSERT_TRUE(store->add(card_of("A-1")));
    ASSERT_TRUE(store->add(card_of("A-2")));
    ASSERT_TRUE(store->put_documents("A-1", {{"audit.json", "{}"}}));
    ASSERT_TRUE(store->put_documents("A-2", {{"audit.json", "[]"}}));
    EXPECT_EQ(store->destroy(going("A-1")), 1U);
    EXPECT_THAT(store->key_of("A-1").error().what, HasSubstr("this audit is being destroyed"));
    EXPECT_TRUE(store->documents("A-1")->empty());
    EXPECT_EQ(store->document("A-2", "audit.json"), "[]");
}

TEST_P(RegistryTest, ADestructionStaysListedUntilItIsForgottenAndTakesNoDocumentAnyMore) {
    const auto store = registry();
    ASSERT_TRUE(store->add(card_of("A-1")));
    EXPECT_FALSE(store->remove_card("A-1")) << "its key is still there";
    ASSERT_TRUE(store->destroy(going("A-1")));
    const auto again = registry();
    EXPECT_EQ(again->card("A-1")->destruction, "begun");
    EXPECT_EQ(again->card("A-1")->folder, "/srv/audits/A-1");
    EXPECT_FALSE(again->put_documents("A-1", {{"audit.json", "{}"}}));
    EXPECT_FALSE(again->update(card_of("A-1")));
    EXPECT_TRUE(again->documents("A-1")->empty());
    ASSERT_TRUE(again->remove_card("A-1"));
    EXPECT_TRUE(again->audits()->empty());
    EXPECT_EQ(again->remove_card("A-1").error().code, base::Errc::input) << "somebody else was quicker";
    EXPECT_EQ(again->destroy(going("A-1")).error().code, base::Errc::input);
    EXPECT_FALSE(again->put_documents("A-1", {{"audit.json", "{}"}}));
    EXPECT_TRUE(again->documents("A-1")->empty()) << "no row of an audit that is gone";
}

TEST_P(RegistryTest, ADamagedRowIsNamedAndTheOthersAreRead) {
    const auto store = registry();
    for (const char* id : {"A-1", "A-2", "A-3"}) ASSERT_TRUE(store->add(card_of(id)));
    sql("UPDATE audits SET card = 'AAAA' WHERE id = 'A-1'");
    sql("UPDATE audits SET wrapped_key = 'AAAA' WHERE id = 'A-2'");
    const auto cards = store->audits();
    ASSERT_TRUE(cards) << cards.error().what;
    ASSERT_EQ(cards->size(), 3U);
    EXPECT_THAT(cards->at(0).damage, HasSubstr("A-1: the card of this audit was altered"));
    EXPECT_THAT(cards->at(1).damage, HasSubstr("A-2: the key of this audit was altered"));
    EXPECT_EQ(cards->at(2).damage, "");
    EXPECT_TRUE(store->destroy(going("A-1")));
    EXPECT_TRUE(store->destroy(going("A-2")));
    EXPECT_EQ(store->card("A-2")->destruction, "begun");
}

TEST_P(RegistryTest, TheDatesAndTheSealBesideACardAreBelievedOnlyAsTheCardSaysThem) {
    const auto store = registry();
    ASSERT_TRUE(store->add(card_of("A-1")));
    for (const char* change : {"keep_until = '2025-12-31'", "keep_until = 'rubbish'", "started = '2020-01-01'",
                               "sealed = 'yes'", "sealed = 'destroying'"}) {
        sql(std::string("UPDATE audits SET ") + change);
        EXPECT_EQ(store->card("A-1").error().code, base::Errc::malformed) << change;
        sql("UPDATE audits SET keep_until = '2027-11-22', started = '2026-11-22', sealed = 'no'");
        EXPECT_TRUE(store->card("A-1")) << change;
    }
}

TEST_P(RegistryTest, BringsUpAStoreOfTheFirstVersionOnceAndBindsItsDates) {
    {
        const auto store = registry();
        const auto key = store->add(card_of("A-1"));
        ASSERT_TRUE(store->add(card_of("A-2")));
        ASSERT_TRUE(store->put_documents("A-1", {{"audit.json", "{}"}}));
        const std::string card = seal(*key, "A-1\ncard",
                                      R"({"name":"CH Secret-Exemple","finess_ej":"","finess_eg":[],"siret":"",)"
                                      R"("ght":"","region":"","folder":"/srv/a","tlp":"TLP:AMBER"})");
        const std::string check = seal(master_, "vigie registry", "vigie registry");
        sql("UPDATE audits SET card = '" + card + "', sealed = 'yes' WHERE id = 'A-1'");
        sql("UPDATE audits SET keep_until = 'rubbish' WHERE id = 'A-2'");
        sql("UPDATE vigie SET value = '" + check + "' WHERE name = 'check'");
        sql("UPDATE vigie SET value = '1' WHERE name = 'version'");
    }
    const auto store = registry();
    const auto card = store->card("A-1");
    ASSERT_TRUE(card) << card.error().what;
    EXPECT_EQ(card->keep_until, card_of("A-1").keep_until);
    EXPECT_TRUE(card->sealed);
    EXPECT_THAT(card->documents, ElementsAre("audit.json"));
    EXPECT_FALSE(store->card("A-2")) << "no date to bind";
    sql("UPDATE audits SET keep_until = '2025-12-31'");
    EXPECT_FALSE(registry()->card("A-1"));
    sql("UPDATE vigie SET value = '1' WHERE name = 'version'");
    EXPECT_THAT(Registry::open(location_, master_).error().what, HasSubstr("the version of this store was altered"));
}

TEST_P(RegistryTest, TellsAnUnreadableVersionFromANewerOne) {
    registry();
    for (const char* version : {"", "rubbish", "0", "-1", "1.5"}) {
        sql(std::string("UPDATE vigie SET value = '") + version + "' WHERE name = 'version'");
        const auto opened = Registry::open(location_, master_);
        ASSERT_FALSE(opened) << version;
        EXPECT_THAT(opened.error().what, HasSubstr("the version of this store cannot be read")) << version;
    }
}

TEST_P(RegistryTest, KnowsWhetherAStoreIsThereWithoutMakingOne) {
    EXPECT_EQ(Registry::exists(location_), false);
    EXPECT_EQ(Registry::exists(location_), false);
    registry();
    EXPECT_EQ(Registry::exists(location_), true);
}

TEST_P(RegistryTest, RefusesASecondAuditOfTheSameId) {
    const auto store = registry();
    ASSERT_TRUE(store->add(card_of("A-1")));
    const auto again = store->add(card_of("A-1"));
    ASSERT_FALSE(again);
    EXPECT_THAT(again.error().what, HasSubstr("exists already"));
}

TEST_P(RegistryTest, ChainsTheJournalAndNamesTheFirstEntryThatWasChanged) {
    const auto store = registry();
    for (const char* action : {"audit", "export", "purge"}) ASSERT_TRUE(store->record(entry_of(action)));
    EXPECT_EQ(store->first_broken_entry(), 0U);

    if (GetParam() == Engine::sqlite) {
        EXPECT_ANY_THROW(sql("UPDATE actions SET action = 'nothing' WHERE number = 2"));
        EXPECT_ANY_THROW(sql("DELETE FROM actions"));
        sql("DROP TRIGGER actions_stay");
    } else {
        sql("UPDATE actions SET action = 'nothing' WHERE number = 2");
        sql("DELETE FROM actions");
        EXPECT_EQ(store->first_broken_entry(), 0U);
        sql("DROP RULE actions_stay ON actions");
    }
    sql("UPDATE actions SET action = 'nothing' WHERE number = 2");
    EXPECT_EQ(store->first_broken_entry(), 2U);
}

TEST_P(RegistryTest, TellsThatANewerVigieWroteIt) {
    ASSERT_TRUE(registry()->add(card_of("A-1")));
    sql("UPDATE vigie SET value = '3' WHERE name = 'version'");
    const auto opened = Registry::open(location_, master_);
    ASSERT_FALSE(opened);
    EXPECT_THAT(opened.error().what, HasSubstr("written by a newer vigie (version 3, this one reads 2)"));
    sql("UPDATE vigie SET value = '2' WHERE name = 'version'");
    EXPECT_TRUE(registry()->card("A-1"));
}

TEST_P(RegistryTest, TwoProcessesWriteOneStoreAndLoseNothing) {
    registry();
    const base::ByteString master(master_.bytes().begin(), master_.bytes().end());
    constexpr int kEach = 40;
    std::vector<pid_t> children;
    for (int who = 0; who < 2; ++who) {
        const pid_t child = fork();
        ASSERT_GE(child, 0);
        if (child == 0) {
            auto store = Registry::open(location_, SecretKey::from(master).value());
            bool good = store.has_value();
            for (int i = 0; good && i < kEach; ++i) good = (*store)->record(entry_of("audit")).has_value();
            good = good && (*store)->add(card_of("A-" + std::to_string(who)));
            _exit(good ? 0 : 1);
        }
        children.push_back(child);
    }
    for (const pid_t child : children) {
        int status = 0;
        waitpid(child, &status, 0);
        EXPECT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == 0);
    }
    const auto store = registry();
    EXPECT_EQ(store->journal()->size(), 2U * kEach);
    EXPECT_EQ(store->first_broken_entry(), 0U);
    EXPECT_EQ(store->audits()->size(), 2U);
}

class RegistryFileTest : public RegistryTest {};
INSTANTIATE_TEST_SUITE_P(Sqlite, RegistryFileTest, ::testing::Values(Engine::sqlite));

std::string bytes_of(const fs::path& path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
}

TEST_P(RegistryFileTest, KeepsNoWordOfTheAuditInClear) {
    {
        const auto store = registry();
        ASSERT_TRUE(store->add(card_of("A-1")));
        ASSERT_TRUE(store->put_documents("A-1", {{"audit.json", "redis sans mot de passe sur 192.0.2.7"}}));
        for (const auto& entry : fs::directory_iterator(folder_)) {
            EXPECT_THAT(bytes_of(entry.path()), ::testing::Not(HasSubstr("Secret-Exemple"))) << entry.path();
            EXPECT_THAT(bytes_of(entry.path()), ::testing::Not(HasSubstr("192.0.2.7"))) << entry.path();
        }
    }
    EXPECT_EQ(fs::status(location_).permissions(), fs::perms(0600));
}

TEST_P(RegistryFileTest, LeavesNothingOfADestroyedAuditInTheFile) {
    const auto store = registry();
    const auto key = store->add(card_of("A-1"));
    ASSERT_TRUE(store->put_documents("A-1", {{"audit.json", std::string(200'000, 'x')}}));
    std::string content;
    Database(location_).session() << "SELECT content FROM documents", soci::into(content);
    const std::string piece = content.substr(100'000, 64);
    ASSERT_TRUE(store->destroy(going("A-1")));
    ASSERT_TRUE(store->remove_card("A-1"));
    for (const auto& entry : fs::directory_iterator(folder_))
        EXPECT_THAT(bytes_of(entry.path()), ::testing::Not(HasSubstr(piece))) << entry.path();
}

TEST_P(RegistryFileTest, SaysThatADamagedFileIsDamaged) {
    std::ofstream(location_) << "this is a shopping list, and quite a long one, not a database at all";
    const auto opened = Registry::open(location_, master_);
    ASSERT_FALSE(opened);
    EXPECT_THAT(opened.error().what, HasSubstr("not a database of vigie, or it is damaged; nothing was changed"));
    EXPECT_THAT(bytes_of(location_), HasSubstr("shopping list"));
}

TEST(RegistryLocationTest, RefusesAKindOfStoreThatDoesNotExist) {
    for (const char* location : {"mysql://x", "MySQL://user@host/db", "http://host/"}) {
        const auto opened = Registry::open(location, SecretKey::random());
        ASSERT_FALSE(opened) << location;
        EXPECT_EQ(opened.error().code, base::Errc::input) << location;
        EXPECT_THAT(opened.error().what, HasSubstr("unknown kind of store; a path, or postgresql://"));
    }
    EXPECT_TRUE(check_location("/srv/a file.sqlite", "en"));
    EXPECT_TRUE(check_location("postgresql://vigie:p%40ss@host/base", "en"));
    EXPECT_FALSE(check_location("postgresql://vigie:p%20ss@host/base", "en"));
}

// In a process of its own, in a mount namespace of its own. Gives the exit status, or -1 when this may not be done
// here.
template <class Work>
int on_a_small_disk(const fs::path& folder, Work work) {
    const pid_t child = fork();
    if (child == 0) {
        if (unshare(CLONE_NEWNS) != 0 || mount("none", "/", nullptr, MS_REC | MS_PRIVATE, nullptr) != 0 ||
            mount("none", folder.c_str(), "tmpfs", 0, "size=400k") != 0)
            _exit(99);
        _exit(work());
    }
    int status = 0;
    waitpid(child, &status, 0);
    return WIFEXITED(status) && WEXITSTATUS(status) == 99 ? -1 : WEXITSTATUS(status);
}

TEST_P(RegistryFileTest, LosesNothingWhenTheDiskIsFull) {
    const base::ByteString master(master_.bytes().begin(), master_.bytes().end());
    const int status = on_a_small_disk(folder_, [&] {
        const SecretKey key = SecretKey::from(master).value();
        auto store = Registry::open(location_, key);
        if (!store || !(*store)->add(card_of("A-1")) || !(*store)->put_documents("A-1", {{"audit.json", "{}"}}))
            return 1;
        const auto full = (*store)->put_documents("A-1", {{"audit.json", "lost"}, {"big", std::string(900'000, 'x')}});
        if (full || full.error().what.find("what was written before is kept") == std::string::npos) return 2;
        store->reset();
        store = Registry::open(location_, key);
        if (!store) return 3;
        return (*store)->document("A-1", "audit.json") == "{}" && !(*store)->document("A-1", "big") ? 0 : 4;
    });
    if (status == -1) GTEST_SKIP() << "a file system of its own needs root";
    EXPECT_EQ(status, 0);
}

TEST_P(RegistryFileTest, IsReadOnADiskWithoutAByteLeft) {
    const base::ByteString master(master_.bytes().begin(), master_.bytes().end());
    const int status = on_a_small_disk(folder_, [&] {
        const SecretKey key = SecretKey::from(master).value();
        auto store = Registry::open(location_, key);
        if (!store || !(*store)->add(card_of("A-1"))) return 1;
        store->reset();
        std::ofstream filler(folder_ / "filler");
        for (int i = 0; i < 500'000 && filler.put('x').flush(); ++i) continue;
        store = Registry::open(location_, key);
        if (!store) return 2;
        return (*store)->audits() && (*store)->audits()->size() == 1 ? 0 : 3;
    });
    if (status == -1) GTEST_SKIP() << "a file system of its own needs root";
    EXPECT_EQ(status, 0);
}

TEST_P(RegistryFileTest, KeepsTheQueueOfAnAuditWhenTheDiskIsFullAndWritesItOnceThereIsRoom) {
    const int status = on_a_small_disk(folder_, [&] {
        const AuditSeal seal{"A-1", SecretKey::from(base::from_hex("00112233445566778899aabbccddeeff"
                                                                   "00112233445566778899aabbccddeeff"))
                                        .value()};
        const std::string filler = (folder_ / "filler").string();
        auto store = AuditStore::open((folder_ / "audit.sqlite").string(), seal);
        if (!store) return 1;
        (*store)->put("service", "first", "kept");
        if (!(*store)->flush()) return 2;
        std::ofstream(filler) << std::string(350'000, 'x');
        (*store)->put("service", "second", std::string(120'000, 'y'));
        if ((*store)->flush()) return 3;
        fs::remove(filler);
        if (!(*store)->flush()) return 4;
        store->reset();
        store = AuditStore::open((folder_ / "audit.sqlite").string(), seal);
        return store && (*store)->all("service").size() == 2 ? 0 : 5;
    });
    if (status == -1) GTEST_SKIP() << "a file system of its own needs root";
    EXPECT_EQ(status, 0);
}

}  // namespace
}  // namespace vigie::store
