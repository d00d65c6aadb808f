// SPDX-License-Identifier: Apache-2.0
// A whole audit, from the perimeter file to the written documents, against a scripted hospital on a virtual clock.
// golden/ holds what the audit must say, readably; after a change that is meant to change it, look at the difference
// that the failing test prints and write it with VIGIE_WRITE_GOLDEN=1.
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <sstream>

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>
#include <unistd.h>

#include "base/text.h"
#include "engine/assemble.h"
#include "engine/catalogues.h"
#include "engine/conclude.h"
#include "engine/documents.h"
#include "engine/network_context.h"
#include "engine/supervisor.h"
#include "model/json.h"
#include "perimeter/perimeter_file.h"
#include "scan/port_spec.h"
#include "scripted_hospital.h"

namespace vigie::pipeline {
namespace {

namespace fs = std::filesystem;
using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr const char* kPorts = "1-1024,2121,4242,6379,8042,11211,40000-40100";

std::string text_of(const fs::path& path) {
    std::ifstream file(path, std::ios::binary);
    std::ostringstream text;
    text << file.rdbuf();
    return text.str();
}

class Silent final : public engine::Observer {
public:
    void on_progress(const engine::Progress& progress) override { last = progress; }
    void on_event(const std::string& line) override { lines.push_back(line); }
    engine::Progress last;
    std::vector<std::string> lines;
};

// The two ends of the channel between the processes, kept in a file so that one thread can play both.
struct TemporaryFile {
    TemporaryFile() : file(std::tmpfile()) {}
    ~TemporaryFile() { std::fclose(file); }
    TemporaryFile(const TemporaryFile&) = delete;
    TemporaryFile& operator=(const TemporaryFile&) = delete;
    std::FILE* file;
};

class Pipeline {
public:
    explicit Pipeline(State state) : hospital_(network, state) {
        plan_.perimeter = perimeter_.perimeter;
        plan_.caps = *engine::caps_of("lab", plan_.perimeter);
        const model::Scope scope(plan_.perimeter);
        for (const model::CidrBlock& block : plan_.perimeter.addresses)
            for (std::uint64_t i = 0; i < block.size(); ++i)
                if (scope.allows(block.at(i))) plan_.targets.push_back(block.at(i));
        plan_.resolvers = plan_.perimeter.resolvers;
        plan_.tcp_ports = scan::parse_ports(kPorts)->tcp;
        plan_.priority_ports = catalogues_.priority_ports;
        plan_.words = catalogues_.words;
        plan_.fingerprints = &catalogues_.fingerprints;
        plan_.web = &catalogues_.web;
        plan_.seed = 7;
    }

    // The part of the unprivileged process, then the journal that the other one keeps of it.
    engine::StagesEnd run_network(const std::atomic<bool>& stop) {
        const TemporaryFile channel;
        engine::ChannelWriter writer(fileno(channel.file));
        model::Scope scope(plan_.perimeter);
        for (const model::IpAddress& resolver : plan_.resolvers) scope.allow_dns(resolver);
        engine::NetworkContext context{plan_, writer, scope, network, stop, {}, {}, {}};
        const engine::StagesEnd end = engine::run_stages(context);
        lseek(fileno(channel.file), 0, SEEK_SET);
        engine::ChannelReader reader(fileno(channel.file));
        for (bool more = true; more;) {
            more = reader.fill(0).value();
            EXPECT_TRUE(engine::drain(reader, *journal_, observer));
        }
        EXPECT_TRUE(journal_->flush());
        return end;
    }

    void resume() { EXPECT_TRUE(engine::resume_plan(*journal_, plan_)); }

    model::Audit conclude(const model::Audit* previous = nullptr) {
        model::Audit audit;
        audit.id = previous == nullptr ? "A-1" : "A-2";
        audit.tool_version = "test";
        audit.started = *base::parse_instant("2026-11-21T12:00:00Z");
        audit.finished = *base::parse_instant("2026-11-21T12:30:00Z");
        audit.profile = "lab";
        audit.policy = "strict";
        audit.perimeter = plan_.perimeter;
        EXPECT_TRUE(engine::assemble(*journal_, plan_, audit));
        const auto knowledge = engine::load_knowledge(catalogues_.folder);
        engine::conclude({catalogues_.rules, *knowledge, nullptr}, previous, *base::parse_date("2026-11-21"), audit);
        return audit;
    }

    model::Audit audit(const model::Audit* previous = nullptr) {
        const std::atomic<bool> stop{false};
        EXPECT_EQ(run_network(stop), engine::StagesEnd::finished);
        return conclude(previous);
    }

    [[nodiscard]] const fs::path& data() const { return catalogues_.folder; }

    ScriptedNetwork network;
    Silent observer;

private:
    perimeter::Loaded perimeter_ =
        perimeter::parse(ScriptedHospital::perimeter_text(), "perimetre.toml", *base::parse_date("2026-11-21")).value();
    engine::Catalogues catalogues_ = engine::load_catalogues().value();
    ScriptedHospital hospital_;
    engine::NetworkPlan plan_;
    std::unique_ptr<store::AuditStore> journal_ = store::AuditStore::open(":memory:").value();
};

void tell_gaps(std::string& out, const char* title, const std::vector<model::CoverageGap>& gaps) {
    for (const model::CoverageGap& gap : gaps) out += fmt::format("{}: {} : {}\n", title, gap.what, gap.why);
}

// The audit as a reader would note it; what depends on chance (identifiers) is left out.
std::string told(const model::Audit& audit) {
    std::string out = fmt::format("{} ({})\n", model::name_of(audit.verdict.level), audit.verdict.policy);
    for (const auto& [policy, level] : audit.verdict.alternatives)
        out += fmt::format("  {}: {}\n", policy, model::name_of(level));
    for (const model::VerdictReason& reason : audit.verdict.reasons)
        out += fmt::format("  {} {}: {}\n", reason.clause, reason.rule, reason.text);
    out += "\nnames\n";
    for (const model::Name& name : audit.names)
        out += fmt::format("  {} -> {}\n", name.name, fmt::join(name.addresses, " "));
    out += "\nassets\n";
    for (const model::Asset& asset : audit.assets)
        out += fmt::format("  {} {}{} {}\n", asset.address.text(), asset.in_scope ? "" : "outside ",
                           asset.alive ? "alive" : "silent", fmt::join(asset.names, " "));
    out += "\nservices\n";
    for (const model::Service& service : audit.services)
        out += fmt::format("  {} {} {} {}\n", service.endpoint.text(),
                           service.protocol.empty() ? "?" : service.protocol, service.product, service.version);
    out += "\nfindings\n";
    for (const model::Finding& finding : audit.findings)
        out += fmt::format("  {} {} {} {}:{} {} [{}] {}\n", model::name_of(finding.criticality),
                           model::name_of(finding.certainty), finding.rule, finding.asset, finding.port,
                           finding.component, finding.clause, model::name_of(finding.status));
    out += fmt::format("\ncoverage\n  hosts {}, tcp {}, udp {}\n", audit.coverage.hosts, audit.coverage.ports_tcp,
                       audit.coverage.ports_udp);
    tell_gaps(out, "  not tested", audit.coverage.not_tested);
    tell_gaps(out, "  blocked", audit.coverage.blocked);
    return out;
}

void expect_golden(const std::string& name, const std::string& text) {
    const fs::path path = fs::path(VIGIE_SOURCE_DIR) / "tests/pipeline/golden" / name;
    if (std::getenv("VIGIE_WRITE_GOLDEN") != nullptr) std::ofstream(path, std::ios::binary) << text;
    EXPECT_EQ(text, text_of(path)) << path;
}

std::set<std::string> rules_of(const model::Audit& audit) {
    std::set<std::string> out;
    for (const model::Finding& finding : audit.findings)
        if (finding.status != model::Status::corrige) out.insert(finding.rule);
    return out;
}

TEST(Pipeline, AHospitalAsFoundIsRougeForTheReasonsThatWereScripted) {
    Pipeline pipeline(State::as_found);

    const model::Audit audit = pipeline.audit();

    EXPECT_EQ(audit.verdict.level, model::Level::rouge);
    expect_golden("as-found.txt", told(audit));
}

TEST(Pipeline, TheRemediatedHospitalShowsWhatWasFixedAndIsNoLongerRouge) {
    Pipeline before(State::as_found);
    const model::Audit first = before.audit();
    Pipeline after(State::remediated);

    const model::Audit second = after.audit(&first);

    EXPECT_NE(second.verdict.level, model::Level::rouge);
    EXPECT_THAT(rules_of(second), Not(Contains("redis.unauthenticated")));
    expect_golden("remediated.txt", told(second));
}

TEST(Pipeline, TwoAuditsOfTheSameHospitalShowNoChange) {
    Pipeline one(State::as_found);
    const model::Audit first = one.audit();
    Pipeline two(State::as_found);

    const model::Audit second = two.audit(&first);

    ASSERT_EQ(second.findings.size(), first.findings.size());
    for (const model::Finding& finding : second.findings)
        EXPECT_EQ(finding.status, model::Status::persistant) << finding.rule << " " << finding.asset;
}

TEST(Pipeline, AnAuditStoppedAfterEachStageAndResumedSaysTheSame) {
    Pipeline whole(State::as_found);
    const model::Audit expected = whole.audit();
    Pipeline stopped(State::as_found);
    const std::atomic<bool> stop{true};
    EXPECT_EQ(stopped.run_network(stop), engine::StagesEnd::stopped);
    stopped.resume();

    const model::Audit resumed = stopped.audit();

    EXPECT_EQ(told(resumed), told(expected));
}

TEST(Pipeline, NothingLeavesForAnExcludedOrUndeclaredAddress) {
    Pipeline pipeline(State::as_found);

    pipeline.audit();

    const auto excluded = *model::IpAddress::parse("192.0.2.9");
    const auto foreign = *model::IpAddress::parse("203.0.113.7");
    EXPECT_THAT(pipeline.network.probed(), Not(Contains(excluded)));
    EXPECT_THAT(pipeline.network.probed(), Not(Contains(foreign)));
    for (const model::Endpoint& endpoint : pipeline.network.dialer.dialled()) {
        EXPECT_NE(endpoint.address, excluded);
        EXPECT_NE(endpoint.address, foreign);
    }
}

TEST(Pipeline, RetriesAndWaitsPassOnTheVirtualClock) {
    Pipeline pipeline(State::as_found);

    pipeline.audit();

    EXPECT_GE(pipeline.network.scanned_for(), std::chrono::seconds(3));
    EXPECT_GT(pipeline.network.dialer.elapsed(), base::Millis(0));
}

TEST(Pipeline, TheDocumentsSayWhatTheAuditSays) {
    Pipeline pipeline(State::as_found);
    const model::Audit audit = pipeline.audit();
    const fs::path folder = fs::temp_directory_path() / ("vigie-pipeline-" + std::to_string(getpid()));
    fs::create_directories(folder);

    const auto written = engine::write_documents(audit, folder, {"json", "html", "csv", "opssies"}, pipeline.data());

    ASSERT_TRUE(written) << written.error().what;
    for (const report::WrittenFile& file : *written) EXPECT_TRUE(file.ok()) << file.error;
    const model::Audit read = nlohmann::json::parse(text_of(folder / "audit.json")).get<model::Audit>();
    EXPECT_EQ(told(read), told(audit));
    const std::string page = text_of(folder / "rapport.html");
    EXPECT_THAT(page, HasSubstr("ROUGE"));
    EXPECT_THAT(page, HasSubstr("192.0.2.3"));
    const auto message = nlohmann::json::parse(text_of(folder / "opssies.json"));
    EXPECT_THAT(message.dump(), HasSubstr("\"isConform\":false"));
    fs::remove_all(folder);
}

}  // namespace
}  // namespace vigie::pipeline
