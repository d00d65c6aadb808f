// SPDX-License-Identifier: Apache-2.0
#include "report/template.h"

#include <fstream>
#include <iterator>

#include <kainjow/mustache.hpp>

#include "base/text.h"

namespace vigie::report {
namespace {

constexpr int kDeepestInclude = 4;
constexpr std::string_view kInclude = "{{>";

base::Result<std::string> read_with_includes(const std::filesystem::path& folder, const std::string& name, int depth) {
    if (depth > kDeepestInclude)
        return base::fail(base::Errc::input, "reading the template: " + name + " is included too deep");
    std::ifstream in(folder / name, std::ios::binary);
    if (!in) return base::fail(base::Errc::io, "reading the template: cannot open " + (folder / name).string());
    const std::string source(std::istreambuf_iterator<char>(in), {});
    std::string out;
    std::size_t done = 0;
    for (auto open = source.find(kInclude); open != std::string::npos; open = source.find(kInclude, done)) {
        const auto close = source.find("}}", open);
        if (close == std::string::npos)
            return base::fail(base::Errc::input, "reading the template: an include of " + name + " does not end");
        const std::string_view inner =
            base::trim(std::string_view(source).substr(open + kInclude.size(), close - open - kInclude.size()));
        auto included = read_with_includes(folder, std::string(inner), depth + 1);
        if (!included) return included;
        out.append(source, done, open - done).append(*included);
        done = close + 2;
    }
    return out.append(source, done);
}

}  // namespace

base::Result<Template> Template::load(const std::filesystem::path& folder, const std::string& name,
                                      const catalog::Texts& texts) {
    auto source = read_with_includes(folder, name, 0);
    if (!source) return tl::unexpected(source.error());
    return parse(std::move(*source), texts);
}

base::Result<Template> Template::parse(std::string source, const catalog::Texts& texts) {
    for (auto open = source.find("{{t."); open != std::string::npos; open = source.find("{{t.", open + 1)) {
        const std::string key = source.substr(open + 4, source.find("}}", open) - open - 4);
        if (texts.find(key) == nullptr)
            return base::fail(base::Errc::input, "reading the template: no text is called " + key);
    }
    const kainjow::mustache::mustache parsed(source);
    if (!parsed.is_valid()) return base::fail(base::Errc::input, "reading the template: " + parsed.error_message());
    Template out;
    out.source_ = std::move(source);
    return out;
}

}  // namespace vigie::report
