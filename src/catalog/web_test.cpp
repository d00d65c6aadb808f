// SPDX-License-Identifier: Apache-2.0
#include "catalog/web.h"

#include <fstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace vigie::catalog {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;

const WebCatalogue& shipped() {
    static const WebCatalogue catalogue = [] {
        auto loaded = WebCatalogue::load(std::filesystem::path(VIGIE_SOURCE_DIR) / "data");
        if (!loaded) ADD_FAILURE() << loaded.error().what;
        return loaded ? *loaded : WebCatalogue{};
    }();
    return catalogue;
}

TEST(WebCatalogueTest, EveryPathAndFrontDoesWhatItsExamplesSay) {
    EXPECT_THAT(shipped().failing_examples(), IsEmpty());
    EXPECT_GE(shipped().paths().size(), 40U);
    EXPECT_LE(shipped().paths().size(), 60U);  // a short list: a minute a site at the prudent pace
}

TEST(WebCatalogueTest, TheWelcomePageOfAServerThatAnswersEverythingMatchesNoPath) {
    const WebReply welcome{200, "content-type: text/html\ncontent-length: 612\n",
                           "<!DOCTYPE html><html><head><title>Bienvenue</title></head><body>Le CH</body></html>"};
    for (const WebPath& path : shipped().paths()) EXPECT_FALSE(path.matches(welcome)) << path.where;
}

TEST(WebCatalogueTest, WhatCouldBeSomebodysDataIsNeverRead) {
    for (const WebPath& path : shipped().paths()) {
        if (path.data == "health") {
            EXPECT_TRUE(path.head_only) << path.where;
        }
    }
}

TEST(WebCatalogueTest, AStorageIsKnownByTheEndOfItsHostName) {
    ASSERT_NE(shipped().storage_of("stchexemple.blob.core.windows.net"), nullptr);
    EXPECT_EQ(shipped().storage_of("stchexemple.blob.core.windows.net")->id, "Azure Blob Storage");
    EXPECT_EQ(shipped().storage_of("ec2-192-0-2-1.eu-west-3.compute.amazonaws.com"), nullptr);
    EXPECT_EQ(shipped().storage_of("blob.core.windows.net.ch-exemple.fr"), nullptr);
}

TEST(WebCatalogueTest, ANameTellsTheKindOfDataOrNothing) {
    EXPECT_EQ(shipped().kind_of("patients-2024"), "health");
    EXPECT_EQ(shipped().kind_of("DPI"), "health");
    EXPECT_EQ(shipped().kind_of("rh_paie"), "personal");
    for (const char* name :
         {"logs-nginx", "collaboration", "concours", "healthcheck", "ch-exemple-www", "scanner-accueil"})
        EXPECT_EQ(shipped().kind_of(name), "") << name;
    EXPECT_EQ(shipped().kind_of("firmware"), "");
}

TEST(WebCatalogueTest, ABrokenEntryIsNamedWithItsLine) {
    const auto folder = std::filesystem::temp_directory_path() / "vigie-web-catalogue-test";
    std::filesystem::create_directories(folder / "web");
    std::ofstream(folder / "web" / "paths.toml") << "[[path]]\nid = \"x\"\npath = \"no-slash\"\nbodi = \"x\"\n";
    for (const char* name : {"fronts", "storage", "words"})
        std::filesystem::copy_file(std::filesystem::path(VIGIE_SOURCE_DIR) / "data/web" / (std::string(name) + ".toml"),
                                   folder / "web" / (std::string(name) + ".toml"),
                                   std::filesystem::copy_options::overwrite_existing);

    const auto loaded = WebCatalogue::load(folder);
    std::filesystem::remove_all(folder);

    ASSERT_FALSE(loaded);
    EXPECT_THAT(loaded.error().what, HasSubstr("paths.toml:1"));
    EXPECT_THAT(loaded.error().what, HasSubstr("bodi"));
    EXPECT_THAT(loaded.error().what, HasSubstr("path must begin with /"));
}

}  // namespace
}  // namespace vigie::catalog
