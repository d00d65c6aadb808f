// SPDX-License-Identifier: Apache-2.0
#include "catalog/ports.h"

#include <algorithm>
#include <fstream>

#include <gtest/gtest.h>
#include <unistd.h>

namespace vigie::catalog {
namespace {

class PortsFolder {
public:
    explicit PortsFolder(const std::string& priority) {
        path_ = std::filesystem::temp_directory_path() / ("vigie-ports-" + std::to_string(getpid()));
        std::filesystem::create_directories(path_ / "ports");
        std::ofstream(path_ / "ports" / "priority.toml") << priority;
    }
    ~PortsFolder() { std::filesystem::remove_all(path_); }
    PortsFolder(const PortsFolder&) = delete;
    PortsFolder& operator=(const PortsFolder&) = delete;
    [[nodiscard]] const std::filesystem::path& path() const { return path_; }

private:
    std::filesystem::path path_;
};

TEST(PriorityPorts, TheShippedListNamesWhatHospitalsExpose) {
    const auto ports = load_priority_ports(std::filesystem::path(VIGIE_SOURCE_DIR) / "data");

    ASSERT_TRUE(ports) << ports.error().what;
    EXPECT_GE(ports->size(), 280U);
    EXPECT_LE(ports->size(), 450U);
    for (const PriorityPort& expected :
         {PriorityPort{104, "health"}, PriorityPort{4242, "health"}, PriorityPort{11112, "health"},
          PriorityPort{2575, "health"}, PriorityPort{2761, "health"}, PriorityPort{2762, "health"},
          PriorityPort{3389, "remote"}, PriorityPort{502, "ot"}, PriorityPort{44818, "ot"}, PriorityPort{6443, "web"},
          PriorityPort{11211, "database"}, PriorityPort{443, "web"}, PriorityPort{10443, "vpn"},
          PriorityPort{445, "file"}})
        EXPECT_NE(std::find(ports->begin(), ports->end(), expected), ports->end()) << expected.port;
}

TEST(PriorityPorts, ReadsPortsByReasonInAscendingOrder) {
    const PortsFolder folder("[vpn]\n1194 = \"OpenVPN\"\n[health]\n104 = \"DICOM\"\n");

    const auto ports = load_priority_ports(folder.path());

    ASSERT_TRUE(ports);
    EXPECT_EQ(*ports, (std::vector<PriorityPort>{{104, "health"}, {1194, "vpn"}}));
}

TEST(PriorityPorts, AWrongEntryIsNamedWithItsLine) {
    for (const auto& [text, where] :
         {std::pair{"[vpn]\n1194 = \"a\"\n[health]\n1194 = \"b\"\n", "port 1194 is given twice"},
          std::pair{"[games]\n1 = \"x\"\n", "unknown reason 'games'"},
          std::pair{"[vpn]\n70000 = \"x\"\n", "priority.toml:2: expected port"},
          std::pair{"[vpn]\n22 = 3\n", "priority.toml:2: expected port"}, std::pair{"vpn = 3\n", "a reason is a table"},
          std::pair{"[vpn\n", "priority.toml:1"}}) {
        const PortsFolder folder(text);
        const auto ports = load_priority_ports(folder.path());
        ASSERT_FALSE(ports) << text;
        EXPECT_EQ(ports.error().code, base::Errc::input);
        EXPECT_NE(ports.error().what.find(where), std::string::npos) << ports.error().what;
    }
}

TEST(PriorityPorts, AMissingFileIsAnInputOutputError) {
    EXPECT_EQ(load_priority_ports("/nonexistent").error().code, base::Errc::io);
}

}  // namespace
}  // namespace vigie::catalog
