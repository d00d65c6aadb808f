// SPDX-License-Identifier: Apache-2.0
// How fast components are matched and how often the answer is right. Figures: docs/benchmarks.md.
//   speed BASE             one component (median), 100,000 components
//   truth BASE             stdin: RELEASE PACKAGE CVE VERSION EXPECTED COMPONENT, tab between; counts right answers
//   edge BASE FILE         known exploited vulnerabilities: CVE, vulnerable component, repaired component, tab between
//   bad BASE FILE          what other tools wrongly call vulnerable: component, CVE or *, tab between; counts asserted
//   ones order                  stdin: SCHEME A B, tab between; prints -1, 0 or 1
#include <algorithm>
#include <chrono>
#include <fstream>
#include <functional>
#include <iostream>
#include <map>
#include <random>
#include <set>
#include <sstream>

#include <fmt/format.h>

#include "base/text.h"
#include "correlate/explain.h"
#include "store/vulnerability_base.h"

namespace {

using namespace vigie;
using Clock = std::chrono::steady_clock;

double milliseconds_since(Clock::time_point start) {
    return std::chrono::duration<double, std::milli>(Clock::now() - start).count();
}

std::string read_file(const std::filesystem::path& path) {
    std::ifstream in(path);
    std::ostringstream out;
    out << in.rdbuf();
    return out.str();
}

struct Bench {
    std::unique_ptr<model::VulnerabilityBase> base;
    correlate::Knowledge knowledge;
    correlate::CorrelateOptions options;

    [[nodiscard]] correlate::Judgement judge(const std::string& text, correlate::Library& library, bool all) const {
        const auto component = correlate::component_from_text(text, knowledge.products);
        if (!component) return {};
        return correlate::judge(*component, library, {correlate::Language("fr"), all});
    }
};

// Versions around those of the examples of the product table: what a hospital's services could show.
std::vector<std::string> components_like(const correlate::Products& products, std::size_t count) {
    std::vector<std::string> out;
    std::mt19937 random(7);
    while (out.size() < count)
        for (const correlate::Product& product : products.all()) {
            if (out.size() == count) break;
            std::string version = product.examples.front().version;
            if (version.empty()) version = "1.0";
            const auto dot = version.rfind('.');
            version = version.substr(0, dot) + "." + std::to_string(random() % 60);
            out.push_back(product.names.front() + " " + version + (random() % 3 == 0 ? " (Debian)" : ""));
        }
    return out;
}

int speed(const Bench& bench) {
    constexpr std::size_t kComponents = 100'000;
    const auto components = components_like(bench.knowledge.products, kComponents);
    correlate::Library library(*bench.base, "3.1");
    std::vector<double> first;
    for (const correlate::Product& product : bench.knowledge.products.all()) {
        const auto start = Clock::now();
        (void)bench.judge(product.examples.front().banner, library, true);
        first.push_back(milliseconds_since(start));
    }
    std::vector<double> times;
    times.reserve(kComponents);
    std::size_t answers = 0;
    const auto start = Clock::now();
    for (const std::string& component : components) {
        const auto begun = Clock::now();
        answers += bench.judge(component, library, false).answers.size();
        times.push_back(milliseconds_since(begun));
    }
    const double all = milliseconds_since(start);
    std::sort(first.begin(), first.end());
    std::sort(times.begin(), times.end());
    fmt::print("first component of a product, its CVEs read from disk: median {:.2f} ms, worst {:.1f} ms\n",
               first[first.size() / 2], first.back());
    fmt::print("one component: median {:.3f} ms, 99 of 100 below {:.2f} ms, worst {:.1f} ms\n", times[times.size() / 2],
               times[times.size() * 99 / 100], times.back());
    fmt::print("{} components: {:.1f} s, {} answers\n", kComponents, all / 1000, answers);
    return 0;
}

std::string answer_for(const correlate::Judgement& judgement, const std::string& cve) {
    for (const correlate::CveAnswer& answer : judgement.answers)
        if (answer.cve().id == cve) return std::string(model::name_of(answer.certainty));
    return "silent";
}

int truth(const Bench& bench) {
    correlate::Library library(*bench.base, "3.1");
    struct Count {
        std::size_t right = 0, all = 0;
    };
    std::map<std::string, Count> counts;
    std::size_t false_red = 0;
    std::size_t shown = 0;
    std::string line;
    while (std::getline(std::cin, line)) {
        const auto fields = base::split(line, '\t');
        if (fields.size() != 6) continue;
        const std::string got = answer_for(bench.judge(std::string(fields[5]), library, false), std::string(fields[2]));
        const bool right = got == fields[4] || (fields[4] == "non-affecte" && got == "silent");
        const std::string kind = fields[5].substr(0, 4) == "pkg:" ? "package" : "banner";
        for (Count* count : {&counts[kind + " expected " + std::string(fields[4])], &counts[kind]}) {
            ++count->all;
            count->right += right ? 1U : 0U;
        }
        if (fields[4] == "non-affecte" && got == "affecte") ++false_red;
        constexpr std::size_t kShown = 20;
        if (!right && shown++ < kShown) fmt::print("  {}: {}\n", got, line);
    }
    for (const auto& [kind, count] : counts)
        fmt::print("{:<32} {:>7} of {:>7} right, {:.2f} %\n", kind, count.right, count.all,
                   100.0 * static_cast<double>(count.right) / static_cast<double>(std::max<std::size_t>(count.all, 1)));
    fmt::print("repaired ones called affected: {}\n", false_red);
    return false_red == 0 ? 0 : 1;
}

int edge(const Bench& bench, const std::string& file) {
    correlate::Library library(*bench.base, "3.1");
    std::size_t found = 0, clean = 0, held = 0, all = 0;
    const std::string text = read_file(file);
    for (const std::string_view line : base::split(text, '\n')) {
        const auto fields = base::split(line, '\t');
        if (fields.size() != 3 || line.front() == '#') continue;
        ++all;
        const auto record = bench.base->cve(std::string(fields[0]));
        const bool known = record && record->has_value() && !(*record)->configurations.empty();
        const std::string vulnerable =
            answer_for(bench.judge(std::string(fields[1]), library, true), std::string(fields[0]));
        const std::string repaired =
            answer_for(bench.judge(std::string(fields[2]), library, true), std::string(fields[0]));
        if (known) ++held;
        const bool seen = vulnerable == "affecte";
        const bool spared = repaired != "affecte";
        if (known && seen) ++found;
        if (known && spared) ++clean;
        fmt::print("{} {:<15} {:<52} {:<12} {:<46} {}\n", known ? (seen && spared ? "ok " : "BAD") : "-- ", fields[0],
                   fields[1], vulnerable, fields[2], repaired);
    }
    fmt::print("{} vulnerabilities, {} in the base; vulnerable version found affected: {}, repaired one not: {}\n", all,
               held, found, clean);
    return clean == held ? 0 : 1;
}

int bad(const Bench& bench, const std::string& file) {
    correlate::Library library(*bench.base, "3.1");
    std::size_t components = 0, judged = 0, asserted = 0;
    const std::string text = read_file(file);
    for (const std::string_view line : base::split(text, '\n')) {
        const auto fields = base::split(line, '\t');
        if (fields.size() != 2 || line.front() == '#') continue;
        ++components;
        for (const correlate::CveAnswer& answer : bench.judge(std::string(fields[0]), library, true).answers) {
            if (fields[1] != "*" && answer.cve().id != fields[1]) continue;
            ++judged;
            if (answer.certainty != model::Certainty::affecte) continue;
            ++asserted;
            fmt::print("BAD {} {}\n", fields[0], answer.cve().id);
        }
    }
    fmt::print("{} components, {} vulnerabilities judged, {} asserted\n", components, judged, asserted);
    return asserted == 0 && judged > 0 ? 0 : 1;
}

int order() {
    std::string line;
    std::string out;
    while (std::getline(std::cin, line)) {
        const auto fields = base::split(line, '\t');
        const auto scheme = fields.size() == 3 ? correlate::scheme_from(fields[0]) : std::nullopt;
        out += scheme ? std::to_string(correlate::compare_versions(*scheme, fields[1], fields[2])) : "?";
        out += '\n';
    }
    std::cout << out;
    return 0;
}

}  // namespace

int main(int argc, char** argv) {
    const std::vector<std::string> arguments(argv + 1, argv + argc);
    if (!arguments.empty() && arguments[0] == "order") return order();
    if (arguments.size() < 2) {
        std::cerr << "usage: match_bench speed BASE | truth BASE | edge BASE FILE | bad BASE FILE | order\n";
        return 2;
    }
    auto reader = store::open_base_for_reading(arguments[1]);
    const auto data = std::filesystem::path(VIGIE_SOURCE_DIR) / "data";
    auto knowledge =
        correlate::parse_knowledge(read_file(data / "cpe/products.toml"), read_file(data / "lifecycle/products.toml"));
    if (!reader || !knowledge) {
        std::cerr << (reader ? knowledge.error().what : reader.error().what) << "\n";
        return 1;
    }
    const Bench bench{std::move(*reader), std::move(*knowledge), {}};
    if (arguments[0] == "speed") return speed(bench);
    if (arguments[0] == "truth") return truth(bench);
    if (arguments[0] == "edge" && arguments.size() == 3) return edge(bench, arguments[2]);
    if (arguments[0] == "bad" && arguments.size() == 3) return bad(bench, arguments[2]);
    std::cerr << "unknown measurement " << arguments[0] << "\n";
    return 2;
}
