// SPDX-License-Identifier: Apache-2.0
#include "exchange/feeds/csaf_products.h"

#include <algorithm>
#include <array>

#include "base/text.h"
#include "exchange/feeds/json_tree.h"
#include "exchange/feeds/parsers.h"
#include "exchange/feeds/version_text.h"

namespace vigie::exchange {
namespace {

namespace dom = simdjson::dom;

constexpr int kBranchDepthLimit = 40;
constexpr std::size_t kProductLimit = 500'000;

// What is known of a product besides its place in the tree.
struct Leaf {
    std::string vendor, product, version, range;  // the names of the branches above
    std::string name;                             // in one text, for trees without branches
    std::vector<std::string> cpe;                 // fields after "cpe:2.3:"
    std::string purl;
};

// "cpe:/o:redhat:enterprise_linux:9::baseos" (2.2) and "cpe:2.3:o:redhat:enterprise_linux:9:*:..." alike.
std::vector<std::string> cpe_fields(std::string_view text) {
    constexpr std::string_view kOld = "cpe:/";
    if (text.substr(0, kOld.size()) != kOld) return model::split_cpe(text);
    std::vector<std::string> out;
    for (const std::string_view part : base::split(text.substr(kOld.size()), ':')) out.emplace_back(part);
    return out;
}

void read_helper(const dom::element& product, Leaf& out) {
    dom::element helper;
    if (product["product_identification_helper"].get(helper) != simdjson::SUCCESS) return;
    out.cpe = cpe_fields(text_at(helper, "cpe"));
    out.purl = text_at(helper, "purl");
    dom::array purls;  // CSAF 2.1 has several
    if (out.purl.empty() && helper["purls"].get_array().get(purls) == simdjson::SUCCESS)
        for (const dom::element purl : purls) {
            std::string_view text;
            if (out.purl.empty() && purl.get_string().get(text) == simdjson::SUCCESS) out.purl = text;
        }
}

struct Package {
    std::string name;
    std::string version;
    bool is_source = false;
};

// "pkg:rpm/redhat/openssh@8.7p1-38.el9_4.1?arch=src&epoch=1", or without purl the name that RPM gives a file:
// "openssh-0:8.7p1-38.el9_4.1.src", "openssh-8.4p1-150300.3.30.1.x86_64", "openssh".
std::optional<Package> package_of(const Leaf& leaf, std::string_view identifier) {
    Package out;
    constexpr std::string_view kPurl = "pkg:rpm/";
    std::string_view text = leaf.purl;
    if (text.substr(0, kPurl.size()) == kPurl) {
        const auto question = text.find('?');
        const std::string_view qualifiers = question == std::string_view::npos ? "" : text.substr(question);
        text = text.substr(kPurl.size(), question - std::min(question, kPurl.size()));
        text = text.substr(text.find('/') + 1);
        const auto at = text.find('@');
        out.name = text.substr(0, at);
        if (at != std::string_view::npos) out.version = text.substr(at + 1);
        const auto epoch = qualifiers.find("epoch=");
        if (epoch != std::string_view::npos) {
            const std::string_view number = qualifiers.substr(epoch + 6, qualifiers.find('&', epoch) - epoch - 6);
            if (number != "0" && base::parse_unsigned(number)) out.version = std::string(number) + ":" + out.version;
        }
        out.is_source = qualifiers.find("arch=src") != std::string_view::npos;
        return out.name.empty() ? std::nullopt : std::optional(out);
    }
    if (identifier.empty() || identifier.find(' ') != std::string_view::npos) return std::nullopt;
    constexpr std::array<std::string_view, 8> kArchitectures = {".src",   ".x86_64",  ".noarch", ".aarch64",
                                                                ".s390x", ".ppc64le", ".i686",   ".i586"};
    for (const std::string_view architecture : kArchitectures)
        if (identifier.size() > architecture.size() &&
            identifier.substr(identifier.size() - architecture.size()) == architecture) {
            out.is_source = architecture == ".src";
            identifier.remove_suffix(architecture.size());
            const auto release = identifier.rfind('-');
            const auto version = release == 0 || release == std::string_view::npos ? std::string_view::npos
                                                                                   : identifier.rfind('-', release - 1);
            if (version == std::string_view::npos || version == 0) return std::nullopt;
            out.name = identifier.substr(0, version);
            std::string_view number = identifier.substr(version + 1);
            if (number.substr(0, 2) == "0:") number.remove_prefix(2);
            out.version = number;
            return out;
        }
    out.name = identifier;
    return out;
}

// The release that a platform's CPE stands for; only the plain ones that everybody has: extended support (EUS, LTSS)
// has repairs of its own.
std::string release_of(const std::vector<std::string>& cpe) {
    if (cpe.size() < 4) return {};
    const std::string& vendor = cpe[1];
    const std::string& product = cpe[2];
    const std::string& version = cpe[3];
    if (version.empty() || version == "*" || version == "-") return {};
    if (vendor == "redhat" && product == "enterprise_linux") return "rhel-" + version.substr(0, version.find('.'));
    const bool service_pack = cpe.size() > 4 && cpe[4].size() > 2 && cpe[4].substr(0, 2) == "sp";
    if (vendor == "suse" && product == "sles")
        return "sles-" + version + (service_pack ? "." + cpe[4].substr(2) : std::string());
    if (vendor == "opensuse" && product == "leap") return "opensuse-leap-" + version;
    return {};
}

class Tree {
public:
    base::Result<void> branch(const dom::element& list, const Leaf& above, int depth) {
        if (depth > kBranchDepthLimit) return base::fail(base::Errc::limit, "product tree: branches too deep");
        dom::array branches;
        if (list.get_array().get(branches) != simdjson::SUCCESS)
            return base::fail(base::Errc::malformed, "product tree: branches are no list");
        for (const dom::element item : branches) {
            Leaf here = above;
            const std::string category = text_at(item, "category");
            std::string name = text_at(item, "name");
            if (category == "vendor")
                here.vendor = std::move(name);
            else if (category == "product_name")
                here.product = std::move(name);
            else if (category == "product_version")
                here.version = std::move(name);
            else if (category == "product_version_range")
                here.range = std::move(name);
            dom::element product;
            if (item["product"].get(product) == simdjson::SUCCESS)
                if (const auto added = add(product, here); !added) return added;
            dom::element deeper;
            if (item["branches"].get(deeper) == simdjson::SUCCESS)
                if (const auto read = branch(deeper, here, depth + 1); !read) return read;
        }
        return {};
    }

    base::Result<void> add(const dom::element& product, Leaf leaf) {
        const std::string id = text_at(product, "product_id");
        if (id.empty()) return base::fail(base::Errc::malformed, "product tree: product without an identifier");
        if (leaves_.size() >= kProductLimit) return base::fail(base::Errc::limit, "product tree: too many products");
        leaf.name = text_at(product, "name");
        read_helper(product, leaf);
        leaves_[id] = std::move(leaf);
        return {};
    }

    // "This package as a part of that platform".
    base::Result<void> relate(const dom::element& relationship) {
        dom::element product;
        if (relationship["full_product_name"].get(product) != simdjson::SUCCESS)
            return base::fail(base::Errc::malformed, "product tree: relationship without a product");
        const std::string id = text_at(product, "product_id");
        const std::string part = text_at(relationship, "product_reference");
        const auto component = leaves_.find(part);
        const auto platform = leaves_.find(text_at(relationship, "relates_to_product_reference"));
        if (id.empty() || products_.size() >= kProductLimit)
            return base::fail(base::Errc::malformed, "product tree: relationship without an identifier");
        CsafProduct out;
        if (component != leaves_.end() && platform != leaves_.end()) {
            const std::string release = release_of(platform->second.cpe);
            const auto package = package_of(component->second, part);
            if (!release.empty() && package) {
                out.package = package->name;
                out.package_version = package->version;
                out.release = release;
                out.is_source = package->is_source;
            }
            out.criteria = criteria_of(component->second);
        }
        products_[id] = std::move(out);
        return {};
    }

    CsafProducts take() {
        for (const auto& [id, leaf] : leaves_)
            products_.try_emplace(id, CsafProduct{criteria_of(leaf), {}, {}, {}, {}});
        return std::move(products_);
    }

private:
    static std::vector<model::CpeCriterion> criteria_of(const Leaf& leaf) {
        model::CpeCriterion bounds;  // nothing readable: the product, no version named
        if (!leaf.range.empty()) {
            if (!read_comparisons(leaf.range, bounds) && is_plain_version(leaf.range))
                bounds.version = bare_version(leaf.range);
        } else if (!leaf.version.empty()) {
            if (is_plain_version(leaf.version))
                bounds.version = bare_version(leaf.version);
            else
                (void)read_comparisons(leaf.version, bounds);
        }
        std::vector<model::CpeCriterion> out;
        if (leaf.cpe.size() > 2 && !leaf.cpe[0].empty() && !leaf.cpe[1].empty() && !leaf.cpe[2].empty()) {
            model::CpeCriterion one = bounds;
            one.part = leaf.cpe[0].front();
            one.vendor = leaf.cpe[1];
            one.product = leaf.cpe[2];
            const bool bare = one.version == "*" && one.start.empty() && one.end.empty();
            if (bare && leaf.cpe.size() > 3 && !leaf.cpe[3].empty() && leaf.range.empty()) one.version = leaf.cpe[3];
            if (bare && leaf.cpe.size() > 4 && !leaf.cpe[4].empty()) one.update = leaf.cpe[4];
            out.push_back(std::move(one));
        }
        bounds.vendor = cpe_word(leaf.vendor);
        bounds.product = cpe_word(leaf.product);
        const bool named = !bounds.vendor.empty() && !bounds.product.empty();
        if (named && (out.empty() || out[0].vendor != bounds.vendor || out[0].product != bounds.product))
            out.push_back(std::move(bounds));
        return out;
    }

    std::map<std::string, Leaf> leaves_;
    CsafProducts products_;
};

}  // namespace

base::Result<CsafProducts> read_product_tree(const dom::element& document) {
    Tree tree;
    dom::element root;
    if (document["product_tree"].get(root) != simdjson::SUCCESS) return CsafProducts();  // allowed for vex of nothing
    dom::element branches;
    if (root["branches"].get(branches) == simdjson::SUCCESS)
        if (const auto read = tree.branch(branches, {}, 0); !read) return tl::unexpected<base::Error>(read.error());
    dom::array names;
    if (root["full_product_names"].get_array().get(names) == simdjson::SUCCESS)
        for (const dom::element name : names)
            if (const auto added = tree.add(name, {}); !added) return tl::unexpected<base::Error>(added.error());
    dom::array relationships;
    if (root["relationships"].get_array().get(relationships) == simdjson::SUCCESS)
        for (const dom::element relationship : relationships)
            if (const auto related = tree.relate(relationship); !related)
                return tl::unexpected<base::Error>(related.error());
    return tree.take();
}

}  // namespace vigie::exchange
